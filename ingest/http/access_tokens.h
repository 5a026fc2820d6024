// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace farcall {

// The tokens that senders of requests may show: a line each, `#` before a
// comment. More than one, so that one can be replaced while both are good.
class AccessTokens {
 public:
  static constexpr size_t kBytesMax = size_t{64} << 10;
  static constexpr size_t kTokenBytesMin = 16;

  // INVALID_ARGUMENT naming the line that is too short, or a file without any.
  static absl::StatusOr<std::shared_ptr<const AccessTokens>> FromBytes(
      std::string_view bytes, const std::string& path);

  // In a time that does not depend on what the tokens are.
  bool Allows(std::string_view token) const;

 private:
  std::vector<std::string> tokens_;
};

}  // namespace farcall
