// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/findings/term_use.h"

namespace farcall {

// How a principal used a term, as it lies in the store. Hours are Unix hours.
struct StoredTermUse {
  std::string principal{};  // as the store names it: a pseudonym, if it has any
  PrincipalKind principal_kind = PrincipalKind::kNone;
  std::string account{};
  std::string origin{};
  std::string network{};
  std::string instance{};
  uint32_t first_hour = 0;  // of its calls, by event time
  uint32_t last_hour = 0;
  uint32_t kept_to_hour = 0;  // by the server's clock

  bool operator==(const StoredTermUse&) const = default;
};

// The same, of texts that lie elsewhere.
struct TermUseView {
  std::string_view principal{};
  PrincipalKind principal_kind = PrincipalKind::kNone;
  std::string_view account{};
  std::string_view origin{};
  std::string_view network{};
  std::string_view instance{};
  uint32_t first_hour = 0;
  uint32_t last_hour = 0;
  uint32_t kept_to_hour = 0;
};

std::string EncodeTermUse(const StoredTermUse& use);
void AppendTermUse(const TermUseView& use, std::string& bytes);
// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<StoredTermUse> DecodeTermUse(std::string_view bytes);

// Takes `other` in: the texts are of the one that was used later. In any order,
// and twice, it gives the same.
void MergeTermUse(const StoredTermUse& other, StoredTermUse& into);
void MergeTermUse(const TermUseView& other, TermUseView& into);

}  // namespace farcall
