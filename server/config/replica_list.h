// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace farcall {

// One replica of a cluster, as the setting cluster-replicas names it.
struct ReplicaEntry {
  std::string name{};     // a host name
  std::string address{};  // where it takes calls of other replicas, HOST:PORT
  std::string zone{};     // empty = it does not matter

  // Of the address, without brackets.
  std::string host() const;

  bool operator==(const ReplicaEntry&) const = default;
};

// The replicas of a list `NAME=HOST:PORT@ZONE,...`, of which `@ZONE` may be
// left out. Nothing where `text` is no such list, or names one of them twice.
// Empty for an empty text.
using ReplicaEntries = std::vector<ReplicaEntry>;
std::optional<ReplicaEntries> ReplicasIn(std::string_view text);

}  // namespace farcall
