// SPDX-License-Identifier: Apache-2.0
#include "storage/record_table.h"

#include <utility>

namespace farcall {
namespace {

// What a list, an index and the allocator take for each record, about.
constexpr size_t kOverheadBytes = 64;
// What a histogram keeps beside its values once it was asked: its sums, and of
// each value the hash, the order and the decayed count.
constexpr size_t kSumsBytes = 256;
constexpr size_t kSumsBytesOfValue = 14;
// A remembered thing with its texts, about.
constexpr size_t kThingBytes = sizeof(RememberedThing) + 64;
// A window of failures with its sums; more kinds than one are rare.
constexpr size_t kFailureBytes =
    sizeof(FailureWindows::Window) + 2 * sizeof(uint32_t);

size_t BytesOf(const Histogram& histogram) {
  if (histogram.empty()) return 0;
  size_t bytes = kSumsBytes + histogram.values().size() * kSumsBytesOfValue;
  for (const ValueCount& value : histogram.values()) {
    bytes += sizeof(ValueCount) + value.value.size() +
             (value.periods.capacity() > 1
                  ? value.periods.size() * sizeof(PeriodCount)
                  : 0);
  }
  return bytes;
}

size_t BytesOf(const NetworkAnswers& answers) {
  size_t bytes = 0;
  for (const NetworkAnswers::Network& network : answers.networks()) {
    bytes += sizeof(network) + network.network.size();
    for (const auto* kept : {&network.countries, &network.operators}) {
      if (kept->capacity() > 1) bytes += kept->size() * sizeof(NetworkAnswer);
    }
  }
  return bytes;
}

size_t BytesOf(const Record& record) {
  const Baseline& baseline = record.baseline;
  size_t bytes = sizeof(Record) + kOverheadBytes + record.key.size() +
                 baseline.habits().size() * sizeof(Baseline::Habit) +
                 baseline.memory.things().size() * kThingBytes +
                 BytesOf(baseline.answers) +
                 BytesOf(baseline.alerts.Get().origins()) +
                 baseline.failures.Get().windows().size() * kFailureBytes +
                 baseline.distribution.Get().periods().size() *
                     sizeof(AlertDistribution::Period);
  for (const auto& [attribute, histogram] : baseline.habits()) {
    bytes += BytesOf(histogram);
  }
  return bytes;
}

}  // namespace

Record* RecordTable::Find(std::string_view key) {
  const auto it = index_.find(key);
  if (it == index_.end()) return nullptr;
  Record& record = *it->second;
  if (record.is_saved()) saved_.splice(saved_.end(), saved_, it->second);
  return &record;
}

Record& RecordTable::Add(std::string key, Baseline baseline,
                         uint64_t applied_sequence) {
  const bool is_listed = !baseline.empty();
  saved_.push_back({.key = std::move(key),
                    .baseline = std::move(baseline),
                    .applied_sequence = applied_sequence,
                    .is_listed = is_listed});
  const auto it = std::prev(saved_.end());
  index_.emplace(it->key, it);
  size_ = index_.size();
  if (!is_listed) ++not_listed_;
  Measure(*it);
  return *it;
}

bool RecordTable::MarkUnsaved(Record& record, uint64_t sequence) {
  record.applied_sequence = sequence;
  if (!record.is_saved()) return false;
  record.unsaved_since = sequence;
  unsaved_.splice(unsaved_.end(), saved_, index_.find(record.key)->second);
  Measure(record);
  return true;
}

void RecordTable::MarkSaved(Record& record) {
  const bool is_listed = !record.baseline.empty();
  not_listed_ += (is_listed ? 0 : 1) - (record.is_listed ? 0 : 1);
  record.is_listed = is_listed;
  if (!record.is_saved()) {
    record.unsaved_since = 0;
    saved_.splice(saved_.end(), unsaved_, index_.find(record.key)->second);
  }
  Measure(record);
}

std::vector<Record*> RecordTable::Unsaved(uint64_t sequence, size_t count) {
  std::vector<Record*> found;
  for (Record& record : unsaved_) {
    if (record.unsaved_since > sequence && found.size() >= count) break;
    found.push_back(&record);
  }
  return found;
}

std::vector<Record*> RecordTable::NotListed(std::string_view key_prefix) {
  std::vector<Record*> found;
  for (Record& record : unsaved_) {
    if (!record.is_listed && record.key.starts_with(key_prefix)) {
      found.push_back(&record);
    }
  }
  return found;
}

void RecordTable::Evict(int64_t bytes) {
  while (bytes > 0 && !saved_.empty()) {
    bytes -= static_cast<int64_t>(saved_.front().bytes);
    Erase(saved_, saved_.begin());
  }
}

void RecordTable::Remove(Record& record) {
  Erase(record.is_saved() ? saved_ : unsaved_, index_.find(record.key)->second);
}

void RecordTable::Clear() {
  while (!saved_.empty()) Erase(saved_, saved_.begin());
  while (!unsaved_.empty()) Erase(unsaved_, unsaved_.begin());
}

void RecordTable::Measure(Record& record) {
  const size_t bytes = BytesOf(record);
  total_bytes_ +=
      static_cast<int64_t>(bytes) - static_cast<int64_t>(record.bytes);
  record.bytes = bytes;
}

void RecordTable::Erase(Records& list, Records::iterator it) {
  total_bytes_ -= static_cast<int64_t>(it->bytes);
  if (!it->is_listed) --not_listed_;
  index_.erase(it->key);
  list.erase(it);
  size_ = index_.size();
}

}  // namespace farcall
