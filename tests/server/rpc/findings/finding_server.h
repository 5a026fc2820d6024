// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "farcall/v1/finding_service.grpc.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "server/routing/call_router.h"
#include "server/rpc/findings/finding_service.h"
#include "tests/scoring/batch/supplied_origins.h"
#include "tests/server/fake_finding_store.h"

namespace farcall {

// Keeps no calls.
class NoFacts final : public FactStore {
 public:
  absl::StatusOr<Facts> FactsOf(std::string_view, std::string_view, int64_t,
                                int64_t) const override {
    return Facts{};
  }
  absl::StatusOr<TermUses> UsesOf(std::string_view, TermKind, std::string_view,
                                  size_t) const override {
    return TermUses{};
  }
  absl::StatusOr<TermUses> UsesOfKind(std::string_view, TermKind,
                                      size_t) const override {
    return TermUses{};
  }
  absl::StatusOr<int64_t> KeptSince(std::string_view) const override {
    return 0;
  }
};

// Keeps no ledger.
class NoLedger final : public LedgerStore {
 public:
  absl::StatusOr<std::vector<LedgerEntry>> LedgerOf(std::string_view,
                                                    int64_t) const override {
    return std::vector<LedgerEntry>();
  }
  absl::StatusOr<std::optional<Days>> LedgerDays(
      std::string_view) const override {
    return std::nullopt;
  }
};

// FindingService on a real port, over findings in memory.
class FindingServer {
 public:
  struct Settings {
    FindingWatchers::Options watchers{.pause = std::chrono::milliseconds(1)};
    std::chrono::milliseconds first_message{60'000};
    std::string tokens_file{};
    std::string policy_file{};
    std::string cluster_token_file{};
    const ShardDirectory* directory = nullptr;  // default: all shards are here
    CallRouter::Options routing{};
  };

  FindingServer() : FindingServer(Settings()) {}
  explicit FindingServer(const Settings& settings)
      : receiving_(settings.first_message,
                   [this] { refusals_.Count(Reason::kSilentCall); }),
        authorizer_(*Authorizer::Open(
            {.tokens_file = settings.tokens_file,
             .policy_file = settings.policy_file,
             .cluster_token_file = settings.cluster_token_file},
            metrics_.auth)),
        channels_({}) {
    if (settings.directory != nullptr) {
      router_.emplace(
          CallRouter::Parts{*settings.directory, channels_, *authorizer_,
                            metrics_.forwarding, refusals_},
          settings.routing);
      desk_.router = &*router_;
    }
    service_.emplace(FindingService::Parts{.desk = desk_,
                                           .histograms = store_,
                                           .findings = store_,
                                           .facts = facts_,
                                           .ledger = ledger_,
                                           .surroundings = {},
                                           .keeps_calls = false,
                                           .keeps_ledger = false,
                                           .origins = origins_,
                                           .model = {},
                                           .seen_window_seconds = 172'800,
                                           .metrics = metrics_},
                     settings.watchers);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&*service_);
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
    channel_ =
        grpc::CreateChannel(address_, grpc::InsecureChannelCredentials());
    stub_ = v1::FindingService::NewStub(channel_);
  }
  ~FindingServer() {
    service_->Drain();
    Shutdown();
  }
  FindingServer(const FindingServer&) = delete;
  FindingServer& operator=(const FindingServer&) = delete;

  v1::FindingService::Stub& stub() { return *stub_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  FakeFindingStore& store() { return store_; }
  FindingService& service() { return *service_; }
  const std::string& address() const { return address_; }
  Authorizer& authorizer() { return *authorizer_; }
  Metrics& metrics() { return metrics_; }
  // Returns when no new calls are taken, and the open ones are over.
  void Shutdown() {
    server_->Shutdown();
    server_->Wait();
  }
  // Ends all calls at once.
  void Stop() {
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
  }

 private:
  using Reason = Refusals::Reason;

  NoFacts facts_;
  NoLedger ledger_;
  FakeFindingStore store_;
  const SuppliedOrigins origins_;
  Metrics metrics_{"test"};
  Log log_{LogLevel::kError, LogFormat::kJson};
  Tracing tracing_{{}, log_};
  Refusals refusals_{metrics_, log_};
  CallDeadlines sending_{std::chrono::minutes(1),
                         [this] { refusals_.Count(Reason::kUnreadAnswer); }};
  Intake intake_{32};
  CallDeadlines receiving_;
  WorkPool pool_{{.running_max = 2}};
  std::unique_ptr<Authorizer> authorizer_;
  ReplicaChannels channels_;
  std::optional<CallRouter> router_;
  CallDesk desk_{
      *authorizer_, intake_,   receiving_,       pool_,
      sending_,     refusals_, {tracing_, log_}, std::chrono::seconds(10)};
  std::optional<FindingService> service_;
  std::unique_ptr<grpc::Server> server_;
  std::string address_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::FindingService::Stub> stub_;
};

// A client that watches; its call is cancelled at the end, if it is not over.
class Watching {
 public:
  explicit Watching(FindingServer& server,
                    const v1::WatchFindingsRequest& request = {},
                    const std::string& token = "") {
    if (!token.empty()) {
      context_.AddMetadata("authorization", "Bearer " + token);
    }
    reader_ = server.stub().WatchFindings(&context_, request);
  }
  ~Watching() {
    context_.TryCancel();
    if (!is_over_) End();
  }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;

  // The next answer; nothing if there is none any more.
  std::optional<v1::WatchFindingsResponse> Next() {
    v1::WatchFindingsResponse answer;
    if (!reader_->Read(&answer)) return std::nullopt;
    return answer;
  }
  // The next one with a finding.
  std::optional<v1::WatchFindingsResponse> NextFinding() {
    auto answer = Next();
    while (answer.has_value() && !answer->has_finding()) answer = Next();
    return answer;
  }
  // The first sign of life: the watch is there. Its token.
  std::string AwaitBegin() {
    const auto sign = Next();
    return sign.has_value() ? sign->resume_token() : "";
  }
  // Reads to the end.
  grpc::Status End() {
    while (Next().has_value()) {
    }
    is_over_ = true;
    return reader_->Finish();
  }
  void Cancel() { context_.TryCancel(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchFindingsResponse>> reader_;
  bool is_over_ = false;
};

// google.rpc.ErrorInfo.reason of a status; empty if it has none.
inline std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status rich;
  rich.ParseFromString(status.error_details());
  google::rpc::ErrorInfo info;
  for (const auto& detail : rich.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

}  // namespace farcall
