// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <latch>
#include <optional>

#include "absl/status/status.h"

namespace farcall {

// Returns when it is known whether everything up to `ticket` is durable, by
// what has WhenDurable and no blocking form of it.
template <typename Log>
absl::Status AwaitDurable(Log& log, uint64_t ticket) {
  std::latch told(1);
  absl::Status status;
  std::optional<absl::Status> known =
      log.WhenDurable(ticket, [&](const absl::Status& durable) {
        status = durable;
        told.count_down();
      });
  if (known.has_value()) return *known;
  told.wait();
  return status;
}

}  // namespace farcall
