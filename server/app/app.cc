// SPDX-License-Identifier: Apache-2.0
#include "server/app/app.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "scoring/batch/batch_scorer.h"
#include "server/app/address_owners.h"
#include "server/app/call_admission.h"
#include "server/app/cluster_links.h"
#include "server/app/configured_files.h"
#include "server/app/finding_upkeep_timer.h"
#include "server/app/grpc_endpoints.h"
#include "server/app/operator_desk.h"
#include "server/app/origin_databases.h"
#include "server/app/scoring_settings.h"
#include "server/app/server_identity.h"
#include "server/auth/self_test_tenant.h"
#include "server/handlers/batch_handler.h"
#include "server/self_test/self_test.h"
#include "server/stores/cluster_member.h"
#include "server/stores/local_store.h"
#include "server/stores/store_options.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/metrics_endpoint.h"
#include "server/telemetry/sampled_metrics.h"
#include "server/telemetry/tracing.h"
#include "settings/version.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {
namespace {

constexpr auto kUpkeepPeriod = std::chrono::seconds(1);
// How long a stream may wait for its client's next batch, and so be told
// that the server drains, before it is cancelled.
constexpr auto kStreamPatience = std::chrono::seconds(1);
// How long tasks may wait with nothing begun or ended, before the server says
// that it does not serve.
constexpr auto kStuckPatience = std::chrono::seconds(10);
constexpr auto kAdminPatience = std::chrono::seconds(1);

std::string Message(const absl::Status& status) {
  return std::string(status.message());
}

class RunningApp final : public App {
 public:
  RunningApp(const Config& config, Log& log)
      : config_(config),
        log_(log),
        metrics_(Version()),
        tracing_({.otlp_endpoint = config.otlp_endpoint,
                  .sample_percent = config.trace_sample_percent},
                 log),
        admission_(config, metrics_, tracing_, log) {}

  ~RunningApp() override { Drain(); }
  RunningApp(const RunningApp&) = delete;
  RunningApp& operator=(const RunningApp&) = delete;

  absl::Status Start() {
    for (const auto part :
         {&RunningApp::OpenIdentity, &RunningApp::OpenOrigins,
          &RunningApp::OpenStore, &RunningApp::OpenDesk,
          &RunningApp::OpenMetrics, &RunningApp::Listen,
          &RunningApp::ListenForOperators, &RunningApp::OpenSelfTest}) {
      if (absl::Status status = (this->*part)(); !status.ok()) return status;
    }
    finding_upkeep_.emplace(
        FindingKeeper(store_->histograms(), store_->findings(),
                      FindingBoundsOf(config_)),
        [this](int64_t now_micros) { return store_->ExpireKept(now_micros); },
        metrics_.findings, log_);
    upkeep_ =
        std::jthread([this](const std::stop_token& stop) { KeepUp(stop); });
    return absl::OkStatus();
  }

  void Drain() override {
    if (!port_.has_value() || !admin_port_.has_value()) return;
    upkeep_.request_stop();
    upkeep_.join();
    finding_upkeep_.reset();
    self_test_.reset();
    Announce(false);
    std::this_thread::sleep_for(
        std::chrono::seconds(config_.readiness_delay_seconds));
    // Others take the shards over while calls are still sent on to them.
    store_->Release();
    endpoint_->EndWatches();
    if (links_ != nullptr) links_->Drain(kStreamPatience);
    admission_.streams().Drain(kStreamPatience);
    port_->Shutdown(std::chrono::system_clock::now() +
                    std::chrono::seconds(config_.drain_seconds));
    // Health was there to be asked until now.
    admin_port_->Shutdown(std::chrono::system_clock::now() + kAdminPatience);
    admin_port_.reset();
    port_.reset();
    links_.reset();
    admission_.EndPools();
    origins_->StopWatching();
    metrics_endpoint_.reset();
    scorer_.reset();
    store_.reset();
  }

 private:
  absl::Status OpenIdentity() {
    auto identity = ServerIdentity::Open(config_, metrics_.auth, log_);
    if (!identity.ok()) return identity.status();
    identity_ = *std::move(identity);
    return absl::OkStatus();
  }

