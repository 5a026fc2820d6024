// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/resume_token.h"

#include <vector>

#include "server/handlers/base64_url.h"
#include "server/handlers/big_endian.h"

namespace farcall {
namespace {

constexpr size_t kIncarnationBytes = 16;
constexpr size_t kPositionBytes = 8;
// Four characters for three bytes.
constexpr size_t kTextBytes = (kIncarnationBytes + kPositionBytes) * 4 / 3;

}  // namespace

std::string ResumeToken::text() const {
  std::string bytes = incarnation;
  AppendBigEndian(position, kPositionBytes, bytes);
  return EncodeBase64Url(
      {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

std::optional<ResumeToken> ResumeToken::FromText(std::string_view text) {
  if (text.size() != kTextBytes) return std::nullopt;
  const auto bytes = DecodeBase64Url(text);
  if (!bytes.has_value()) return std::nullopt;
  std::string_view rest(reinterpret_cast<const char*>(bytes->data()),
                        bytes->size());
  ResumeToken token;
  token.incarnation = rest.substr(0, kIncarnationBytes);
  rest.remove_prefix(kIncarnationBytes);
  token.position = TakeBigEndian(rest, kPositionBytes);
  return token;
}

}  // namespace farcall
