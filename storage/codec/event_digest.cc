// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/event_digest.h"

#include <sodium.h>

#include <string>

namespace farcall {

static_assert(EventHasher::kKeyBytes == crypto_shorthash_KEYBYTES);
static_assert(crypto_shorthash_BYTES == sizeof(uint64_t));

absl::StatusOr<EventHasher::Key> EventHasher::RandomKey() {
  if (sodium_init() < 0) {
    return absl::InternalError("libsodium cannot start: no random numbers");
  }
  Key key;
  randombytes_buf(key.data(), key.size());
  return key;
}

EventDigest EventHasher::Digest(std::string_view tenant,
                                std::string_view event_id) const {
  std::string text;
  text.reserve(tenant.size() + 1 + event_id.size());
  text.append(tenant).push_back('\0');
  text.append(event_id);
  std::array<unsigned char, crypto_shorthash_BYTES> hash;
  crypto_shorthash(hash.data(),
                   reinterpret_cast<const unsigned char*>(text.data()),
                   text.size(), key_.data());
  EventDigest digest;
  for (size_t i = 0; i < 4; ++i) {
    digest.high = (digest.high << 8) | hash[i];
    digest.low = (digest.low << 8) | hash[i + 4];
  }
  return digest;
}

}  // namespace farcall
