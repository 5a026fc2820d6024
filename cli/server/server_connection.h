// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/options/exit_code.h"
#include "cli/options/options.h"
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
