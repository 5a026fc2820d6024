// SPDX-License-Identifier: Apache-2.0
#include "server/app/app.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "absl/time/clock.h"
#include "farcall/v1/admin_service.pb.h"
#include "farcall/v1/baseline_service.pb.h"
#include "farcall/v1/scoring_service.pb.h"
#include "files/reloaded_file.h"
#include "geo/origin_resolver.h"
#include "geo/reload_watcher.h"
#include "grpc/health/v1/health.pb.h"
#include "server/admission/call_deadlines.h"
#include "server/admission/connection_bounds.h"
#include "server/admission/open_streams.h"
#include "server/admission/refusals.h"
#include "server/admission/work_pool.h"
#include "server/app/configured_files.h"
#include "server/app/operator_desk.h"
#include "server/app/reload_failure.h"
#include "server/auth/authorizer.h"
#include "server/auth/certificate_chain.h"
#include "server/auth/server_credentials.h"
#include "server/config/version.h"
#include "server/handlers/batch_handler.h"
#include "server/handlers/feedback_handler.h"
#include "server/rpc/admin_service.h"
#include "server/rpc/baseline_service.h"
#include "server/rpc/reflection_service.h"
#include "server/rpc/scoring_service.h"
#include "server/rpc/unary_call.h"
#include "server/self_test/self_test.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/metrics_endpoint.h"
#include "server/telemetry/sampled_metrics.h"
#include "server/telemetry/timed_resolver.h"
#include "server/telemetry/tracing.h"
#include "storage/pseudonymous_store.h"
#include "storage/pseudonyms.h"
#include "storage/rocksdb/rocksdb_histogram_store.h"

