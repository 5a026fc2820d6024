// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/findings/exemption.h"

namespace farcall {

// An exemption with what the store alone knows of it.
struct StoredExemption {
  Exemption exemption{};
  // For each of its principals that one as the store names it: a pseudonym,
  // where it keeps those; empty of a beginning.
  std::vector<std::string> owners{};

  bool operator==(const StoredExemption&) const = default;
};

std::string EncodeExemption(const StoredExemption& stored);
// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<StoredExemption> DecodeExemption(std::string_view bytes);

// Takes out the principal that the store names so (ErasePrincipal()); false if
// it does not name it.
bool EraseOwner(std::string_view owner, int64_t now_micros,
                StoredExemption& stored);

}  // namespace farcall
