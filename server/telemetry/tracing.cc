// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/tracing.h"

#include <opentelemetry/exporters/otlp/otlp_grpc_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_exporter_options.h>
#include <opentelemetry/sdk/common/global_log_handler.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/batch_span_processor_factory.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/samplers/parent_factory.h>
#include <opentelemetry/sdk/trace/samplers/trace_id_ratio_factory.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/sdk/trace/tracer_provider_factory.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <opentelemetry/trace/scope.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "logging/json_log.h"
#include "settings/version.h"

namespace farcall {
namespace {

namespace otlp = opentelemetry::exporter::otlp;
namespace sdk = opentelemetry::sdk;
namespace trace = opentelemetry::trace;
using opentelemetry::context::Context;
using opentelemetry::context::RuntimeContext;
using opentelemetry::nostd::shared_ptr;
using opentelemetry::nostd::string_view;

constexpr std::chrono::seconds kExportPatience{2};
constexpr size_t kSpansWaitingMax = 8192;

// What OpenTelemetry's conventions for gRPC call an error of a server; the
// others are its callers'.
constexpr absl::StatusCode kServerErrors[] = {
    absl::StatusCode::kUnknown,       absl::StatusCode::kDeadlineExceeded,
    absl::StatusCode::kUnimplemented, absl::StatusCode::kInternal,
    absl::StatusCode::kUnavailable,   absl::StatusCode::kDataLoss};

string_view Viewed(std::string_view text) { return {text.data(), text.size()}; }

// The headers of one call.
class CallHeaders final
    : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  CallHeaders(std::string_view traceparent, std::string_view tracestate)
      : traceparent_(traceparent), tracestate_(tracestate) {}

  string_view Get(string_view key) const noexcept override {
    return Viewed(key == trace::propagation::kTraceParent ? traceparent_
                                                          : tracestate_);
  }
  void Set(string_view, string_view) noexcept override {}

 private:
  const std::string_view traceparent_;
  const std::string_view tracestate_;
};

// What the library has to say, as lines of our log.
class LibraryLog final : public sdk::common::internal_log::LogHandler {
 public:
  explicit LibraryLog(Log& log) : log_(log) {}

  void Handle(sdk::common::internal_log::LogLevel, const char*, int,
              const char* message,
              const sdk::common::AttributeMap&) noexcept override {
    log_.Warn("traces", {{"reason", message == nullptr ? "" : message}});
  }

 private:
  Log& log_;
};

using LibraryLogging = sdk::common::internal_log::GlobalLogHandler;

sdk::resource::Resource ThisServer() {
  return sdk::resource::Resource::Create(
      {{"service.name", "farcalld"},
       {"service.version", std::string(Version())}});
}

template <typename Value>
void Annotate(std::string_view name, Value value) {
  trace::GetSpan(RuntimeContext::GetCurrent())
      ->SetAttribute(Viewed(name), value);
}

}  // namespace

struct Tracing::Exporter {
  std::unique_ptr<sdk::trace::TracerProvider> provider;
  shared_ptr<trace::Tracer> tracer;
};

struct Tracing::Span::State {
  explicit State(shared_ptr<trace::Span> its) : span(std::move(its)) {}

  shared_ptr<trace::Span> span;
  trace::Scope scope{span};
};

struct Tracing::Call::State {
  shared_ptr<trace::Span> span;
};

void AnnotateSpan(std::string_view name, int64_t value) {
  Annotate(name, value);
}

void AnnotateSpan(std::string_view name, double value) {
  Annotate(name, value);
}

Tracing::Tracing(const Options& options, Log& log) {
  if (options.otlp_endpoint.empty()) return;
  LibraryLogging::SetLogHandler(
      shared_ptr<sdk::common::internal_log::LogHandler>(new LibraryLog(log)));
  otlp::OtlpGrpcExporterOptions to;  // headers and authorities by OTEL_* names
  to.endpoint = options.otlp_endpoint;
  to.use_ssl_credentials = options.otlp_endpoint.starts_with("https://");
  sdk::trace::BatchSpanProcessorOptions queue;
  queue.max_queue_size = kSpansWaitingMax;
  exporter_ = std::make_unique<Exporter>();
  exporter_->provider = sdk::trace::TracerProviderFactory::Create(
      sdk::trace::BatchSpanProcessorFactory::Create(
          otlp::OtlpGrpcExporterFactory::Create(to), queue),
      ThisServer(),
      sdk::trace::ParentBasedSamplerFactory::Create(
          sdk::trace::TraceIdRatioBasedSamplerFactory::Create(
              static_cast<double>(options.sample_percent) / 100)));
  exporter_->tracer = exporter_->provider->GetTracer("farcall");
}

Tracing::~Tracing() {
  if (exporter_ == nullptr) return;
  exporter_->provider->ForceFlush(kExportPatience);
  exporter_->provider->Shutdown(kExportPatience);
  using sdk::common::internal_log::LogHandler;
  using sdk::common::internal_log::NoopLogHandler;
  const std::shared_ptr<LogHandler> none = std::make_shared<NoopLogHandler>();
  LibraryLogging::SetLogHandler(shared_ptr<LogHandler>(none));
}

Tracing::Call Tracing::StartCall(std::string_view method,
                                 std::string_view traceparent,
                                 std::string_view tracestate) const {
  Context none;
  const Context caller = trace::propagation::HttpTraceContext().Extract(
      CallHeaders(traceparent, tracestate), none);
  // Without an exporter the caller's own place stands for this call's.
  if (exporter_ == nullptr) {
    return Call(std::make_unique<Call::State>(trace::GetSpan(caller)));
  }
  trace::StartSpanOptions options;
  options.kind = trace::SpanKind::kServer;
  options.parent = caller;
  const size_t slash = method.find('/');
  return Call(std::make_unique<Call::State>(exporter_->tracer->StartSpan(
      Viewed(method),
      {{"rpc.system", "grpc"},
       {"rpc.service", Viewed(method.substr(0, slash))},
       {"rpc.method", Viewed(method.substr(slash + 1))}},
      options)));
}

Tracing::Span Tracing::StartPart(std::string_view name) const {
  return Span(std::make_unique<Span::State>(
      exporter_ == nullptr ? trace::GetSpan(RuntimeContext::GetCurrent())
                           : exporter_->tracer->StartSpan(Viewed(name))));
}

Tracing::Span::Span(std::unique_ptr<State> state) : state_(std::move(state)) {}

Tracing::Span::~Span() = default;

Tracing::Call::Call(std::unique_ptr<State> state) : state_(std::move(state)) {}

Tracing::Call::~Call() = default;

Tracing::Span Tracing::Call::Enter() const {
  return Span(std::make_unique<Span::State>(state_->span));
}

void Tracing::Call::End(absl::StatusCode code) {
  state_->span->SetAttribute("rpc.grpc.status_code", static_cast<int>(code));
  if (std::ranges::find(kServerErrors, code) != std::end(kServerErrors)) {
    state_->span->SetStatus(trace::StatusCode::kError);
  }
  state_->span->End();
}

}  // namespace farcall