namespace farcall {
namespace {

constexpr auto kUpkeepPeriod = std::chrono::seconds(1);
// How long a stream may wait for its client's next batch, and so be told
// that the server drains, before it is cancelled.
constexpr auto kStreamPatience = std::chrono::seconds(1);
// Requests of one caller that are received at once, beside its streams.
constexpr int64_t kIntakeMax = 32;
// Tasks that wait, for each that may run.
constexpr int64_t kWaitingPerRunning = 8;
// How long tasks may wait with nothing begun or ended before the server says
// that it does not serve.
constexpr auto kStuckPatience = std::chrono::seconds(10);
constexpr auto kAdminPatience = std::chrono::seconds(1);

RocksDbStoreOptions StoreOptions(const Config& config,
                                 const std::optional<Pseudonyms>& pseudonyms,
                                 StoreMetrics& metrics, Log& log) {
  return {
      .path = config.data_dir,
      .durability = config.durability == Config::Durability::kFsync
                        ? Durability::kFsync
                        : Durability::kWal,
      .seen_window_seconds = config.seen_window_seconds,
      .seen_events_max = static_cast<uint64_t>(config.seen_events_max),
      .pseudonym_key_check =
          pseudonyms.has_value() ? pseudonyms->key_check() : "",
      .block_cache_bytes = static_cast<uint64_t>(config.rocksdb_cache_bytes),
      .baseline_cache_bytes =
          static_cast<uint64_t>(config.baseline_cache_bytes),
      .write_buffer_bytes =
          static_cast<uint64_t>(config.rocksdb_write_buffer_bytes),
      .observer = {.on_read =
                       [&](double s) {
                         metrics.read_seconds.Observe(s);
                         AnnotateSpan("farcall.store.read_seconds", s);
                       },
                   .on_write =
                       [&](double s) {
                         metrics.write_seconds.Observe(s);
                         AnnotateSpan("farcall.store.write_seconds", s);
                       },
                   .on_sync =
                       [&](double s) {
                         metrics.sync_seconds.Observe(s);
                         AnnotateSpan("farcall.store.sync_seconds", s);
                       },
                   .on_log =
                       [&log](const std::string& line) {
                         log.Warn("rocksdb", {{"reason", line}});
                       }}};
}

MetricSample Sample(MetricSample::Type type, std::string name, std::string help,
                    uint64_t value) {
  return {.name = std::move(name),
          .help = std::move(help),
          .type = type,
          .labels = {},
          .value = static_cast<double>(value)};
}

// What the store counts itself, for a scrape.
std::vector<MetricSample> StoreSamples(const StoreFigures& figures) {
  constexpr auto kGauge = MetricSample::Type::kGauge;
  constexpr auto kCounter = MetricSample::Type::kCounter;
  return {
      Sample(kGauge, "farcall_seen_events",
             "Event ids that are known as counted.", figures.seen_events),
      Sample(kGauge, "farcall_seen_blocks", "Batches that these came in.",
             figures.seen_blocks),
      Sample(kCounter, "farcall_seen_evicted_early_total",
             "Event ids forgotten before seen-window-seconds had passed, "
             "because seen-events-max was reached.",
             figures.seen_evicted_early),
      Sample(kGauge, "farcall_rocksdb_baselines_estimate",
             "Baselines stored, as RocksDB estimates.",
             figures.baselines_estimate),
      Sample(kGauge, "farcall_baseline_cache_bytes",
             "Memory of baselines that are ready to be counted in.",
             figures.baseline_cache_bytes),
      Sample(kGauge, "farcall_journal_events",
             "Events whose effects are in the journal: a restart applies them "
             "again.",
             figures.journal_events),
      Sample(kGauge, "farcall_journal_bytes",
             "Size of the effects that are in the journal.",
             figures.journal_bytes),
      Sample(kCounter, "farcall_checkpointed_records_total",
             "Records saved by checkpoints.", figures.checkpointed_records),
      Sample(kGauge, "farcall_rocksdb_table_bytes",
             "Size of the table files that are live.", figures.table_bytes),
      Sample(kGauge, "farcall_rocksdb_memtable_bytes",
             "Memory of what is not in a table file yet.",
             figures.memtable_bytes),
      Sample(kGauge, "farcall_rocksdb_block_cache_bytes",
             "Memory of blocks read from disk.", figures.block_cache_bytes),
      Sample(kGauge, "farcall_rocksdb_pending_compaction_bytes",
             "Bytes that compaction has yet to rewrite.",
             figures.pending_compaction_bytes),
      Sample(kGauge, "farcall_rocksdb_running_flushes", "Flushes that run now.",
             figures.running_flushes),
      Sample(kGauge, "farcall_rocksdb_running_compactions",
             "Compactions that run now.", figures.running_compactions),
      Sample(kCounter, "farcall_rocksdb_background_errors_total",
             "Failed flushes and compactions.", figures.background_errors),
  };
}

std::vector<MetricSample> BackupSamples(const OperatorDesk& desk) {
  return {{.name = "farcall_backup_last_success_timestamp_seconds",
           .help =
               "When the newest backup in backup-dir was made, in Unix time; "
               "0 = there is none. Not there while backup-dir is empty.",
           .type = MetricSample::Type::kGauge,
           .labels = {},
           .value = static_cast<double>(desk.last_backup_seconds())}};
}

Model ModelOf(const Config& config) {
  Model model;
  model.decay.half_life_seconds =
      static_cast<double>(config.half_life_days) * 24 * 3600;
  model.decay.quarantine_seconds = config.quarantine_days * 24 * 3600;
  model.detectors_off = FindDetectors(config.detectors_off).value_or(0);
  model.alert_threshold = static_cast<double>(config.alert_threshold);
  model.alert_budget = config.alert_budget;
  return model;
}

RequestLimits LimitsOf(const Config& config) {
  return {.batch_events_max = config.batch_events_max,
          .record_bytes_max = config.record_bytes_max,
          .event_future_seconds_max = config.event_future_seconds_max};
}

WorkQueue::Limits QueueLimitsOf(const Config& config) {
  return {.running_max = config.batches_in_flight_max,
          .held_bytes_max = config.in_flight_bytes_max,
          .waiting_max = kWaitingPerRunning * config.batches_in_flight_max,
          .waiting_bytes_max = config.in_flight_bytes_max,
          .tenant_share_percent = config.tenant_share_percent};
}

// Operators' calls are few and may take minutes. They wait for no batch.
constexpr WorkQueue::Limits kOperatorLimits = {.running_max = 8,
                                               .held_bytes_max = 64 << 20,
                                               .waiting_max = 64,
                                               .waiting_bytes_max = 64 << 20,
                                               .tenant_share_percent = 100};

class RunningApp final : public App {
 public:
  RunningApp(const Config& config, Log& log)
      : config_(config),
        log_(log),
        metrics_(Version()),
        tracing_({.otlp_endpoint = config.otlp_endpoint,
                  .sample_percent = config.trace_sample_percent},
                 log),
        refusals_(metrics_, log),
        sending_(std::chrono::seconds(config.send_seconds),
                 [this] { refusals_.Count(Refusals::Reason::kUnreadAnswer); }),
        receiving_(std::chrono::seconds(config.first_message_seconds),
                   [this] { refusals_.Count(Refusals::Reason::kSilentCall); }),
        streams_(config.streams_max, config.tenant_share_percent),
        pool_(std::make_unique<WorkPool>(
            QueueLimitsOf(config),
            [this](const std::string& tenant) {
              refusals_.Count(Refusals::Reason::kHeldBack, tenant);
            })),
        operator_pool_(std::make_unique<WorkPool>(kOperatorLimits)) {}

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
    upkeep_ =
        std::jthread([this](const std::stop_token& stop) { KeepUp(stop); });
    return absl::OkStatus();
  }

