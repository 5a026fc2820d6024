// SPDX-License-Identifier: Apache-2.0
#include "server/auth/cluster_token.h"

#include <sodium.h>

#include <algorithm>

#include "server/auth/rule_lines.h"

namespace farcall {
namespace {

// What a header of a call may hold.
bool IsPrintable(std::string_view token) {
  return std::ranges::all_of(token, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ClusterToken>> ClusterToken::FromBytes(
    std::string_view text, const std::string& path) {
  ClusterToken token;
  for (const RuleLine& line : RuleLinesOf(text, path)) {
    const std::string_view word = line.words.front();
    if (line.words.size() != 1 || !IsPrintable(word)) {
      return line.Error("must be one token, of printable ASCII");
    }
    absl::Status is_long = line.CheckLength(word);
    if (!is_long.ok()) return is_long;
    token.tokens_.emplace_back(word);
  }
  if (token.tokens_.empty()) {
    return absl::InvalidArgumentError(path + ": holds no token");
  }
  return std::make_shared<const ClusterToken>(std::move(token));
}

bool ClusterToken::Takes(std::string_view token) const {
  bool takes = false;
  for (const std::string& known : tokens_) {
    // All are compared, whichever it is.
    const bool equal =
        known.size() == token.size() &&
        sodium_memcmp(known.data(), token.data(), token.size()) == 0;
    takes = takes || equal;
  }
  return takes;
}

}  // namespace farcall
