// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/base64_url.h"

#include <sodium.h>

namespace farcall {
namespace {

constexpr int kEncoding = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

}  // namespace

std::string EncodeBase64Url(std::span<const unsigned char> bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kEncoding), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    kEncoding);
  text.pop_back();  // the terminating zero
  return text;
}

std::optional<std::vector<unsigned char>> DecodeBase64Url(
    std::string_view text) {
  std::vector<unsigned char> bytes(text.size());
  size_t size = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(),
                        nullptr, &size, nullptr, kEncoding) != 0) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace farcall
