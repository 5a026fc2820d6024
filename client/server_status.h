// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <optional>
#include <string>

#include "absl/status/status.h"

namespace farcall {

// What was called. The method is not part of it: of a server that does not have
// one, the whole service lacks.
struct Called {
  std::string service;  // `BaselineService`
  std::string address;
};

// A server's status as it is told to people: never without words, and with the
// fields that it names, each said once.
absl::Status FromServer(const grpc::Status& status, const Called& called);

// The wait that the server asks for before the same request may come again.
// Nothing = it did not ask.
std::optional<std::chrono::milliseconds> RetryDelay(const grpc::Status& status);

// Whether the server, or the network, may do better next time.
bool MayRetry(const grpc::Status& status);

}  // namespace farcall
