// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/access_tokens.h"

#include <openssl/crypto.h>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace farcall {

absl::StatusOr<std::shared_ptr<const AccessTokens>> AccessTokens::FromBytes(
    std::string_view bytes, const std::string& path) {
  auto tokens = std::make_shared<AccessTokens>();
  int number = 0;
  for (const auto line : absl::StrSplit(std::string(bytes), '\n')) {
    ++number;
    const auto token = absl::StripAsciiWhitespace(line);
    if (token.empty() || token.front() == '#') continue;
    if (token.size() < kTokenBytesMin) {
      return absl::InvalidArgumentError(absl::StrCat(
          path, ":", number, ": a token of ", token.size(),
          " bytes is too short: ", kTokenBytesMin, " or more are needed"));
    }
    tokens->tokens_.emplace_back(token.data(), token.size());
  }
  if (tokens->tokens_.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": holds no token"));
  }
  return tokens;
}

bool AccessTokens::Allows(std::string_view token) const {
  bool allowed = false;
  for (const std::string& good : tokens_) {
    const bool same =
        good.size() == token.size() &&
        CRYPTO_memcmp(good.data(), token.data(), good.size()) == 0;
    allowed = allowed || same;
  }
  return allowed;
}

}  // namespace farcall
