// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scoring/findings/term_use.h"
#include "storage/codec/fact/fact_digests.h"

namespace farcall {

// What an append of the journal adds to the calls that are kept for a while.
struct FactWrites {
  // Some calls of a principal and an hour (codec/fact/fact_block_codec.h).
  struct Block {
    uint32_t hour = 0;
    FactDigests::Digest principal{};
    std::string content{};
  };
  // How a principal used a term (codec/fact/term_use_codec.h).
  struct Term {
    TermKind kind = TermKind::kOrigin;
    FactDigests::Digest term{};
    FactDigests::Digest principal{};
    std::string content{};
  };
  std::string tenant{};
  std::vector<Block> blocks{};
  std::vector<Term> terms{};
  uint64_t calls_kept = 0;
  uint64_t calls_not_kept = 0;

  bool empty() const { return blocks.empty() && terms.empty(); }
};

}  // namespace farcall
