// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace farcall {

// The bearer tokens that callers may show, each with the name of its bearer.
// Keeps their digests only.
class BearerTokens {
 public:
  static constexpr size_t kBytesMax = 1 << 20;  // of the file

  // Lines of `NAME TOKEN`; empty ones and those that begin with # mean nothing.
  // A name may have several tokens: while one replaces the other.
  // INVALID_ARGUMENT names the path and the line, never the token.
  static absl::StatusOr<std::shared_ptr<const BearerTokens>> FromBytes(
      std::string_view text, const std::string& path);

  // The bearer's name; nothing if the token is none of these. How long it takes
  // tells nothing of how near the token is to one.
  std::optional<std::string> BearerOf(std::string_view token) const;

  size_t size() const { return known_.size(); }

 private:
  using Digest = std::array<unsigned char, 32>;
  struct Known {
    std::string bearer;
    Digest digest;
  };

  static Digest DigestOf(std::string_view token);

  std::vector<Known> known_;
};

}  // namespace farcall
