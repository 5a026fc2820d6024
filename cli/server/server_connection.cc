// SPDX-License-Identifier: Apache-2.0
#include "cli/server/server_connection.h"

#include <chrono>
#include <thread>

#include "absl/strings/str_cat.h"
#include "cli/server/unreachable.h"
#include "client/channel.h"

namespace farcall {
namespace {

constexpr std::chrono::seconds kConnectTimeout{10};
// A busy machine may fail a connection to a server that is there.
constexpr int kConnectAttempts = 3;
constexpr std::chrono::milliseconds kConnectPause{200};
// False at the first failure: more often the address is wrong than the server
// just starting.
bool BecomesReady(grpc::Channel& channel) {
  const auto deadline = std::chrono::system_clock::now() + kConnectTimeout;
  grpc_connectivity_state state = channel.GetState(true);
  while (state != GRPC_CHANNEL_READY) {
    if (state == GRPC_CHANNEL_TRANSIENT_FAILURE ||
        state == GRPC_CHANNEL_SHUTDOWN ||
        !channel.WaitForStateChange(state, deadline)) {
      return false;
    }
    state = channel.GetState(true);
  }
  return true;
}

}  // namespace

absl::StatusOr<ServerConnection> Connect(const ServerAccess& access) {
  const auto content = ReadAccess(access);
  if (!content.ok()) return content.status();
  ServerConnection connection;
  for (int attempt = 0; attempt < kConnectAttempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kConnectPause);
    connection.address = access.address;
    connection.channel = OpenChannel(access, *content);
    if (!BecomesReady(*connection.channel)) continue;
    connection.scoring = v1::ScoringService::NewStub(connection.channel);
    connection.baselines = v1::BaselineService::NewStub(connection.channel);
    connection.findings = v1::FindingService::NewStub(connection.channel);
    connection.admin = v1::AdminService::NewStub(connection.channel);
    return connection;
  }
  const std::string why = WhyUnreachable(access);
  return absl::UnavailableError(absl::StrCat("cannot reach a server at ",
                                             access.address,
                                             why.empty() ? "" : ": ", why));
}

ExitCode ExitCodeOfServerError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kCancelled:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kRefused;
  }
}

}  // namespace farcall
