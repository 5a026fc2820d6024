// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "logging/json_log.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/event/origin.h"
#include "server/admission/open_streams.h"
#include "server/config/config.h"
#include "server/handlers/batch_handler.h"
#include "server/handlers/feedback_handler.h"
#include "server/replicas/replica_service.h"
#include "server/rpc/admin_service.h"
#include "server/rpc/baseline_service.h"
#include "server/rpc/findings/finding_service.h"
#include "server/rpc/operations.h"
#include "server/rpc/reflection_service.h"
#include "server/rpc/scoring_service.h"
#include "server/rpc/unary_call.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// A gRPC server on the address of one setting, with its health service.
class GrpcPort {
 public:
  // `setting` is named in the error. The services of `builder` must outlive
  // the port.
  static absl::StatusOr<GrpcPort> Listen(
      const Config& config, std::string_view setting,
      const std::string& address,
      const std::shared_ptr<grpc::ServerCredentials>& credentials,
      grpc::ServerBuilder& builder);

  int number() const { return number_; }

  // Tells health checks whether calls will be answered.
  void SetServing(bool ready);

  // Takes no new calls. Returns when the open ones are over; those that are not
  // at `deadline` are cut off.
  void Shutdown(std::chrono::system_clock::time_point deadline);

 private:
  GrpcPort(std::unique_ptr<grpc::Server> server, int number)
      : server_(std::move(server)), number_(number) {}

  std::unique_ptr<grpc::Server> server_;
  int number_;
};

// ScoringService, BaselineService and FindingService, on `listen`.
class ClientEndpoint {
 public:
  struct Parts {
    CallDesk desk;
    const BatchHandler& handler;
    HistogramStore& histograms;
    FindingStore& findings;     // the same store
    const FactStore& facts;     // the same store
    const LedgerStore& ledger;  // the same store
    CardSource::Surroundings surroundings;
    const OriginResolver& origins;
    OpenStreams& streams;
    ReplicaService* replicas;  // nullptr without a cluster
    Metrics& metrics;
    Log& log;
  };

  // What `parts` refers to must outlive it.
  ClientEndpoint(const Config& config, const Parts& parts);

  // Serves when it returns.
  absl::StatusOr<GrpcPort> Listen();

  // Ends all watches of findings.
  void EndWatches() { finding_service_.Drain(); }

 private:
  const Config config_;
  const Parts parts_;
  ScoringService scoring_service_;
  FeedbackHandler feedback_handler_;
  BaselineService baseline_service_;
  FindingService finding_service_;
  std::unique_ptr<ReflectionService> reflection_;  // null = off
};

// AdminService, on `admin-listen`.
class OperatorEndpoint {
 public:
  struct Parts {
    CallDesk desk;
    Operations& operations;
    Metrics& metrics;
    Log& log;
  };

  // What `parts` refers to must outlive it.
  OperatorEndpoint(const Config& config, const Parts& parts);

  // Serves when it returns.
  absl::StatusOr<GrpcPort> Listen();

 private:
  const Config config_;
  const Parts parts_;
  AdminService admin_service_;
  std::unique_ptr<ReflectionService> reflection_;  // null = off
};

}  // namespace farcall
