// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace farcall {

// The Unix hour and the Unix day of a Unix time.
inline uint32_t HourOfMicros(int64_t unix_micros) {
  return static_cast<uint32_t>(unix_micros / 3'600'000'000);
}
inline uint32_t DayOfMicros(int64_t unix_micros) {
  return HourOfMicros(unix_micros) / 24;
}

// Server time, in microseconds since 1970.
inline int64_t UnixMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Tells `observe` the seconds from here to the end of the scope.
class Timed {
 public:
  explicit Timed(const std::function<void(double)>& observe)
      : observe_(observe), start_(std::chrono::steady_clock::now()) {}
  ~Timed() {
    if (!observe_) return;
    observe_(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_)
            .count());
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  const std::function<void(double)>& observe_;
  const std::chrono::steady_clock::time_point start_;
};

}  // namespace farcall
