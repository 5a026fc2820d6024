// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_journal.h"
#include "storage/rocksdb/rocksdb_record_store.h"
#include "tests/storage/journal_contract.h"
#include "tests/storage/rocksdb/rocksdb_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

class RocksDbSeams : public OpenedSeams {
 public:
  explicit RocksDbSeams(const std::string& path)
      : options_(At(path)),
        database_(*RocksDbDatabase::Open(options_)),
        seen_(*database_, {.window_micros = int64_t{3600} * 1'000'000,
                           .events_max = 1000,
                           .memory_bytes = 1 << 20,
                           .steady_micros = [] { return 0; }}),
        feedback_(database_->db(), database_->meta(), 100),
        findings_(*database_, std::nullopt),
        calls_(*database_, std::nullopt, 48),
        ledger_(*database_, std::nullopt),
        journal_(*database_, seen_, feedback_, findings_, calls_, ledger_,
                 options_),
        records_(*database_) {
    EXPECT_TRUE(seen_.Load().ok());
    EXPECT_TRUE(journal_.Load().ok());
  }

  Journal& journal() override { return journal_; }
  RecordStore& records() override { return records_; }

 private:
  const RocksDbStoreOptions options_;
  const std::unique_ptr<RocksDbDatabase> database_;
  SeenLog seen_;
  FeedbackLog feedback_;
  RocksDbFindings findings_;
  FactSorter calls_;
  RocksDbLedger ledger_;
  RocksDbJournal journal_;
  RocksDbRecordStore records_;
};

const SeamsUnderTest kRocksDb{
    "rocksdb", [] {
      return [dir = std::make_shared<TempDir>()] {
        return std::make_unique<RocksDbSeams>(*dir / "db");
      };
    }};

INSTANTIATE_TEST_SUITE_P(RocksDb, JournalContract, testing::Values(kRocksDb));
INSTANTIATE_TEST_SUITE_P(RocksDb, RecordStoreContract,
                         testing::Values(kRocksDb));

}  // namespace
}  // namespace farcall
