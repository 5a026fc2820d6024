// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace farcall {

// Where a server listens. A target URI of gRPC with another scheme (`dns:`,
// `ipv4:`) leaves all fields empty: gRPC alone reads it.
struct ServerAddress {
  std::string host{};
  std::string port{};         // 1 to 65535
  std::string socket_path{};  // of a Unix socket; instead of host and port
};

// Reads `host:port`, `[ipv6]:port` or `unix:/path`. INVALID_ARGUMENT tells what
// is wrong, without naming the option.
absl::StatusOr<ServerAddress> ParseServerAddress(const std::string& text);

}  // namespace farcall
