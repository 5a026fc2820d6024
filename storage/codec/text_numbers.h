// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "scoring/counts/hashed_text.h"

namespace farcall {

// Numbers texts in the order in which they first come. A text that comes again
// costs one look at a table that has at most half of its slots taken. The
// texts must outlive it.
class TextNumbers {
 public:
  struct Numbered {
    uint32_t number;
    bool is_new;
  };
  Numbered Of(const HashedText& text) {
    if (texts_ * 2 >= slots_.size()) Grow();
    Slot& slot = SlotOf(text);
    if (slot.number != kFree) return {slot.number, false};
    slot = {text, texts_++};
    return {slot.number, true};
  }

 private:
  static constexpr uint32_t kFree = 0xFFFFFFFF;
  static constexpr size_t kSlotsMin = 256;

  struct Slot {
    HashedText text{};
    uint32_t number = kFree;
  };

  // Where the text is, or would be.
  Slot& SlotOf(const HashedText& text) {
    const size_t mask = slots_.size() - 1;
    size_t at = text.hash & mask;
    while (slots_[at].number != kFree && !(slots_[at].text == text)) {
      at = (at + 1) & mask;
    }
    return slots_[at];
  }

  void Grow() {
    const std::vector<Slot> before = std::exchange(
        slots_,
        std::vector<Slot>(slots_.empty() ? kSlotsMin : slots_.size() * 2));
    for (const Slot& slot : before) {
      if (slot.number != kFree) SlotOf(slot.text) = slot;
    }
  }

  std::vector<Slot> slots_;  // a power of two
  uint32_t texts_ = 0;
};

}  // namespace farcall