  absl::Status OpenOrigins() {
    auto origins = OriginDatabases::Open(config_, metrics_.geo, log_);
    if (!origins.ok()) return origins.status();
    origins_ = *std::move(origins);
    return absl::OkStatus();
  }

  absl::Status OpenStore() {
    // Scoring can do without backups.
    if (const absl::Status usable = CheckBackupDir(config_); !usable.ok()) {
      log_.Warn("no backup can be made",
                {{"reason", std::string(usable.message())}});
    }
    if (absl::Status status = OpenServedStore(); !status.ok()) return status;
    scorer_ = std::make_unique<BatchScorer>(
        store_->histograms(), origins_->timed_resolver(), ModelOf(config_));
    RecordParser::Options reading(config_.principal_strategy);
    reading.reads_details = config_.event_hours > 0;
    handler_ = std::make_unique<BatchHandler>(*scorer_, LimitsOf(config_),
                                              reading, metrics_, log_);
    return absl::OkStatus();
  }

  absl::Status OpenServedStore() {
    if (config_.cluster_log == Config::ClusterLog::kNone) {
      auto store = LocalStore::Open(config_, metrics_.store, log_);
      if (!store.ok()) return store.status();
      store_ = *std::move(store);
      return absl::OkStatus();
    }
    auto member = ClusterMember::Open(config_, metrics_.store, log_);
    if (!member.ok()) return member.status();
    links_ = std::make_unique<ClusterLinks>(
        config_, **member, identity_->authorizer(), admission_, metrics_);
    store_ = *std::move(member);
    return absl::OkStatus();
  }

  CallRouter* router() {
    return links_ == nullptr ? nullptr : &links_->router();
  }

  absl::Status OpenDesk() {
    desk_ = std::make_unique<OperatorDesk>(
        OperatorDesk::Parts{.store = *store_,
                            .origins = *origins_,
                            .authorizer = identity_->authorizer(),
                            .log = log_});
    return absl::OkStatus();
  }

  absl::Status OpenMetrics() {
    metrics_.AddSource(
        std::make_shared<SampledMetrics>([this] { return store_->Samples(); }));
    if (!config_.backup_dir.empty()) {
      metrics_.AddSource(std::make_shared<SampledMetrics>(
          [this] { return store_->backups().Samples(); }));
    }
    auto endpoint = MetricsEndpoint::Open(config_.metrics_listen, metrics_);
    if (!endpoint.ok()) return endpoint.status();
    metrics_endpoint_ = *std::move(endpoint);
    return absl::OkStatus();
  }

  absl::Status Listen() {
    endpoint_ = std::make_unique<ClientEndpoint>(
        config_,
        ClientEndpoint::Parts{
            .desk = admission_.ForClients(identity_->authorizer(), router()),
            .handler = *handler_,
            .histograms = store_->histograms(),
            .findings = store_->findings(),
            .facts = store_->facts(),
            .ledger = store_->ledger(),
            .surroundings = SurroundingsOf(*origins_),
            .origins = origins_->timed_resolver(),
            .streams = admission_.streams(),
            .replicas = links_ == nullptr ? nullptr : &links_->service(),
            .metrics = metrics_,
            .log = log_});
    auto port = endpoint_->Listen();
    if (!port.ok()) return port.status();
    port_ = *std::move(port);
    return absl::OkStatus();
  }

  absl::Status ListenForOperators() {
    admin_endpoint_ = std::make_unique<OperatorEndpoint>(
        config_, OperatorEndpoint::Parts{
                     .desk = admission_.ForOperators(identity_->authorizer()),
                     .operations = *desk_,
                     .metrics = metrics_,
                     .log = log_});
    auto port = admin_endpoint_->Listen();
    if (!port.ok()) return port.status();
    admin_port_ = *std::move(port);
    ready_ = store_->Health().ok();
    Announce(ready_);
    log_.Info("serving", {{"grpc_port", port_->number()},
                          {"metrics_port", metrics_endpoint_->port()},
                          {"admin_port", admin_port_->number()},
                          {"tls", !config_.tls_cert_file.empty()},
                          {"data_dir", config_.data_dir},
                          {"seen_events", store_->figures().seen_events}});
    if (!ready_) {
      log_.Info("not ready yet", {{"reason", Message(store_->Health())}});
    }
    return absl::OkStatus();
  }

