// SPDX-License-Identifier: Apache-2.0
#include "storage/pseudonyms.h"

#include <sodium.h>

#include <algorithm>

#include "absl/status/status.h"
#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

constexpr std::string_view kPrefix = "pseudonym:";
constexpr size_t kDigestBytes = 16;
constexpr std::string_view kBlanks = " \t\r\n";
// No pseudonym is made of this: it holds no zero byte.
constexpr std::string_view kCheckText = "farcall pseudonym check";
constexpr std::string_view kSealText = "farcall finding seal";

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view WithoutBlanksAround(std::string_view text) {
  const size_t start = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(start, text.find_last_not_of(kBlanks) + 1 - start);
}

}  // namespace

absl::StatusOr<Pseudonyms> Pseudonyms::FromSecret(std::string_view secret) {
  secret = WithoutBlanksAround(secret);
  if (secret.size() < kSecretBytesMin) {
    return absl::InvalidArgumentError(
        "holds " + std::to_string(secret.size()) + " bytes; at least " +
        std::to_string(kSecretBytesMin) +
        " are required: `openssl rand -hex 32` makes them");
  }
  if (sodium_init() < 0) {
    return absl::InternalError("libsodium cannot start");
  }
  Pseudonyms pseudonyms;
  crypto_generichash(pseudonyms.key_.data(), pseudonyms.key_.size(),
                     Bytes(secret), secret.size(), nullptr, 0);
  return pseudonyms;
}

std::string Pseudonyms::Of(std::string_view tenant,
                           std::string_view name) const {
  std::string text;
  text.reserve(tenant.size() + 1 + name.size());
  text.append(tenant).push_back('\0');
  text.append(name);
  return std::string(kPrefix) + HexOf(DigestOf(text));
}

std::string Pseudonyms::key_check() const { return DigestOf(kCheckText); }

FindingSeal::Key Pseudonyms::finding_seal_key() const {
  FindingSeal::Key key;
  crypto_generichash(key.data(), key.size(), Bytes(kSealText), kSealText.size(),
                     key_.data(), key_.size());
  return key;
}

bool Pseudonyms::IsPseudonym(std::string_view name) {
  return name.size() == kPrefix.size() + 2 * kDigestBytes &&
         name.starts_with(kPrefix) &&
         name.find_first_not_of(kHexDigits, kPrefix.size()) == name.npos;
}

bool Pseudonyms::MayStartWith(std::string_view prefix) {
  return prefix.starts_with(kPrefix) || kPrefix.starts_with(prefix);
}

std::string Pseudonyms::DigestOf(std::string_view text) const {
  std::string digest(kDigestBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()),
                     digest.size(), Bytes(text), text.size(), key_.data(),
                     key_.size());
  return digest;
}

}  // namespace farcall
