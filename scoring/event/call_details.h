// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace farcall {

// What a call says beyond what it is scored by: kept for some hours, for who
// looks into a finding. Read only where facts are kept; all of it is optional.
struct CallDetails {
  // Bounds of what is read; longer texts are cut, or left out where a part of
  // them would mislead (keys, parameters).
  static constexpr size_t kTextBytesMax = 256;
  static constexpr size_t kAccessKeyBytesMax = 128;
  static constexpr size_t kParameterBytesMax = 128;  // of one value
  static constexpr size_t kAssetsMax = 2;
  static constexpr size_t kParametersMax = 4;

  std::string identity_arn{};   // of the caller, with the name of its session
  std::string access_key_id{};  // that signed the call
  // That the call made: of a session, or of a user.
  std::string issued_access_key_id{};
  std::string region{};
  // How an instance got its credentials: `1.0` or `2.0`, the version of its
  // metadata service; empty = they are no instance's.
  std::string ec2_role_delivery{};
  int64_t session_created_seconds = 0;  // Unix time; 0 = not said
  std::optional<bool> mfa{};            // the session was made with one
  std::optional<bool> read_only{};
  std::vector<std::string> assets{};      // what it was made to, by ARN
  std::vector<std::string> parameters{};  // chosen ones, `name=value`
  // Of all request parameters, each by its path and value, in the order of
  // paths; 0 = the call has none. Not keyed: never write it as it is.
  uint64_t parameters_fingerprint = 0;
  // The same of the paths alone.
  uint32_t parameters_shape = 0;

  bool operator==(const CallDetails&) const = default;
};

}  // namespace farcall
