// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>

namespace farcall {

// Time, as a mover sees it. Thread-safe.
class MoverClock {
 public:
  virtual ~MoverClock() = default;

  virtual std::chrono::steady_clock::time_point Now() const = 0;

  // False if `stop` came before the end of the wait.
  virtual bool Wait(std::chrono::milliseconds duration,
                    const std::stop_token& stop) = 0;
};

// That of this machine.
class SystemMoverClock final : public MoverClock {
 public:
  std::chrono::steady_clock::time_point Now() const override;
  bool Wait(std::chrono::milliseconds duration,
            const std::stop_token& stop) override;
};

}  // namespace farcall
