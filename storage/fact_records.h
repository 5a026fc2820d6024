// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scoring/findings/term_use.h"
#include "storage/codec/fact/fact_digests.h"

namespace farcall {

// Calls of one entry of the journal that are to be kept for a while.
struct LoggedCalls {
  size_t calls = 0;
  std::string entry{};  // codec/fact/call_log_codec.h; empty = none

  bool operator==(const LoggedCalls&) const = default;
};

// Some calls of a principal and an hour (codec/fact/fact_block_codec.h).
struct FactBlock {
  uint32_t hour = 0;
  FactDigests::Digest principal{};
  uint64_t sequence = 0;  // of the journal's entry with its first call
  std::string content{};
};

// How a principal used a term (codec/fact/term_use_codec.h).
struct FactTerm {
  TermKind kind = TermKind::kOrigin;
  FactDigests::Digest term{};
  FactDigests::Digest principal{};
  std::string_view content{};
};

}  // namespace farcall
