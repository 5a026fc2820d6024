// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace farcall {

inline constexpr int64_t kHour = 3600;
inline constexpr int64_t kDay = 24 * kHour;
inline constexpr int64_t kMonth = 20'000 * kDay;       // at midnight
inline constexpr int64_t kAfter = kMonth + 30 * kDay;  // that month

// When somebody calls who calls at each full hour from 8 to 15 of the month.
inline std::vector<int64_t> WorkingHours() {
  std::vector<int64_t> times;
  for (int hour = 0; hour < 30 * 24; ++hour) {
    if (hour % 24 >= 8 && hour % 24 < 16) {
      times.push_back(kMonth + hour * kHour);
    }
  }
  return times;
}

}  // namespace farcall
