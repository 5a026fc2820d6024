// SPDX-License-Identifier: Apache-2.0
#include "ingest/app/ingest_app.h"

#include <prometheus/gauge.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <random>
#include <utility>

#include "ingest/app/configured_files.h"

namespace farcall {
namespace {

GrpcScorer::Options ScorerOptions(const IngestConfig& config) {
  return {.tenant = config.tenant,
          .mode = config.mode == IngestConfig::Mode::kLearnOnly
                      ? v1::SCORING_MODE_LEARN_ONLY
                      : v1::SCORING_MODE_SCORE_AND_LEARN};
}

MoverOptions OptionsOf(const IngestConfig& config) {
  MoverOptions options;
  options.batch_events = static_cast<size_t>(config.batch_events);
  options.batch_bytes = static_cast<size_t>(config.batch_bytes);
  options.content.document_bytes_max =
      static_cast<uint64_t>(config.document_bytes_max);
  options.backoff.max = std::chrono::seconds(config.retry_seconds_max);
  return options;
}

prometheus::Gauge& AddGauge(prometheus::Registry& registry, const char* name,
                            const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(
      {});
}

}  // namespace

absl::StatusOr<std::unique_ptr<IngestApp>> IngestApp::Start(
    const IngestConfig& config, Log& log) {
  std::unique_ptr<IngestApp> app(new IngestApp(config, log));
  absl::Status status = app->Open();
  if (!status.ok()) return status;
  app->Start();
  return app;
}

IngestApp::IngestApp(const IngestConfig& config, Log& log)
    : config_(config),
      log_(log),
      lag_(AddGauge(registry_, "farcall_ingest_lag_seconds",
                    "Age of the oldest delivery that is held and was never "
                    "delivered before, since its source was given it.")),
      ready_(AddGauge(registry_, "farcall_ingest_ready",
                      "1 where all that this process needs works, else 0.")) {}

absl::Status IngestApp::Open() {
  auto server = ServerChannel::Open(ServerAccessOf(config_));
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  scorer_ = std::make_unique<GrpcScorer>(*server_, ScorerOptions(config_));
  auto feeds = FindingFeeds::Open(config_, *server_, clock_, registry_, log_);
  if (!feeds.ok()) return feeds.status();
  feeds_ = *std::move(feeds);
  if (config_.source != IngestConfig::From::kUnset) {
    absl::Status opened = OpenSourceAndMover();
    if (!opened.ok()) return opened;
  }
  auto status = HttpServer::Open(config_.metrics_listen, {}, StatusRoutes(),
                                 [](const std::string&, unsigned) {});
  if (!status.ok()) return status.status();
  status_ = *std::move(status);
  log_.Info("serving metrics", {{"port", status_->port()}});
  return absl::OkStatus();
}

absl::Status IngestApp::OpenSourceAndMover() {
  auto letters = OpenDeadLetters(config_, log_);
  if (!letters.ok()) return letters.status();
  dead_letters_ = *std::move(letters);
  auto parts = OpenSource({config_, *scorer_, registry_, log_});
  if (!parts.ok()) return parts.status();
  parts_ = *std::move(parts);
  retention_check_ =
      std::make_unique<RetentionCheck>(*server_, *parts_, registry_, log_);
  Source& source = parts_->source();
  metrics_ = std::make_unique<IngestMetrics>(std::string(source.name()),
                                             registry_, log_, readiness_);
  mover_ = std::make_unique<Mover>(source, *scorer_, *dead_letters_, *metrics_,
                                   clock_, OptionsOf(config_));
  return absl::OkStatus();
}

void IngestApp::Start() {
  feeds_->Start();
  if (mover_ != nullptr) StartLanes();
  reloader_ =
      std::jthread([this](const std::stop_token& stop) { Reload(stop); });
  log_.Info("working", {{"lanes", lanes_.size()}});
}

void IngestApp::StartLanes() {
  std::random_device random;
  Source& source = parts_->source();
  const size_t lanes =
      std::min(source.lanes_max(), static_cast<size_t>(config_.workers));
  {
    const std::lock_guard lock(mutex_);
    lanes_running_ = lanes;
  }
  for (size_t lane = 0; lane < lanes; ++lane) {
    lanes_.emplace_back([this, seed = random()] {
      mover_->RunLane({receiving_.get_token(), working_.get_token()}, seed);
      const std::lock_guard lock(mutex_);
      --lanes_running_;
      lane_ended_.notify_all();
    });
  }
  lease_keeper_ = std::jthread(
      [this](const std::stop_token& stop) { mover_->KeepLeases(stop); });
  retention_checker_ = std::jthread([this](const std::stop_token& stop) {
    retention_check_->Run(clock_, stop);
  });
}

void IngestApp::Reload(const std::stop_token& stop) {
  while (clock_.Wait(std::chrono::seconds(config_.reload_seconds), stop)) {
    absl::Status status = server_->Reload();
    if (status.ok() && parts_ != nullptr) status = parts_->Reload();
    if (!status.ok()) {
      log_.Warn("a file cannot be read again; what was read before stays",
                {{"reason", std::string(status.message())}});
    }
  }
}

std::string IngestApp::MetricsText() {
  if (parts_ != nullptr) {
    parts_->Sample();
    lag_.Set(std::chrono::duration<double>(
                 metrics_->Lag(std::chrono::system_clock::now()))
                 .count());
  }
  ready_.Set(readiness_.Reasons().empty() ? 1 : 0);
  return prometheus::TextSerializer().Serialize(registry_.Collect());
}

std::vector<HttpRoute> IngestApp::StatusRoutes() {
  const auto get = [](const std::string& path, auto reply) {
    return HttpRoute{"GET",
                     path,
                     {},
                     [reply](const IncomingRequest&, HttpRoute::Answer answer) {
                       answer(reply());
                     }};
  };
  return {get("/metrics",
              [this] {
                return HttpReply{200, MetricsText(),
                                 "text/plain; version=0.0.4; charset=utf-8"};
              }),
          get("/livez",
              [] {
                return HttpReply{200, "ok\n", "text/plain"};
              }),
          get("/readyz", [this] {
            const std::string reasons = readiness_.Reasons();
            return reasons.empty() ? HttpReply{200, "ok\n", "text/plain"}
                                   : HttpReply{503, reasons, "text/plain"};
          })};
}

void IngestApp::Drain() {
  readiness_.Drain();
  receiving_.request_stop();
  feeds_->Stop();
  if (parts_ != nullptr) parts_->StopReceiving();
  {
    std::unique_lock lock(mutex_);
    lane_ended_.wait_for(lock, std::chrono::seconds(config_.drain_seconds),
                         [this] { return lanes_running_ == 0; });
    if (lanes_running_ > 0) {
      log_.Warn("giving deliveries back that did not end in time",
                {{"lanes", lanes_running_}});
    }
  }
  working_.request_stop();
  scorer_->Stop();
  lanes_.clear();
}

IngestApp::~IngestApp() {
  receiving_.request_stop();
  working_.request_stop();
  if (scorer_ != nullptr) scorer_->Stop();
  lanes_.clear();
  for (std::jthread* thread :
       {&lease_keeper_, &reloader_, &retention_checker_}) {
    thread->request_stop();
    if (thread->joinable()) thread->join();
  }
  status_.reset();
}

}  // namespace farcall
