// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "farcall/v1/finding_service.pb.h"

namespace farcall {

// Where findings are handed on to. A change may come more than once: who takes
// it knows it by the finding's id and revision.
class FindingSink {
 public:
  virtual ~FindingSink() = default;

  // `kafka`, `elasticsearch`, `webhook`: the label of its metrics, and the name
  // of its cursor's file.
  virtual std::string_view name() const = 0;

  // Hands a change on; OK once it is durable there. INVALID_ARGUMENT: it will
  // never be taken, as it is. Any other error may pass.
  virtual absl::Status Deliver(const v1::WatchFindingsResponse& change) = 0;
};

}  // namespace farcall