  void Drain() override {
    if (server_ == nullptr || admin_server_ == nullptr) return;
    upkeep_.request_stop();
    upkeep_.join();
    self_test_.reset();
    Announce(false);
    std::this_thread::sleep_for(
        std::chrono::seconds(config_.readiness_delay_seconds));
    streams_.Drain(kStreamPatience);
    server_->Shutdown(std::chrono::system_clock::now() +
                      std::chrono::seconds(config_.drain_seconds));
    server_->Wait();
    // Health was there to be asked until now.
    admin_server_->Shutdown(std::chrono::system_clock::now() + kAdminPatience);
    admin_server_->Wait();
    admin_server_.reset();
    server_.reset();
    operator_pool_.reset();
    pool_.reset();
    watcher_.reset();
    endpoint_.reset();
    scorer_.reset();
    pseudonymous_store_.reset();
    store_.reset();
  }

 private:
  absl::Status OpenIdentity() {
    auto authorizer = OpenAuthorizer(config_, metrics_.auth);
    if (!authorizer.ok()) return authorizer.status();
    authorizer_ = *std::move(authorizer);
    auto certificate = OpenCertificate(config_);
    if (!certificate.ok()) return certificate.status();
    certificate_ = *std::move(certificate);
    if (certificate_.has_value()) PublishCertificate(*certificate_->content());
    return absl::OkStatus();
  }

  absl::Status OpenOrigins() {
    auto origins = farcall::OpenOrigins(config_);
    if (!origins.ok()) return origins.status();
    origins_ = *std::move(origins);
    timed_origins_ = std::make_unique<TimedResolver>(
        *origins_, metrics_.geo.resolve_seconds);
    PublishDatabases();
    watcher_ = std::make_unique<ReloadWatcher>(
        *origins_, std::chrono::seconds(config_.geoip_reload_seconds),
        [this](const OriginReload& reload) { RecordReload(reload); });
    return absl::OkStatus();
  }

  absl::Status OpenStore() {
    const auto read = ReadPseudonyms(config_);
    if (!read.ok()) return read.status();
    if (absl::Status usable = CheckDirectory("data-dir", config_.data_dir);
        !usable.ok()) {
      return usable;
    }
    // Scoring can do without backups.
    if (const absl::Status usable = CheckBackupDir(config_); !usable.ok()) {
      log_.Warn("no backup can be made",
                {{"reason", std::string(usable.message())}});
    }
    const std::optional<Pseudonyms>& pseudonyms = *read;
    auto store = RocksDbHistogramStore::Open(
        StoreOptions(config_, pseudonyms, metrics_.store, log_));
    if (!store.ok()) return store.status();
    store_ = *std::move(store);
    if (pseudonyms.has_value()) {
      pseudonymous_store_ =
          std::make_unique<PseudonymousStore>(*store_, *pseudonyms);
    }
    scorer_ = std::make_unique<BatchScorer>(histograms(), *timed_origins_,
                                            ModelOf(config_));
    handler_ = std::make_unique<BatchHandler>(*scorer_, LimitsOf(config_),
                                              config_.principal_strategy,
                                              metrics_, log_);
    return absl::OkStatus();
  }

