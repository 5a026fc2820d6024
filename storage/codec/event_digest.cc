// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/event_digest.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

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
  // Memory of its own only where a text is long.
  std::array<unsigned char, 128> near;
  std::vector<unsigned char> far;
  unsigned char* text = near.data();
  const size_t bytes = tenant.size() + 1 + event_id.size();
  if (bytes > near.size()) {
    far.resize(bytes);
    text = far.data();
  }
  if (!tenant.empty()) std::memcpy(text, tenant.data(), tenant.size());
  text[tenant.size()] = '\0';
  if (!event_id.empty()) {
    std::memcpy(text + tenant.size() + 1, event_id.data(), event_id.size());
  }
  std::array<unsigned char, crypto_shorthash_BYTES> hash;
  crypto_shorthash(hash.data(), text, bytes, key_.data());
  EventDigest digest;
  for (size_t i = 0; i < 4; ++i) {
    digest.high = (digest.high << 8) | hash[i];
    digest.low = (digest.low << 8) | hash[i + 4];
  }
  return digest;
}

FindingId EventHasher::IdOfFinding(std::string_view tenant,
                                   std::string_view principal,
                                   std::string_view origin,
                                   std::string_view event_id) const {
  std::string text;
  for (const std::string_view part : {tenant, principal, origin}) {
    text.append(part).push_back('\0');
  }
  text.append(event_id);
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash;
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), key_.data(), key_.size());
  FindingId id;
  static_assert(FindingId::kBytes <= hash.size());
  std::copy_n(hash.begin(), id.bytes.size(), id.bytes.begin());
  return id;
}

std::string EventHasher::IncarnationOfCopies() const {
  constexpr std::string_view kText = "incarnation";
  std::array<unsigned char, kKeyBytes> hash;
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(kText.data()),
                     kText.size(), key_.data(), key_.size());
  return {hash.begin(), hash.end()};
}

}  // namespace farcall
