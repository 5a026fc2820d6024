// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/model/tested_rules.h"

#include <utility>
#include <variant>

namespace farcall {

LogVerdict TestedRules::Read(LogRecord record, int64_t offset) {
  Change(record);
  return rules_.Read(std::move(record), offset);
}

template <typename Record>
void TestedRules::TakeForOwners(Record& record) const {
  if (behaviour_ != Behaviour::kIgnoresEpochs) return;
  record.epoch = rules_.epoch();
  record.writer = rules_.claim().incarnation;
}

template <typename Record>
void TestedRules::TakeForNext(Record& record) const {
  if (behaviour_ == Behaviour::kIgnoresNumbers) {
    record.number = rules_.number() + 1;
  }
}

void TestedRules::Change(LogRecord& record) const {
  if (auto* batch = std::get_if<BatchRecord>(&record)) {
    TakeForOwners(*batch);
    TakeForNext(*batch);
  } else if (auto* erase = std::get_if<EraseRecord>(&record)) {
    TakeForOwners(*erase);
    TakeForNext(*erase);
  } else if (auto* release = std::get_if<ReleaseRecord>(&record)) {
    TakeForOwners(*release);
  }
}

}  // namespace farcall
