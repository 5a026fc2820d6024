// SPDX-License-Identifier: Apache-2.0
#include "server/auth/bearer_tokens.h"

#include <sodium.h>

#include "server/auth/rule_lines.h"

namespace farcall {

absl::StatusOr<std::shared_ptr<const BearerTokens>> BearerTokens::FromBytes(
    std::string_view text, const std::string& path) {
  BearerTokens tokens;
  for (const RuleLine& line : RuleLinesOf(text, path)) {
    if (line.words.size() != 2) {
      return line.Error("must be NAME TOKEN, without spaces in either");
    }
    const std::string_view token = line.words[1];
    absl::Status is_long = line.CheckLength(token);
    if (!is_long.ok()) return is_long;
    tokens.known_.push_back({std::string(line.words[0]), DigestOf(token)});
  }
  if (tokens.known_.empty()) {
    return absl::InvalidArgumentError(path + ": holds no token");
  }
  return std::make_shared<const BearerTokens>(std::move(tokens));
}

std::optional<std::string> BearerTokens::BearerOf(
    std::string_view token) const {
  const Digest digest = DigestOf(token);
  const Known* found = nullptr;
  for (const Known& known : known_) {
    // All are compared, whichever it is.
    if (sodium_memcmp(known.digest.data(), digest.data(), digest.size()) == 0) {
      found = &known;
    }
  }
  return found == nullptr ? std::nullopt : std::optional(found->bearer);
}

BearerTokens::Digest BearerTokens::DigestOf(std::string_view token) {
  Digest digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(token.data()),
                     token.size(), nullptr, 0);
  return digest;
}

}  // namespace farcall
