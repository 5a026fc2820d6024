// SPDX-License-Identifier: Apache-2.0
#include "storage/seen_window.h"

#include <algorithm>
#include <bit>
#include <mutex>
#include <type_traits>

namespace farcall {
namespace {

// An entry, and a byte that says what is in its slot.
constexpr uint64_t kSlotBytes =
    sizeof(EventDigest) + sizeof(PackedOutcome) + sizeof(SeenWindow::Slice) + 1;

// Below this share of its slots a table cleans up, and does not grow, where
// removed events have used it up.
constexpr uint64_t kFull = 25;
constexpr uint64_t kFullOf = 32;

// In numbers that begin anew behind the highest.
bool IsAtMost(SeenWindow::Slice one, SeenWindow::Slice other) {
  return static_cast<std::make_signed_t<SeenWindow::Slice>>(one - other) <= 0;
}

bool IsWithin(SeenWindow::Slice slice, SeenWindow::Slice from,
              SeenWindow::Slice to) {
  return static_cast<SeenWindow::Slice>(slice - from) <=
         static_cast<SeenWindow::Slice>(to - from);
}

}  // namespace

uint64_t SeenWindow::EventsWithin(uint64_t bytes) {
  return std::bit_floor(bytes / kSlotBytes) * kFull / kFullOf;
}

void SeenWindow::Find(std::span<const EventDigest> digests,
                      std::span<std::optional<FirstOutcome>> outcomes) const {
  const std::shared_lock lock(mutex_);
  for (size_t i = 0; i < digests.size(); ++i) {
    const Table& table = tables_[TableOf(digests[i])];
    const auto it = table.find(digests[i]);
    outcomes[i] =
        it == table.end()
            ? std::nullopt
            : std::optional<FirstOutcome>(UnpackOutcome(it->second.outcome));
  }
}

void SeenWindow::Apply(std::span<const EventDigest> removed,
                       std::span<const SeenEvent> added, Slice removed_to,
                       Slice into) {
  const std::unique_lock lock(mutex_);
  for (const EventDigest& digest : removed) {
    Table& table = tables_[TableOf(digest)];
    const auto it = table.find(digest);
    if (it == table.end() || !IsAtMost(it->second.slice, removed_to)) continue;
    table.erase(it);
    --events_;
  }
  for (const SeenEvent& event : added) {
    const auto [it, is_new] = tables_[TableOf(event.digest)].try_emplace(
        event.digest, Value{event.outcome, into});
    if (is_new) {
      ++events_;
    } else {
      it->second.slice = into;
    }
  }
}

std::vector<SeenWindow::Held> SeenWindow::Sorted(size_t table, Slice from,
                                                 Slice to) const {
  std::vector<Held> sorted;
  {
    const std::shared_lock lock(mutex_);
    for (const auto& [digest, value] : tables_[table]) {
      if (!IsWithin(value.slice, from, to)) continue;
      sorted.push_back({digest, value.outcome, value.slice});
    }
  }
  std::ranges::sort(sorted, {},
                    [](const Held& held) { return held.digest.bits(); });
  return sorted;
}

void SeenWindow::Remove(size_t table, Slice from, Slice to) {
  const std::unique_lock lock(mutex_);
  events_ -= absl::erase_if(tables_[table], [&](const auto& entry) {
    return IsWithin(entry.second.slice, from, to);
  });
}

size_t SeenWindow::events() const {
  const std::shared_lock lock(mutex_);
  return events_;
}

uint64_t SeenWindow::bytes() const {
  const std::shared_lock lock(mutex_);
  uint64_t slots = 0;
  for (const Table& table : tables_) slots += table.capacity();
  return slots * kSlotBytes;
}

}  // namespace farcall
