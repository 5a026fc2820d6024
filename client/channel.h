// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "client/server_access.h"

namespace farcall {

// What the files of an access hold: two that are equal make the same channel.
struct AccessContent {
  std::string token;  // without the space around it
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;

  bool operator==(const AccessContent&) const = default;
};

// NOT_FOUND naming a file that cannot be read or is empty.
absl::StatusOr<AccessContent> ReadAccess(const ServerAccess& access);

// A channel that shows this at each call. It connects later, by itself, and
// tries again after 0.1 to 2 s.
std::shared_ptr<grpc::Channel> OpenChannel(const ServerAccess& access,
                                           const AccessContent& content);

}  // namespace farcall
