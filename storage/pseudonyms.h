// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/codec/finding/finding_seal.h"

namespace farcall {

// What stands for names of principals in a store: BLAKE2b-128 of tenant and
// name under a secret key. Who has the key can tell whether a pseudonym is that
// of a given name; who has not can tell nothing.
class Pseudonyms {
 public:
  static constexpr size_t kSecretBytesMin = 32;

  // INVALID_ARGUMENT if `secret` is too short without the blanks around it.
  static absl::StatusOr<Pseudonyms> FromSecret(std::string_view secret);

  // `pseudonym:` and 32 digits.
  std::string Of(std::string_view tenant, std::string_view name) const;

  // Tells this key from others, and nothing else of it.
  std::string key_check() const;

  // The key that findings are sealed by, made of this one.
  FindingSeal::Key finding_seal_key() const;

  static bool IsPseudonym(std::string_view name);
  // Whether pseudonyms can start so.
  static bool MayStartWith(std::string_view prefix);

 private:
  std::string DigestOf(std::string_view text) const;

  std::array<unsigned char, 32> key_{};
};

}  // namespace farcall
