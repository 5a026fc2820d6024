// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace farcall {

// Names a finding. 80 bits that a store makes from the opening event under a
// key of its own (histogram_store.h).
struct FindingId {
  static constexpr size_t kBytes = 10;
  static constexpr size_t kTextBytes = 16;

  std::array<uint8_t, kBytes> bytes{};

  // 16 characters of a-z and 2-7 (RFC 4648 base32, lower case).
  std::string text() const;
  // Nothing if it is no such text.
  static std::optional<FindingId> FromText(std::string_view text);

  auto operator<=>(const FindingId&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const FindingId& id) {
    return H::combine(std::move(state), id.bytes);
  }
};

// Names an exemption (findings/exemption.h), made from the request that
// declared it.
using ExemptionId = FindingId;

}  // namespace farcall
