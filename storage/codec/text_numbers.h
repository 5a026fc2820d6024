// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "scoring/hashed_text.h"

namespace farcall {

// Numbers texts in the order in which they first come. A text that comes again
// costs one look at a table that has at most half of its places taken. The
// texts must outlive it.
class TextNumbers {
 public:
  struct Numbered {
    uint32_t number;
    bool is_new;
  };
  Numbered Of(const HashedText& text) {
    if (texts_ * 2 >= places_.size()) Grow();
    Place& place = PlaceOf(text);
    if (place.number != kFree) return {place.number, false};
    place = {text, texts_++};
    return {place.number, true};
  }

 private:
  static constexpr uint32_t kFree = 0xFFFFFFFF;
  static constexpr size_t kPlacesMin = 256;

  struct Place {
    HashedText text{};
    uint32_t number = kFree;
  };

  // Where the text is, or would be.
  Place& PlaceOf(const HashedText& text) {
    const size_t mask = places_.size() - 1;
    size_t at = text.hash & mask;
    while (places_[at].number != kFree && !(places_[at].text == text)) {
      at = (at + 1) & mask;
    }
    return places_[at];
  }

  void Grow() {
    const std::vector<Place> before = std::exchange(
        places_,
        std::vector<Place>(places_.empty() ? kPlacesMin : places_.size() * 2));
    for (const Place& place : before) {
      if (place.number != kFree) PlaceOf(place.text) = place;
    }
  }

  std::vector<Place> places_;  // a power of two
  uint32_t texts_ = 0;
};

}  // namespace farcall
