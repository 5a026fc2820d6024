// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "scoring/findings/exemption.h"

namespace farcall {

// Bounds of an exemption.
inline constexpr int64_t kExemptionSecondsMax = int64_t{90} * 86'400;
// Of its principals, accounts, commands and places, each.
inline constexpr size_t kExemptionTextsMax = 100;
inline constexpr size_t kExemptionHoursMax = 42;  // ranges of weekly hours

// What an exemption may not be.
struct ExemptionFault {
  std::string field{};        // as on the wire, e.g. `to`, `principals[2]`
  std::string description{};  // with value and limit
};

// All rules that an exemption breaks at a Unix time of the server; none = it
// may be made. A beginning of a principal must hold the kind and one whole
// element of the path behind it (`arn:aws:iam::111122223333:role/ci/`), that of
// a command a whole service (`s3:`). The form of single texts is not looked at.
std::vector<ExemptionFault> Check(const Exemption& exemption,
                                  int64_t now_seconds);

}  // namespace farcall