  absl::Status OpenDesk() {
    desk_ = std::make_unique<OperatorDesk>(OperatorDesk::Parts{
        .store = *store_,
        .origins = *origins_,
        .on_origins_reload = [this](const auto& done) { RecordReload(done); },
        .authorizer = *authorizer_,
        .log = log_,
        .backup_dir = config_.backup_dir,
        .backups_kept = static_cast<size_t>(config_.backups_kept)});
    return absl::OkStatus();
  }

  absl::Status OpenMetrics() {
    metrics_.AddSource(std::make_shared<SampledMetrics>(
        [this] { return StoreSamples(store_->figures()); }));
    if (!config_.backup_dir.empty()) {
      metrics_.AddSource(std::make_shared<SampledMetrics>(
          [this] { return BackupSamples(*desk_); }));
    }
    auto endpoint = MetricsEndpoint::Open(config_.metrics_listen, metrics_);
    if (!endpoint.ok()) return endpoint.status();
    endpoint_ = *std::move(endpoint);
    return absl::OkStatus();
  }

  absl::Status Listen() {
    scoring_service_ = std::make_unique<ScoringService>(
        ScoringService::Parts{.desk = Desk(*pool_),
                              .handler = *handler_,
                              .streams = streams_,
                              .metrics = metrics_});
    feedback_handler_ = std::make_unique<FeedbackHandler>(
        histograms(), *timed_origins_, ModelOf(config_), LimitsOf(config_),
        config_.principal_strategy, metrics_, log_);
    baseline_service_ = std::make_unique<BaselineService>(
        Desk(*pool_), histograms(), ModelOf(config_), *feedback_handler_,
        metrics_);
    const auto credentials = MakeServerCredentials(config_);
    if (!credentials.ok()) return credentials.status();

    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(
        static_cast<int>(config_.request_bytes_max));
    builder.RegisterService(scoring_service_.get());
    builder.RegisterService(baseline_service_.get());
    reflection_ =
        Describe<v1::ScoreEventsRequest, v1::GetBaselineRequest>(builder);
    auto listening = ListenAt("listen", config_.listen, *credentials, builder);
    if (!listening.ok()) return listening.status();
    server_ = std::move(listening->server);
    port_ = listening->port;
    return absl::OkStatus();
  }

  absl::Status ListenForOperators() {
    admin_service_ =
        std::make_unique<AdminService>(Desk(*operator_pool_), *desk_, metrics_);
    grpc::ServerBuilder builder;
    builder.RegisterService(admin_service_.get());
    admin_reflection_ = Describe<v1::GetStatisticsRequest>(builder);
    auto listening = ListenAt("admin-listen", config_.admin_listen,
                              grpc::InsecureServerCredentials(), builder);
    if (!listening.ok()) return listening.status();
    admin_server_ = std::move(listening->server);
    Announce(store_->Health().ok());
    log_.Info("serving", {{"grpc_port", port_},
                          {"metrics_port", endpoint_->port()},
                          {"admin_port", listening->port},
                          {"tls", !config_.tls_cert_file.empty()},
                          {"data_dir", config_.data_dir},
                          {"seen_events", store_->figures().seen_events}});
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
        histograms(), *timed_origins_, *pool_, metrics_.self_test, log_);
    return absl::OkStatus();
  }

  // The store as calls see it.
  HistogramStore& histograms() {
    if (pseudonymous_store_ != nullptr) return *pseudonymous_store_;
    return *store_;
  }

  CallDesk Desk(WorkPool& pool) {
    return {.authorizer = *authorizer_,
            .intake = intake_,
            .receiving = receiving_,
            .pool = pool,
            .sending = sending_,
            .refusals = refusals_,
            .witnesses = {tracing_, log_},
            .queue_wait = std::chrono::milliseconds(config_.queue_wait_ms)};
  }

