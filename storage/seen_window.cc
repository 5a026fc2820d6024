// SPDX-License-Identifier: Apache-2.0
#include "storage/seen_window.h"

#include <mutex>

namespace farcall {

void SeenWindow::Find(std::span<const EventDigest> digests,
                      std::span<std::optional<FirstOutcome>> outcomes) const {
  const std::shared_lock lock(mutex_);
  for (size_t i = 0; i < digests.size(); ++i) {
    const Table& table = tables_[TableOf(digests[i])];
    const auto it = table.find(digests[i]);
    outcomes[i] = it == table.end()
                      ? std::nullopt
                      : std::optional<FirstOutcome>(UnpackOutcome(it->second));
  }
}

void SeenWindow::Apply(std::span<const EventDigest> removed,
                       std::span<const SeenEvent> added) {
  const std::unique_lock lock(mutex_);
  for (const EventDigest& digest : removed) {
    events_ -= tables_[TableOf(digest)].erase(digest);
  }
  for (const SeenEvent& event : added) {
    if (tables_[TableOf(event.digest)]
            .try_emplace(event.digest, event.outcome)
            .second) {
      ++events_;
    }
  }
}

size_t SeenWindow::events() const {
  const std::shared_lock lock(mutex_);
  return events_;
}

}  // namespace farcall
