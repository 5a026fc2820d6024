// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// Where the shard of a tenant is owned. Thread-safe.
class ShardDirectory {
 public:
  virtual ~ShardDirectory() = default;

  struct Place {
    bool is_here = false;  // this process owns it
    // Of the owner, `host:port`; empty = nobody is known to own it now.
    std::string address{};
  };
  // As far as is known now; asked for each call, so it must be quick. It may be
  // out of date: who is asked in vain says so.
  virtual Place PlaceOf(std::string_view tenant) const = 0;
  // Whether a copy of the shard is open here: reads can be answered from what
  // it has read of the log.
  virtual bool HoldsCopy(std::string_view tenant) const = 0;
};

}  // namespace farcall
