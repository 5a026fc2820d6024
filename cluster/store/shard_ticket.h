// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "cluster/rules/log_record.h"

namespace farcall {

// A ticket of a copy of a shard, with the shard and the life of the copy: after
// a life that ended early, the next one gives the same tickets for other
// entries. 0 stands for nothing, as everywhere.
//
//   shard 12 bits | life 12 bits | ticket of the copy 40 bits
struct ShardTicket {
  static constexpr int kTicketBits = 40;
  static constexpr int kLifeBits = 12;
  static_assert(kShardsMax <= (1U << (64 - kTicketBits - kLifeBits)));

  uint32_t shard = 0;
  uint64_t life = 0;    // its last bits count
  uint64_t ticket = 0;  // below 2^40

  static constexpr uint64_t LifeBits(uint64_t life) {
    return life & ((uint64_t{1} << kLifeBits) - 1);
  }

  constexpr uint64_t Packed() const {
    if (ticket == 0) return 0;
    return (static_cast<uint64_t>(shard) << (kTicketBits + kLifeBits)) |
           (LifeBits(life) << kTicketBits) | ticket;
  }
  static constexpr ShardTicket Of(uint64_t packed) {
    return {.shard = static_cast<uint32_t>(packed >> (kTicketBits + kLifeBits)),
            .life = LifeBits(packed >> kTicketBits),
            .ticket = packed & ((uint64_t{1} << kTicketBits) - 1)};
  }
};

}  // namespace farcall
