// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cluster/rules/log_record.h"

namespace farcall {

// The last claim of a shard that counted, as far as somebody has read the
// shard's log.
struct Claim {
  uint32_t shard = 0;
  uint64_t epoch = 0;      // 1 or more
  std::string owner{};     // name of the replica
  std::string address{};   // where it takes forwarded calls, `host:port`
  bool has_owner = false;  // false = it has given the shard up

  bool operator==(const Claim&) const = default;
};

// What others must know of the copies of a replica before one of them begins a
// later life of a log (cluster/rules/log_life.h).
struct CopiesTold {
  uint32_t log_life = 1;  // its cluster-log-life
  // By shard, of copies that are not open. None in the first life, which begins
  // without asking.
  std::map<uint32_t, LogPlace> places{};

  bool operator==(const CopiesTold&) const = default;
};

// What this replica has read itself. Thread-safe.
class ClaimSource {
 public:
  virtual ~ClaimSource() = default;

  // One for each shard that was ever claimed, of those that it holds a copy of.
  virtual std::vector<Claim> Claims() const = 0;
  virtual CopiesTold Copies() const = 0;
};

}  // namespace farcall
