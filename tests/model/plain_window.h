// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scoring/event/baseline_state.h"

namespace farcall {

// How long the store of a test knows an event.
inline constexpr int64_t kWindowSeconds = 72 * 3600;

// What the first answer for an event was.
struct FirstAnswer {
  double score = 0;
  BaselineState state = BaselineState::kCold;
  bool alert = false;

  bool operator==(const FirstAnswer&) const = default;
};

// The events that are known, as docs/storage_format.md says: by the time that
// the store was open, and forgotten with the first write that finds them too
// old.
class PlainWindow {
 public:
  using Id = std::pair<size_t, std::string>;  // tenant, event

  const FirstAnswer* Find(const Id& id) const;
  // Something was written: these are known from now on.
  void Write(const std::vector<std::pair<Id, FirstAnswer>>& added);

  void Wait(int64_t hours);
  void Reopen();

  // How often it was known and is no more.
  int TimesForgotten(const Id& id) const;

 private:
  struct Block {
    int64_t arrival_micros = 0;
    std::vector<Id> ids{};
  };

  // There is one block, of an event that no sequence has.
  std::deque<Block> blocks_ = {Block{}};
  int64_t newest_micros_ = 0;
  int64_t now_micros_ = 0;
  std::map<Id, FirstAnswer> known_;
  std::map<Id, int> forgotten_;
};

}  // namespace farcall