  // Reflection of health, which gRPC serves without its description, and of the
  // services that the files of `Messages` declare. Null if it is off.
  template <typename... Messages>
  std::unique_ptr<ReflectionService> Describe(grpc::ServerBuilder& builder) {
    if (!config_.reflection) return nullptr;
    const ServiceDescriptions::File* const files[] = {
        Messages::descriptor()->file()...,
        grpc::health::v1::HealthCheckRequest::descriptor()->file()};
    auto reflection = std::make_unique<ReflectionService>(
        files, ReflectionService::Bounds{}, metrics_.rpc, log_);
    builder.RegisterService(reflection.get());
    return reflection;
  }

  struct Listening {
    std::unique_ptr<grpc::Server> server;
    int port = 0;
  };
  absl::StatusOr<Listening> ListenAt(
      std::string_view setting, const std::string& address,
      const std::shared_ptr<grpc::ServerCredentials>& credentials,
      grpc::ServerBuilder& builder) const {
    BoundConnections(config_, builder);
    // A second server on the same port is an error, not a second half.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    // gRPC would unpack a request whole, whatever its size, before it looks at
    // the limit or at who sends it.
    for (const auto packed : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
      builder.SetCompressionAlgorithmSupportStatus(packed, false);
    }
    builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
    Listening listening;
    builder.AddListeningPort(address, credentials, &listening.port);
    listening.server = builder.BuildAndStart();
    if (listening.server == nullptr || listening.port == 0) {
      return absl::UnavailableError(
          "cannot listen on " + address + " (setting " + std::string(setting) +
          "): is it in use, or not an address of this machine?");
    }
    return listening;
  }

  // Tells health checks and metrics whether calls will be answered.
  void Announce(bool ready) {
    for (const auto* server : {&server_, &admin_server_}) {
      auto* health = (*server)->GetHealthCheckService();
      health->SetServingStatus(ready);
      health->SetServingStatus("farcall.v1.ScoringService", ready);
      health->SetServingStatus("farcall.v1.BaselineService", ready);
    }
    metrics_.ready.Set(ready ? 1 : 0);
  }

  // What gRPC takes up by itself, within tls-reload-seconds of this.
  void PublishCertificate(const CertificateChain& chain) {
    const int64_t not_after = chain.not_after_seconds();
    metrics_.auth.certificate_not_after_seconds.Set(
        static_cast<double>(not_after));
    log_.Info("certificate loaded", {{"path", config_.tls_cert_file},
                                     {"not_after_seconds", not_after}});
    const auto expired = ExpiryWarning(chain, config_.tls_cert_file,
                                       absl::ToUnixSeconds(absl::Now()));
    if (expired.has_value()) log_.Warn("TLS fails", {{"reason", *expired}});
  }

  void ReloadCertificate() {
    if (!certificate_.has_value()) return;
    const FileReload reload = certificate_->Reload();
    if (reload == FileReload::kLoaded) {
      PublishCertificate(*certificate_->content());
    }
    if (reload == FileReload::kFailed) {
      LogReloadFailure("tls-cert-file", certificate_->error(), log_);
    }
  }

  void PublishDatabases() {
    const OriginFigures figures = origins_->figures();
    metrics_.geo.database_build_timestamp_seconds.Set(
        static_cast<double>(figures.build_epoch_seconds));
    metrics_.geo.asn_database_build_timestamp_seconds.Set(
        static_cast<double>(figures.asn_build_epoch_seconds));
    metrics_.geo.city_database_build_timestamp_seconds.Set(
        static_cast<double>(figures.city_build_epoch_seconds));
    log_.Info("country database loaded",
              {{"path", config_.geoip_db},
               {"type", figures.database_type},
               {"build_epoch_seconds", figures.build_epoch_seconds},
               {"overrides", figures.overrides}});
    if (figures.has_asn) {
      log_.Info("ASN database loaded",
                {{"path", config_.geoip_asn_db},
                 {"type", figures.asn_type},
                 {"build_epoch_seconds", figures.asn_build_epoch_seconds}});
    }
    if (figures.has_city) {
      log_.Info("city database loaded",
                {{"path", config_.geoip_city_db},
                 {"type", figures.city_type},
                 {"build_epoch_seconds", figures.city_build_epoch_seconds}});
    }
  }

