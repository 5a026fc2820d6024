// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cluster/rules/log_life.h"

namespace farcall {

// What the other replicas of the cluster have told of their copies last.
// Thread-safe.
class CopyReports {
 public:
  virtual ~CopyReports() = default;

  // Nothing = it has told nothing since this replica started.
  virtual std::optional<CopyReport> Of(uint32_t shard,
                                       const std::string& replica) const = 0;
};

}  // namespace farcall
