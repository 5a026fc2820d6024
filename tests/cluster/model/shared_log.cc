// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/model/shared_log.h"

#include <utility>

namespace farcall {

void SharedLog::Send(LogRecord record, Sender sender) {
  if (!reliable_ && random_.OneIn(20)) {
    in_flight_.push_back({.record = record, .sender = sender});
  }
  in_flight_.push_back({.record = std::move(record),
                        .sender = sender,
                        .is_lost = !reliable_ && random_.OneIn(10)});
}

std::optional<SharedLog::Sender> SharedLog::Deliver() {
  if (in_flight_.empty()) return std::nullopt;
  size_t which = 0;
  if (!reliable_ && random_.OneIn(7)) which = random_.Below(in_flight_.size());
  InFlight arrived = std::move(in_flight_[which]);
  in_flight_.erase(in_flight_.begin() + static_cast<std::ptrdiff_t>(which));
  if (arrived.is_lost) return std::nullopt;
  records_.push_back(std::move(arrived.record));
  return arrived.sender;
}

}  // namespace farcall
