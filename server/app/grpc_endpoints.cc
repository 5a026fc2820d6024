// SPDX-License-Identifier: Apache-2.0
#include "server/app/grpc_endpoints.h"

#include <grpcpp/health_check_service_interface.h>

#include "absl/status/status.h"
#include "farcall/v1/admin_service.pb.h"
#include "farcall/v1/baseline_service.pb.h"
#include "farcall/v1/finding_service.pb.h"
#include "farcall/v1/scoring_service.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "server/admission/connection_bounds.h"
#include "server/app/scoring_settings.h"
#include "server/auth/server_credentials.h"

namespace farcall {
namespace {

// Reflection of health, which gRPC serves without its description, and of the
// services that the files of `Messages` declare. Null if it is off.
template <typename... Messages>
std::unique_ptr<ReflectionService> Describe(const Config& config,
                                            RpcMetrics& metrics, Log& log,
                                            grpc::ServerBuilder& builder) {
  if (!config.reflection) return nullptr;
  const ServiceDescriptions::File* const files[] = {
      Messages::descriptor()->file()...,
      grpc::health::v1::HealthCheckRequest::descriptor()->file()};
  auto reflection = std::make_unique<ReflectionService>(
      files, ReflectionService::Bounds{}, metrics, log);
  builder.RegisterService(reflection.get());
  return reflection;
}

}  // namespace

absl::StatusOr<GrpcPort> GrpcPort::Listen(
    const Config& config, std::string_view setting, const std::string& address,
    const std::shared_ptr<grpc::ServerCredentials>& credentials,
    grpc::ServerBuilder& builder) {
  BoundConnections(config, builder);
  // A second server on the same port is an error, not a second half.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // gRPC would unpack a request whole, whatever its size, before it looks at
  // the limit or at who sends it.
  for (const auto packed : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
    builder.SetCompressionAlgorithmSupportStatus(packed, false);
  }
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  int number = 0;
  builder.AddListeningPort(address, credentials, &number);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || number == 0) {
    return absl::UnavailableError(
        "cannot listen on " + address + " (setting " + std::string(setting) +
        "): is it in use, or not an address of this machine?");
  }
  return GrpcPort(std::move(server), number);
}

void GrpcPort::SetServing(bool ready) {
  auto* health = server_->GetHealthCheckService();
  health->SetServingStatus(ready);
  health->SetServingStatus("farcall.v1.ScoringService", ready);
  health->SetServingStatus("farcall.v1.BaselineService", ready);
  health->SetServingStatus("farcall.v1.FindingService", ready);
}

void GrpcPort::Shutdown(std::chrono::system_clock::time_point deadline) {
  server_->Shutdown(deadline);
  server_->Wait();
}

ClientEndpoint::ClientEndpoint(const Config& config, const Parts& parts)
    : config_(config),
      parts_(parts),
      scoring_service_(ScoringService::Parts{.desk = parts.desk,
                                             .handler = parts.handler,
                                             .streams = parts.streams,
                                             .metrics = parts.metrics}),
      feedback_handler_(parts.histograms, parts.origins, ModelOf(config),
                        LimitsOf(config), config.principal_strategy,
                        parts.metrics, parts.log),
      baseline_service_(parts.desk, parts.histograms, ModelOf(config),
                        feedback_handler_, parts.metrics),
      finding_service_(
          FindingService::Parts{
              .desk = parts.desk,
              .histograms = parts.histograms,
              .findings = parts.findings,
              .facts = parts.facts,
              .ledger = parts.ledger,
              .surroundings = parts.surroundings,
              .keeps_calls = config.event_hours > 0,
              .keeps_ledger = config.ledger_days > 0,
              .origins = parts.origins,
              .model = ModelOf(config),
              .seen_window_seconds = config.seen_window_seconds,
              .metrics = parts.metrics},
          {.watchers_max = config.watchers_max,
           .tenant_share_percent = config.tenant_share_percent}) {}

absl::StatusOr<GrpcPort> ClientEndpoint::Listen() {
  const auto credentials = MakeServerCredentials(config_);
  if (!credentials.ok()) return credentials.status();

  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(static_cast<int>(config_.request_bytes_max));
  builder.RegisterService(&scoring_service_);
  builder.RegisterService(&baseline_service_);
  builder.RegisterService(&finding_service_);
  if (parts_.replicas != nullptr) builder.RegisterService(parts_.replicas);
  reflection_ = Describe<v1::ScoreEventsRequest, v1::GetBaselineRequest,
                         v1::GetFindingRequest>(config_, parts_.metrics.rpc,
                                                parts_.log, builder);
  return GrpcPort::Listen(config_, "listen", config_.listen, *credentials,
                          builder);
}

OperatorEndpoint::OperatorEndpoint(const Config& config, const Parts& parts)
    : config_(config),
      parts_(parts),
      admin_service_(parts.desk, parts.operations, parts.metrics) {}

absl::StatusOr<GrpcPort> OperatorEndpoint::Listen() {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.RegisterService(&admin_service_);
  reflection_ = Describe<v1::GetStatisticsRequest>(config_, parts_.metrics.rpc,
                                                   parts_.log, builder);
  return GrpcPort::Listen(config_, "admin-listen", config_.admin_listen,
                          grpc::InsecureServerCredentials(), builder);
}

}  // namespace farcall
