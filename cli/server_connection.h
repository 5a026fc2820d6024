// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/exit_code.h"
#include "cli/options.h"
#include "farcall/v1/admin_service.grpc.pb.h"
#include "farcall/v1/baseline_service.grpc.pb.h"
#include "farcall/v1/scoring_service.grpc.pb.h"

namespace farcall {

// A channel to one server that is known to answer.
struct ServerConnection {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::ScoringService::Stub> scoring;
  std::unique_ptr<v1::BaselineService::Stub> baselines;
  std::unique_ptr<v1::AdminService::Stub> admin;
};

// UNAVAILABLE naming the address if no such server answers there, NOT_FOUND if
// a file of the access cannot be read.
absl::StatusOr<ServerConnection> Connect(const ServerAccess& access);

// What a call may take that is not a stream.
inline constexpr std::chrono::seconds kCallTimeout{30};

// A server's status as it is told to people: the fields that it names are part
// of the message.
absl::Status FromServer(const grpc::Status& status);

// The wait that the server asks for before the same request may come again.
// Nothing = it did not ask.
std::optional<std::chrono::milliseconds> RetryDelay(const grpc::Status& status);

// kUnavailable or kRefused.
ExitCode ExitCodeOfServerError(const absl::Status& status);

// Calls a method that is not a stream: `Call(*stub, &Stub::Method, request)`.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(Stub& stub,
                              grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCallTimeout);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromServer(status);
  return response;
}

}  // namespace farcall