  void RecordReload(const OriginReload& reload) {
    ForEachOriginFile(reload,
                      [this](std::string_view setting, FileReload outcome,
                             const absl::Status& error) {
                        if (outcome == FileReload::kLoaded) {
                          metrics_.geo.reload_success.Increment();
                          PublishDatabases();
                        }
                        if (outcome == FileReload::kFailed) {
                          metrics_.geo.reload_failure.Increment();
                          LogReloadFailure(setting, error, log_);
                        }
                      });
  }

  // Why calls would not be answered; OK if they would.
  absl::Status Health() const {
    if (pool_->IsStuckFor(kStuckPatience)) {
      return absl::UnavailableError(
          "calls wait, and for 10 seconds none has been begun or ended");
    }
    return store_->Health();
  }

  // Once a second: who may call, is the self-test due, and does the store still
  // keep its promise?
  void KeepUp(const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    bool ready = true;
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, stop, kUpkeepPeriod,
                             [&] { return stop.stop_requested(); })) {
      desk_->ReloadIdentity();
      ReloadCertificate();
      if (self_test_ != nullptr) {
        self_test_->Tick(absl::ToUnixSeconds(absl::Now()));
      }
      const absl::Status health = Health();
      if (health.ok() == ready) continue;
      ready = health.ok();
      Announce(ready);
      if (!ready) {
        log_.Error(store_->Health().ok()
                       ? "calls are stuck: not serving"
                       : "store cannot confirm writes: not serving",
                   {{"reason", std::string(health.message())}});
      }
    }
  }

  const Config config_;
  Log& log_;
  Metrics metrics_;
  Tracing tracing_;
  Refusals refusals_;
  CallDeadlines sending_;
  Intake intake_{kIntakeMax};
  CallDeadlines receiving_;
  OpenStreams streams_;
  std::unique_ptr<WorkPool> pool_;
  std::unique_ptr<WorkPool> operator_pool_;
  std::unique_ptr<Authorizer> authorizer_;
  std::optional<ReloadedFile<CertificateChain>> certificate_;
  std::unique_ptr<DatabaseOriginResolver> origins_;
  std::unique_ptr<TimedResolver> timed_origins_;
  std::unique_ptr<RocksDbHistogramStore> store_;
  std::unique_ptr<PseudonymousStore> pseudonymous_store_;  // null = names
  std::unique_ptr<BatchScorer> scorer_;
  std::unique_ptr<BatchHandler> handler_;
  std::unique_ptr<ReloadWatcher> watcher_;
  std::unique_ptr<MetricsEndpoint> endpoint_;
  std::unique_ptr<ScoringService> scoring_service_;
  std::unique_ptr<FeedbackHandler> feedback_handler_;
  std::unique_ptr<BaselineService> baseline_service_;
  std::unique_ptr<OperatorDesk> desk_;
  std::unique_ptr<AdminService> admin_service_;
  std::unique_ptr<ReflectionService> reflection_;        // null = off
  std::unique_ptr<ReflectionService> admin_reflection_;  // null = off
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::Server> admin_server_;
  std::unique_ptr<SelfTest> self_test_;  // null = off
  int port_ = 0;
  std::jthread upkeep_;  // last: it uses the others
};

}  // namespace

absl::StatusOr<std::unique_ptr<App>> App::Start(const Config& config,
                                                Log& log) {
  auto app = std::make_unique<RunningApp>(config, log);
  if (absl::Status status = app->Start(); !status.ok()) return status;
  return app;
}

absl::StatusOr<std::string> App::Restore(const std::string& backup_dir,
                                         uint32_t id,
                                         const std::string& data_dir,
                                         ExistingStore existing) {
  if (existing == ExistingStore::kKeep && HoldsStore(data_dir)) {
    return data_dir + " holds a store: nothing is restored.\n";
  }
  const auto restored = OperatorDesk::Restore(backup_dir, id, data_dir);
  if (!restored.ok()) return restored.status();
  return "Backup " + std::to_string(restored->id()) + " of " + backup_dir +
         " is restored into " + data_dir + ": " +
         std::to_string(restored->files()) + " files, " +
         std::to_string(restored->bytes()) + " bytes.\n";
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
