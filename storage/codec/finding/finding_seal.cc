// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/finding/finding_seal.h"

#include <sodium.h>

#include <utility>

namespace farcall {
namespace {

// The first byte of a value.
constexpr char kPlain = '\1';
constexpr char kSealed = '\2';
constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(FindingSeal::kKeyBytes ==
              crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* In(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* Out(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

std::string NonceOf(const FindingSeal::Key& key, std::string_view record_key,
                    std::string_view content) {
  std::string text(record_key);
  text.push_back('\0');
  text.append(content);
  std::string nonce(kNonceBytes, '\0');
  crypto_generichash(Out(nonce), nonce.size(), In(text), text.size(),
                     key.data(), key.size());
  return nonce;
}

absl::Status NotSealedSo() {
  return absl::DataLossError(
      "finding: not sealed under the store's pseudonym key");
}

}  // namespace

std::string FindingSeal::Seal(std::string_view record_key,
                              std::string content) const {
  if (!key_) return kPlain + std::move(content);
  const std::string nonce = NonceOf(*key_, record_key, content);
  std::string sealed(content.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      Out(sealed), nullptr, In(content), content.size(), In(record_key),
      record_key.size(), nullptr, In(nonce), key_->data());
  return kSealed + nonce + sealed;
}

absl::StatusOr<std::string> FindingSeal::Open(std::string_view record_key,
                                              std::string_view value) const {
  if (!key_) {
    if (value.empty() || value.front() != kPlain) {
      return absl::DataLossError("finding: bad version");
    }
    return std::string(value.substr(1));
  }
  if (value.size() < 1 + kNonceBytes + kTagBytes || value.front() != kSealed) {
    return NotSealedSo();
  }
  const std::string_view nonce = value.substr(1, kNonceBytes);
  const std::string_view sealed = value.substr(1 + kNonceBytes);
  std::string content(sealed.size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Out(content), nullptr, nullptr, In(sealed), sealed.size(),
          In(record_key), record_key.size(), In(nonce), key_->data()) != 0) {
    return NotSealedSo();
  }
  return content;
}

}  // namespace farcall
