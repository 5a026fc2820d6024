// SPDX-License-Identifier: Apache-2.0
#include "server/config/setting_rows.h"

namespace farcall {
namespace {

constexpr std::string_view kLog = "Log";
constexpr std::string_view kSelfTest = "Self-test";
constexpr std::string_view kTraces = "Traces";

constexpr std::string_view kLogLevels[] = {"debug", "info", "warn", "error"};
constexpr std::string_view kLogFormats[] = {"json", "text"};

constexpr Setting kSettings[] = {
    {"log-level", kLog, "The least serious log line that is written.",
     Choice<&Config::log_level>(kLogLevels)},
    {"log-format", kLog,
     "Log lines on standard error: json = one object a line, for machines; "
     "text "
     "= for a terminal.",
     Choice<&Config::log_format>(kLogFormats)},

    {"self-test-seconds", kSelfTest,
     "How often made-up principals, honest and robbed, are scored in a tenant "
     "of their own, farcall-self-test, to show in the metrics that a stolen "
     "key would raise an alert. 0 = never; else 60, say.",
     Integer<&Config::self_test_seconds>(0, 600, "seconds")},

    {"otlp-endpoint", kTraces,
     "OpenTelemetry collector that spans of calls are sent to, by OTLP over "
     "gRPC. Empty = none are made; the trace ids that callers send are in the "
     "log all the same. Headers and authorities come from the environment: "
     "OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_CERTIFICATE.",
     Text<&Config::otlp_endpoint>(kCollectorForm)},
    {"trace-sample-percent", kTraces,
     "Share of the calls without a trace context that are traced. Where a "
     "caller sends one, it has decided.",
     Integer<&Config::trace_sample_percent>(0, 100, "percent")},
};

}  // namespace

std::span<const Setting> ObservabilitySettings() { return kSettings; }

}  // namespace farcall
