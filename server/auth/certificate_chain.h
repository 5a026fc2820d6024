// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace farcall {

// The certificates of a PEM file, for what they say of themselves; to be shown
// to callers they are read by gRPC.
class CertificateChain {
 public:
  static constexpr size_t kBytesMax = 1 << 20;  // of the file

  // INVALID_ARGUMENT names the path where it holds none, or one that is
  // damaged.
  static absl::StatusOr<std::shared_ptr<const CertificateChain>> FromBytes(
      std::string_view pem, const std::string& path);

  // Unix time at which the first of them is no longer valid.
  int64_t not_after_seconds() const { return not_after_seconds_; }

 private:
  explicit CertificateChain(int64_t not_after_seconds)
      : not_after_seconds_(not_after_seconds) {}

  int64_t not_after_seconds_;
};

// Whether `key` (PEM) is the private key of the first certificate of
// `certificates` (PEM). INVALID_ARGUMENT names the paths. A chain that holds no
// certificate is OK here: CertificateChain refuses it.
absl::Status CheckPrivateKey(std::string_view key, const std::string& key_path,
                             std::string_view certificates,
                             const std::string& certificates_path);

}  // namespace farcall
