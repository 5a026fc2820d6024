// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/options/exit_code.h"
#include "client/server_access.h"
#include "client/server_status.h"
#include "farcall/v1/admin_service.grpc.pb.h"
#include "farcall/v1/baseline_service.grpc.pb.h"
#include "farcall/v1/finding_service.grpc.pb.h"
#include "farcall/v1/scoring_service.grpc.pb.h"

namespace farcall {

// A channel to one server that is known to answer.
struct ServerConnection {
  std::string address;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::ScoringService::Stub> scoring;
  std::unique_ptr<v1::BaselineService::Stub> baselines;
  std::unique_ptr<v1::FindingService::Stub> findings;
  std::unique_ptr<v1::AdminService::Stub> admin;
};

// UNAVAILABLE naming the address and the reason if no such server answers
// there, NOT_FOUND if a file of the access cannot be read.
absl::StatusOr<ServerConnection> Connect(const ServerAccess& access);

// What a call may take that is not a stream.
inline constexpr std::chrono::seconds kCallTimeout{30};

// kUnavailable or kRefused.
ExitCode ExitCodeOfServerError(const absl::Status& status);

inline v1::ScoringService::Stub& StubOf(const ServerConnection& server,
                                        v1::ScoringService::Stub*) {
  return *server.scoring;
}
inline v1::BaselineService::Stub& StubOf(const ServerConnection& server,
                                         v1::BaselineService::Stub*) {
  return *server.baselines;
}
inline v1::FindingService::Stub& StubOf(const ServerConnection& server,
                                        v1::FindingService::Stub*) {
  return *server.findings;
}
inline v1::AdminService::Stub& StubOf(const ServerConnection& server,
                                      v1::AdminService::Stub*) {
  return *server.admin;
}

inline constexpr const char* ServiceName(v1::ScoringService::Stub*) {
  return "ScoringService";
}
inline constexpr const char* ServiceName(v1::BaselineService::Stub*) {
  return "BaselineService";
}
inline constexpr const char* ServiceName(v1::FindingService::Stub*) {
  return "FindingService";
}
inline constexpr const char* ServiceName(v1::AdminService::Stub*) {
  return "AdminService";
}

// Calls a method that is not a stream: `Call(server, &Stub::Method, request)`.
template <typename Stub, typename Request, typename Response>
absl::StatusOr<Response> Call(const ServerConnection& server,
                              grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                           const Request&,
                                                           Response*),
                              const Request& request,
                              std::chrono::seconds timeout = kCallTimeout) {
  constexpr Stub* kOf = nullptr;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  Response response;
  const grpc::Status status =
      (StubOf(server, kOf).*method)(&context, request, &response);
  if (!status.ok()) {
    return FromServer(status, {ServiceName(kOf), server.address});
  }
  return response;
}

}  // namespace farcall
