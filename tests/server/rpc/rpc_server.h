// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "farcall/v1/baseline_service.grpc.pb.h"
#include "farcall/v1/scoring_service.grpc.pb.h"
#include "server/routing/call_router.h"
#include "server/rpc/admin_service.h"
#include "server/rpc/baseline_service.h"
#include "server/rpc/scoring_service.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/supplied_origins.h"

namespace farcall {

// Both services on a real port, over a store in memory; AdminService beside
// them where it is asked for.
class Server {
 public:
  struct Settings {
    int64_t batches_max = 8;
    int64_t streams_max = 8;
    std::chrono::milliseconds queue_wait{10'000};
    std::chrono::milliseconds send{60'000};
    std::chrono::milliseconds first_message{60'000};
    int64_t intake = 32;
    Authorizer::Options access{};
    HistogramStore* store = nullptr;            // default: one of its own
    const ShardDirectory* directory = nullptr;  // default: all shards are here
    CallRouter::Options routing{};
    Operations* operations = nullptr;  // default: no AdminService
    ReplicaChannels::Options replicas{};
    std::shared_ptr<grpc::ServerCredentials> credentials =
        grpc::InsecureServerCredentials();
  };

  Server() : Server(Settings()) {}
  explicit Server(const Settings& settings)
      : store_(settings.store == nullptr ? own_store_ : *settings.store),
        sending_(settings.send,
                 [this] { refusals_.Count(Reason::kUnreadAnswer); }),
        intake_(settings.intake),
        receiving_(settings.first_message,
                   [this] { refusals_.Count(Reason::kSilentCall); }),
        streams_(settings.streams_max, 100),
        pool_({.running_max = settings.batches_max}),
        queue_wait_(settings.queue_wait),
        authorizer_(*Authorizer::Open(settings.access, metrics_.auth)),
        channels_(settings.replicas) {
    if (settings.directory != nullptr) {
      router_.emplace(
          CallRouter::Parts{*settings.directory, channels_, *authorizer_,
                            metrics_.forwarding, refusals_},
          settings.routing);
      desk_.router = &*router_;
    }
    scoring_service_.emplace(
        ScoringService::Parts{desk_, handler_, streams_, metrics_});
    baseline_service_.emplace(desk_, store_, Model{}, feedback_handler_,
                              metrics_);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", settings.credentials, &port);
    builder.RegisterService(&*scoring_service_);
    builder.RegisterService(&*baseline_service_);
    if (settings.operations != nullptr) {
      admin_service_.emplace(desk_, *settings.operations, metrics_);
      builder.RegisterService(&*admin_service_);
    }
    server_ = builder.BuildAndStart();
    port_ = port;
    channel_ =
        grpc::CreateChannel(address(), grpc::InsecureChannelCredentials());
  }
  ~Server() {
    if (server_ == nullptr) return;
    server_->Shutdown();
    server_->Wait();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::unique_ptr<v1::ScoringService::Stub> scoring() {
    return v1::ScoringService::NewStub(channel_);
  }
  std::unique_ptr<v1::BaselineService::Stub> baselines() {
    return v1::BaselineService::NewStub(channel_);
  }
  // Ends all calls at once.
  void Stop() {
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
    server_.reset();
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  CallRouter& router() { return *router_; }
  WorkPool& pool() { return pool_; }
  OpenStreams& streams() { return streams_; }
  Metrics& metrics() { return metrics_; }

 private:
  MemoryHistogramStore own_store_;
  HistogramStore& store_;
  SuppliedOrigins origins_;
  Metrics metrics_{"test"};
  Log log_{LogLevel::kError, LogFormat::kJson};
  Tracing tracing_{{}, log_};
  BatchScorer scorer_{store_, origins_, Model{}};
  BatchHandler handler_{scorer_, RequestLimits{}, PrincipalStrategy::kAuto,
                        metrics_, log_};
  using Reason = Refusals::Reason;
  Refusals refusals_{metrics_, log_};
  CallDeadlines sending_;
  Intake intake_;
  CallDeadlines receiving_;
  OpenStreams streams_;
  WorkPool pool_;
  const std::chrono::milliseconds queue_wait_;
  std::unique_ptr<Authorizer> authorizer_;
  ReplicaChannels channels_;
  std::optional<CallRouter> router_;
  CallDesk desk_{*authorizer_, intake_,   receiving_,       pool_,
                 sending_,     refusals_, {tracing_, log_}, queue_wait_};
  std::optional<ScoringService> scoring_service_;
  FeedbackHandler feedback_handler_{
      store_,   origins_, Model{}, RequestLimits{}, PrincipalStrategy::kAuto,
      metrics_, log_};
  std::optional<BaselineService> baseline_service_;
  std::optional<AdminService> admin_service_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  std::shared_ptr<grpc::Channel> channel_;
};

inline v1::ScoreEventsRequest Batch(int first, int events,
                                    const std::string& principal = "alice") {
  v1::ScoreEventsRequest request;
  for (int i = first; i < first + events; ++i) {
    v1::Event& event = *request.add_events()->mutable_event();
    event.set_event_id("event-" + std::to_string(i));
    event.mutable_event_time()->set_seconds(1750000000 + i);
    event.set_principal(principal);
    event.set_command("s3:GetObject");
    event.set_country("DE");
  }
  return request;
}

// Calls that the baseline of an entity has; 0 if there is none.
inline uint64_t CallsOf(Server& server, v1::EntityKind kind,
                        const std::string& name) {
  grpc::ClientContext context;
  v1::GetBaselineRequest request;
  request.mutable_entity()->set_kind(kind);
  request.mutable_entity()->set_name(name);
  v1::GetBaselineResponse response;
  const grpc::Status status =
      server.baselines()->GetBaseline(&context, request, &response);
  return status.ok() ? response.baseline().calls() : 0;
}

}  // namespace farcall
