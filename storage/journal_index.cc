// SPDX-License-Identifier: Apache-2.0
#include "storage/journal_index.h"

namespace farcall {

void JournalIndex::Add(uint64_t sequence, const std::string& tenant,
                       size_t events, size_t bytes, size_t unsaved) {
  const std::lock_guard lock(mutex_);
  groups_.emplace_hint(groups_.end(), sequence,
                       Group{tenant, events, bytes, unsaved});
  last_sequence_ = sequence;
  totals_.events += events;
  totals_.bytes += bytes;
}

void JournalIndex::Saved(uint64_t sequence) {
  const std::lock_guard lock(mutex_);
  --groups_.at(sequence).unsaved;
}

std::optional<JournalIndex::Oldest> JournalIndex::OldestUnsaved() const {
  const std::lock_guard lock(mutex_);
  for (const auto& [sequence, group] : groups_) {
    if (group.unsaved > 0) return Oldest{group.tenant, sequence};
  }
  return std::nullopt;
}

uint64_t JournalIndex::Trim() {
  const std::lock_guard lock(mutex_);
  while (!groups_.empty() && groups_.begin()->second.unsaved == 0) {
    totals_.events -= groups_.begin()->second.events;
    totals_.bytes -= groups_.begin()->second.bytes;
    groups_.erase(groups_.begin());
  }
  return groups_.empty() ? last_sequence_ + 1 : groups_.begin()->first;
}

JournalIndex::Totals JournalIndex::totals() const {
  const std::lock_guard lock(mutex_);
  return totals_;
}

}  // namespace farcall