  absl::Status OpenSelfTest() {
    if (config_.self_test_seconds == 0) return absl::OkStatus();
    self_test_ = std::make_unique<SelfTest>(
        SelfTest::Options{.interval_seconds = config_.self_test_seconds,
                          .model = ModelOf(config_),
                          .limits = LimitsOf(config_),
                          .strategy = config_.principal_strategy,
                          .country = config_.geoip_db.empty()
                                         ? CanaryCountry::kSupplied
                                         : CanaryCountry::kLookedUp},
        store_->histograms(), origins_->timed_resolver(), admission_.pool(),
        metrics_.self_test, log_);
    return absl::OkStatus();
  }

  // Tells health checks and metrics whether calls will be answered.
  void Announce(bool ready) {
    port_->SetServing(ready);
    admin_port_->SetServing(ready);
    metrics_.ready.Set(ready ? 1 : 0);
  }

  // Why calls would not be answered; OK if they would.
  absl::Status Health() const {
    if (admission_.pool().IsStuckFor(kStuckPatience)) {
      return absl::UnavailableError(
          "calls wait, and for 10 seconds none has been begun or ended");
    }
    return store_->Health();
  }

  // The self-test asks the store itself, which another replica may own.
  bool AnswersSelfTest() const {
    return links_ == nullptr || links_->router().IsHere(kSelfTestTenant);
  }

  // Once a second: who may call, is the self-test due, and does the store still
  // keep its promise?
  void KeepUp(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, stop, kUpkeepPeriod,
                             [&] { return stop.stop_requested(); })) {
      desk_->ReloadIdentity();
      identity_->ReloadCertificate();
      if (self_test_ != nullptr && AnswersSelfTest()) {
        self_test_->Tick(absl::ToUnixSeconds(absl::Now()));
      }
      const absl::Status health = Health();
      if (health.ok() == ready_) continue;
      ready_ = health.ok();
      Announce(ready_);
      if (ready_) {
        log_.Info("ready");
      } else {
        log_.Error(store_->Health().ok()
                       ? "calls are stuck: not serving"
                       : "store cannot confirm writes: not serving",
                   {{"reason", Message(health)}});
      }
    }
  }

  const Config config_;
  Log& log_;
  Metrics metrics_;
  Tracing tracing_;
  CallAdmission admission_;
  std::unique_ptr<ServerIdentity> identity_;
  std::unique_ptr<OriginDatabases> origins_;
  std::unique_ptr<ServedStore> store_;
  std::unique_ptr<ClusterLinks> links_;  // null without a cluster
  std::unique_ptr<BatchScorer> scorer_;
  std::unique_ptr<BatchHandler> handler_;
  std::unique_ptr<OperatorDesk> desk_;
  std::unique_ptr<MetricsEndpoint> metrics_endpoint_;
  std::unique_ptr<ClientEndpoint> endpoint_;
  std::unique_ptr<OperatorEndpoint> admin_endpoint_;
  std::optional<GrpcPort> port_;         // of endpoint_
  std::optional<GrpcPort> admin_port_;   // of admin_endpoint_
  std::unique_ptr<SelfTest> self_test_;  // null = off
  std::optional<FindingUpkeepTimer> finding_upkeep_;
  bool ready_ = false;   // of the thread below, once it runs
  std::jthread upkeep_;  // last: it uses the others
};

}  // namespace

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config,
                                                Log& log) {
  auto app = std::make_unique<RunningApp>(config, log);
  if (absl::Status status = app->Start(); !status.ok()) return status;
  return app;
}

absl::StatusOr<std::string> App::RepairLog(const Config& config, Log& log) {
  Metrics metrics(Version());
  const auto pseudonyms = ReadPseudonyms(config);
  if (!pseudonyms.ok()) return pseudonyms.status();
  RocksDbStoreOptions options =
      StoreOptions(config, *pseudonyms, metrics.store, log);
  options.wal_damage = WalDamage::kKeepBefore;
  const auto store = RocksDbHistogramStore::Open(options);
  if (!store.ok()) return store.status();
  return "The store " + config.data_dir +
         " is open to what lies before the damage in its log: " +
         std::to_string((*store)->figures().seen_events) +
         " events are known as counted. Send again what came since.\n";
}

}  // namespace farcall
