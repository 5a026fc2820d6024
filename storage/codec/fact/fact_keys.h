// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/findings/term_use.h"
#include "storage/codec/fact/fact_digests.h"

namespace farcall {

// Keys of facts and of terms (docs/storage_format.md). No key holds a
// principal's name. `tenant` holds no zero byte.
//
//   tenant 00 hour principal sequence   facts of a principal and hour
// hour: fixed 32, Unix; sequence: fixed 64, of the entry of the journal that
// had the block's first call
std::string FactBlockKey(std::string_view tenant, uint32_t hour,
                         const FactDigests::Digest& principal,
                         uint64_t sequence);
std::string FactsPrefix(std::string_view tenant);
std::string FactsHourPrefix(std::string_view tenant, uint32_t hour);
std::string FactsOfHourPrefix(std::string_view tenant, uint32_t hour,
                              const FactDigests::Digest& principal);
// The tenant and the hour that a key begins with; DATA_LOSS if it is no such
// key.
struct FactPlace {
  std::string tenant{};
  uint32_t hour = 0;
};
absl::StatusOr<FactPlace> DecodeFactPlace(std::string_view key);

// Key of an entry of the log of calls: its sequence in the journal.
std::string CallLogKey(uint64_t sequence);
absl::StatusOr<uint64_t> DecodeCallLogKey(std::string_view key);

//   tenant 00 kind term principal        how a principal used a term
std::string TermKey(std::string_view tenant, TermKind kind,
                    const FactDigests::Digest& term,
                    const FactDigests::Digest& principal);
std::string TermPrefix(std::string_view tenant, TermKind kind,
                       const FactDigests::Digest& term);
std::string TermKindPrefix(std::string_view tenant, TermKind kind);
std::string TermsPrefix(std::string_view tenant);
// Whether a key of a term is of this principal.
bool IsTermOf(std::string_view key, const FactDigests::Digest& principal);

}  // namespace farcall
