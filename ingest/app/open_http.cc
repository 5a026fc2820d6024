// SPDX-License-Identifier: Apache-2.0
#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <mutex>
#include <optional>

#include "files/reloaded_file.h"
#include "ingest/app/score_endpoint.h"
#include "ingest/app/source_parts.h"
#include "ingest/http/access_tokens.h"
#include "ingest/http/http_server.h"
#include "ingest/http/http_source.h"
#include "ingest/http/routes.h"

namespace farcall {
namespace {

HttpLimits LimitsOf(const IngestConfig& config) {
  HttpLimits limits;
  limits.connections_max = static_cast<size_t>(config.http_connections_max);
  limits.body_bytes_max = static_cast<size_t>(config.http_body_bytes_max);
  limits.bytes_in_flight_max =
      static_cast<size_t>(config.http_in_flight_bytes_max);
  return limits;
}

class HttpParts final : public SourceParts {
 public:
  explicit HttpParts(const SourceNeeds& needs)
      : source_({.lanes = static_cast<size_t>(needs.config.workers),
                 .unpacked_bytes_max =
                     static_cast<size_t>(needs.config.http_unpacked_bytes_max),
                 .answer_within =
                     std::chrono::seconds(needs.config.http_answer_seconds)}),
        score_(
            needs.scorer,
            {.unpacked_bytes_max =
                 static_cast<size_t>(needs.config.http_unpacked_bytes_max),
             .batch_events = static_cast<size_t>(needs.config.batch_events)}),
        requests_(prometheus::BuildCounter()
                      .Name("farcall_ingest_http_requests_total")
                      .Help("Requests that were answered, by path and status.")
                      .Register(needs.registry)) {}

  ~HttpParts() override {
    if (server_ != nullptr) server_->Stop();
  }

  absl::Status Open(const SourceNeeds& needs) {
    AllowsToken allows;
    if (!needs.config.http_tokens_file.empty()) {
      auto tokens =
          ReloadedFile<AccessTokens>::Open(needs.config.http_tokens_file);
      if (!tokens.ok()) return tokens.status();
      tokens_.emplace(*std::move(tokens));
      allows = [this](std::string_view token) {
        const std::lock_guard lock(mutex_);
        return tokens_->content()->Allows(token);
      };
    }
    const auto score = [this](IncomingRequest request,
                              HttpRoute::Answer answer) {
      score_.Take(std::move(request), std::move(answer));
    };
    const auto replied = [this](const std::string& path, unsigned status) {
      requests_.Add({{"path", path}, {"code", std::to_string(status)}})
          .Increment();
    };
    auto server =
        HttpServer::Open(needs.config.http_listen, LimitsOf(needs.config),
                         PipelineRoutes(source_, score, allows), replied);
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    needs.log.Info("listening for records", {{"port", server_->port()}});
    return absl::OkStatus();
  }

  Source& source() override { return source_; }

  void StopReceiving() override {
    server_->Drain();
    source_.Close();
  }

  absl::Status Reload() override {
    if (!tokens_.has_value()) return absl::OkStatus();
    const std::lock_guard lock(mutex_);
    return tokens_->Reload() == FileReload::kFailed ? tokens_->error()
                                                    : absl::OkStatus();
  }

 private:
  HttpSource source_;
  std::mutex mutex_;
  std::optional<ReloadedFile<AccessTokens>> tokens_;  // under mutex_
  std::unique_ptr<HttpServer> server_;  // behind all who answer its requests
  ScoreEndpoint score_;
  prometheus::Family<prometheus::Counter>& requests_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<SourceParts>> OpenHttp(
    const SourceNeeds& needs) {
  auto parts = std::make_unique<HttpParts>(needs);
  absl::Status status = parts->Open(needs);
  if (!status.ok()) return status;
  return parts;
}

}  // namespace farcall
