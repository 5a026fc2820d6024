// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace farcall {

// How values of findings lie on disk. Where principals are kept under
// pseudonyms a finding still names them in its sentences: its value is then
// encrypted, so that no file holds a name.
//
// XChaCha20-Poly1305 (libsodium), bound to the record's key. The nonce is keyed
// BLAKE2b of key and content: one nonce never has two contents, whatever a
// crash or a restore repeats.
class FindingSeal {
 public:
  static constexpr size_t kKeyBytes = 32;
  using Key = std::array<unsigned char, kKeyBytes>;

  // Nothing = values are plain.
  explicit FindingSeal(const std::optional<Key>& key) : key_(key) {}

  std::string Seal(std::string_view record_key, std::string content) const;
  // DATA_LOSS of what was not sealed so under this record key.
  absl::StatusOr<std::string> Open(std::string_view record_key,
                                   std::string_view value) const;

 private:
  const std::optional<Key> key_;
};

}  // namespace farcall
