// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <ranges>
#include <utility>

namespace farcall {

// A stable sort of some tens of items at most, without memory of its own: by
// insertion. Most are in order already.
template <typename Items, typename Less, typename Key>
void SortFew(Items& items, Less is_less, Key key) {
  for (auto sorted = items.begin(); sorted != items.end(); ++sorted) {
    const auto place = std::ranges::upper_bound(
        items.begin(), sorted, std::invoke(key, *sorted), is_less, key);
    if (place != sorted) std::rotate(place, sorted, sorted + 1);
  }
}

}  // namespace farcall
