// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/journal_contract.h"
#include "tests/storage/memory_disk.h"

namespace farcall {
namespace {

class MemorySeams : public OpenedSeams {
 public:
  explicit MemorySeams(std::shared_ptr<MemoryDisk> disk)
      : disk_(std::move(disk)), journal_(*disk_), records_(*disk_) {}

  Journal& journal() override { return journal_; }
  RecordStore& records() override { return records_; }

 private:
  const std::shared_ptr<MemoryDisk> disk_;
  MemoryJournal journal_;
  MemoryRecordStore records_;
};

const SeamsUnderTest kMemory{"memory", [] {
                               return [disk = std::make_shared<MemoryDisk>()] {
                                 return std::make_unique<MemorySeams>(disk);
                               };
                             }};

INSTANTIATE_TEST_SUITE_P(Memory, JournalContract, testing::Values(kMemory));
INSTANTIATE_TEST_SUITE_P(Memory, RecordStoreContract, testing::Values(kMemory));

}  // namespace
}  // namespace farcall
