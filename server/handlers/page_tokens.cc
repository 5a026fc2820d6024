// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/page_tokens.h"

#include <sodium.h>

#include <cstdlib>
#include <vector>

#include "server/handlers/base64_url.h"

namespace farcall {
namespace {

using Bytes = std::vector<unsigned char>;

constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32);
// More than any token has; keeps the work on nonsense small.
constexpr size_t kTokenBytesMax = 4096;

// Each field with its size in front, so that no two lists give the same bytes.
Bytes Described(PageTokens::List list) {
  Bytes bytes;
  for (const std::string_view field : list) {
    const std::string size = std::to_string(field.size()) + ':';
    bytes.insert(bytes.end(), size.begin(), size.end());
    bytes.insert(bytes.end(), field.begin(), field.end());
  }
  return bytes;
}

}  // namespace

PageTokens::PageTokens() {
  if (sodium_init() < 0) std::abort();  // no source of random bytes
  crypto_aead_xchacha20poly1305_ietf_keygen(key_.data());
}

std::string PageTokens::Seal(List list, std::string_view position) const {
  if (position.empty()) return "";
  const Bytes described = Described(list);
  Bytes bytes(kNonceBytes + position.size() + kTagBytes);
  randombytes_buf(bytes.data(), kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      bytes.data() + kNonceBytes, nullptr,
      reinterpret_cast<const unsigned char*>(position.data()), position.size(),
      described.data(), described.size(), nullptr, bytes.data(), key_.data());
  return EncodeBase64Url(bytes);
}

std::optional<std::string> PageTokens::Open(List list,
                                            std::string_view token) const {
  if (token.empty()) return std::string();
  if (token.size() > kTokenBytesMax) return std::nullopt;
  const std::optional<Bytes> bytes = DecodeBase64Url(token);
  if (!bytes.has_value() || bytes->size() < kNonceBytes + kTagBytes) {
    return std::nullopt;
  }
  const Bytes described = Described(list);
  std::string position(bytes->size() - kNonceBytes - kTagBytes, '\0');
  const int result = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(position.data()), nullptr, nullptr,
      bytes->data() + kNonceBytes, bytes->size() - kNonceBytes,
      described.data(), described.size(), bytes->data(), key_.data());
  return result == 0 ? std::optional(std::move(position)) : std::nullopt;
}

}  // namespace farcall
