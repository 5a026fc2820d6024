// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace farcall {

// The secret by which replicas know each other where they show no
// certificates.
class ClusterToken {
 public:
  static constexpr size_t kBytesMax = 64 << 10;  // of the file

  // A token a line; empty lines and those that begin with # mean nothing. The
  // first is shown to others, all are taken: while one replaces another.
  // INVALID_ARGUMENT names the path and the line, never the token.
  static absl::StatusOr<std::shared_ptr<const ClusterToken>> FromBytes(
      std::string_view text, const std::string& path);

  const std::string& shown() const { return tokens_.front(); }
  // How long it takes tells at most the lengths of the tokens.
  bool Takes(std::string_view token) const;

 private:
  std::vector<std::string> tokens_;
};

}  // namespace farcall
