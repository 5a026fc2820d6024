// SPDX-License-Identifier: Apache-2.0
#include "tests/model/plain_window.h"

#include <algorithm>

namespace farcall {
namespace {

constexpr int64_t kMicros = 1'000'000;

}  // namespace

const FirstAnswer* PlainWindow::Find(const Id& id) const {
  const auto found = known_.find(id);
  return found == known_.end() ? nullptr : &found->second;
}

void PlainWindow::Write(const std::vector<std::pair<Id, FirstAnswer>>& added) {
  const int64_t at_micros = std::max(newest_micros_ + 1, now_micros_);
  while (!blocks_.empty() && blocks_.front().arrival_micros <=
                                 at_micros - kWindowSeconds * kMicros) {
    for (const Id& id : blocks_.front().ids) {
      known_.erase(id);
      ++forgotten_[id];
    }
    blocks_.pop_front();
  }
  if (added.empty()) return;
  newest_micros_ = at_micros;
  Block& block = blocks_.emplace_back(Block{.arrival_micros = at_micros});
  for (const auto& [id, first] : added) {
    known_[id] = first;
    block.ids.push_back(id);
  }
}

void PlainWindow::Wait(int64_t hours) { now_micros_ += hours * 3600 * kMicros; }

void PlainWindow::Reopen() {
  newest_micros_ = blocks_.empty() ? 0 : blocks_.back().arrival_micros;
  now_micros_ = newest_micros_;
}

int PlainWindow::TimesForgotten(const Id& id) const {
  const auto found = forgotten_.find(id);
  return found == forgotten_.end() ? 0 : found->second;
}

}  // namespace farcall
