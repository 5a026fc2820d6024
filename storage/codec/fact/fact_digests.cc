// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/fact_digests.h"

#include <sodium.h>

#include <cstring>

#include "text/text_buffer.h"

namespace farcall {
namespace {

static_assert(crypto_shorthash_siphashx24_BYTES == sizeof(FactDigests::Digest));
static_assert(crypto_shorthash_siphashx24_KEYBYTES == EventHasher::kKeyBytes);

// What is hashed, so that equal texts of two kinds have two digests.
constexpr char kPrincipal = '\0';
constexpr char kTerm = '\1';

FactDigests::Digest DigestOf(std::string_view prefix, std::string_view text,
                             const EventHasher::Key& key) {
  std::array<char, 256> room;
  TextBuffer bytes(room);
  bytes.Add(prefix);
  bytes.Add(text);
  FactDigests::Digest digest;
  crypto_shorthash_siphashx24(
      digest.data(),
      reinterpret_cast<const unsigned char*>(bytes.bytes().data()),
      bytes.size(), key.data());
  return digest;
}

uint64_t ShortHash(std::string_view text, const EventHasher::Key& key) {
  uint64_t hash = 0;
  std::array<unsigned char, crypto_shorthash_BYTES> bytes;
  crypto_shorthash(bytes.data(),
                   reinterpret_cast<const unsigned char*>(text.data()),
                   text.size(), key.data());
  std::memcpy(&hash, bytes.data(), sizeof(hash));
  return hash;
}

}  // namespace

FactDigests::Digest FactDigests::OfPrincipal(
    std::string_view entity_key) const {
  return DigestOf({&kPrincipal, 1}, entity_key, key_);
}

FactDigests::Digest FactDigests::OfTerm(TermKind kind,
                                        std::string_view term) const {
  const std::array<char, 2> prefix = {kTerm, static_cast<char>(kind)};
  return DigestOf({prefix.data(), prefix.size()}, term, key_);
}

uint64_t FactDigests::OfText(std::string_view text) const {
  return ShortHash(text, key_);
}

uint64_t FactDigests::OfFingerprint(uint64_t fingerprint) const {
  if (fingerprint == 0) return 0;
  std::array<char, sizeof(fingerprint)> bytes;
  std::memcpy(bytes.data(), &fingerprint, sizeof(fingerprint));
  return ShortHash({bytes.data(), bytes.size()}, key_);
}

}  // namespace farcall
