// SPDX-License-Identifier: Apache-2.0
#include "storage/ledger_keeper.h"

#include <algorithm>

#include "scoring/batch/alert.h"
#include "scoring/counts/decay.h"

namespace farcall {

void LedgerKeeper::Add(std::span<const LedgerNote> notes,
                       std::span<const std::string> keys, uint32_t now_day) {
  for (const LedgerNote& note : notes) {
    const LedgerEntry& entry = note.entry;
    const int64_t day = DayOf(entry.at_seconds);
    const std::string key = LedgerKey(
        tenant_, static_cast<uint32_t>(std::max<int64_t>(day, 0)),
        FactDigests::BytesOf(digests_.OfPrincipal(keys[note.principal])),
        FactDigests::BytesOf(
            digests_.OfTerm(TermKind::kOrigin,
                            AlertOrigin(entry.origin, entry.unauthenticated))));
    Held& held = Find(key);
    const bool is_new = !held.exists;
    if (is_new) held.stored.entry = entry;
    held.exists = true;
    if (!is_new && !MergeLedgerEntry(entry, held.stored.entry)) continue;
    held.stored.written_day = now_day;
    if (!held.is_changed) changed_.push_back(key);
    held.is_changed = true;
  }
}

// What cannot be read gives way to what comes.
LedgerKeeper::Held& LedgerKeeper::Find(const std::string& key) {
  const auto [found, is_new] = held_.try_emplace(key);
  Held& held = found->second;
  if (!is_new) return held;
  auto loaded = records_.LoadLedgerEntry(key);
  if (loaded.ok() && loaded->has_value()) {
    held.stored = **std::move(loaded);
    held.exists = true;
  }
  return held;
}

std::vector<LedgerWrite> LedgerKeeper::Take() {
  std::vector<LedgerWrite> writes;
  writes.reserve(changed_.size());
  for (std::string& key : changed_) {
    Held& held = held_.at(key);
    held.is_changed = false;
    writes.push_back({.key = std::move(key), .entry = held.stored});
  }
  changed_.clear();
  if (held_.size() > kEntriesHeldMax) held_.clear();
  return writes;
}

void LedgerKeeper::Clear() {
  held_.clear();
  changed_.clear();
}

}  // namespace farcall
