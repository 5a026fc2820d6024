// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "server/telemetry/sampled_metrics.h"
#include "tests/server/telemetry/exposition.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

size_t LinesStartingWith(const std::string& text, std::string_view prefix) {
  std::istringstream lines(text);
  size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(prefix)) ++count;
  }
  return count;
}

TEST(Metrics, SeriesOfEachFamilyExistFromTheStart) {
  const std::string text = Exposition(Metrics("1.2.3"));
  const std::pair<const char*, size_t> families[] = {
      {"grpc_server_started_total{", 34},
      {"grpc_server_handled_total{", 34 * 17},
      {"grpc_server_handling_seconds_count{", 34},
      {"grpc_server_msg_received_total{", 34},
      {"grpc_server_msg_sent_total{", 34},
      {"farcall_events_total{", 4},
      {"farcall_events_skipped_total{", 6},
      {"farcall_event_fields_unread_total{", 2},
      {"farcall_event_errors_total{", 6},
      {"farcall_event_score_count ", 1},
      {"farcall_alerts_total ", 1},
      {"farcall_events_quarantined_total ", 1},
      {"farcall_events_geo_moved_total ", 1},
      {"farcall_tls_certificate_not_after_timestamp_seconds ", 1},
      {"farcall_feedback_total{", 4},
      {"farcall_events_risk_total{", 5},
      {"farcall_events_state_total{", 3},
      {"farcall_batch_events_count ", 1},
      {"farcall_batch_seconds_count ", 1},
      {"farcall_batches_in_flight ", 1},
      {"farcall_batches_shed_total{", 5},
      {"farcall_calls_cut_off_total{", 2},
      {"farcall_findings_open{", 4},
      {"farcall_finding_oldest_open_seconds{", 4},
      {"farcall_findings_expired_total{", 2},
      {"farcall_findings_removed_total ", 1},
      {"farcall_exemptions{", 5},
      {"farcall_finding_triage_total{", 5},
      {"farcall_finding_watchers ", 1},
      {"farcall_finding_watchers_cut_total ", 1},
      {"farcall_store_operation_seconds_count{", 3},
      {"farcall_geo_resolve_seconds_count ", 1},
      {"farcall_geo_database_build_timestamp_seconds ", 1},
      {"farcall_geo_asn_database_build_timestamp_seconds ", 1},
      {"farcall_geo_city_database_build_timestamp_seconds ", 1},
      {"farcall_aws_ip_ranges_created_timestamp_seconds ", 1},
      {"farcall_origin_countries_disputed_total ", 1},
      {"farcall_geo_reloads_total{", 2},
      {"farcall_origins_total{", 5},
      {"farcall_network_operators_total{", 4},
      {"farcall_build_info{", 1},
      {"farcall_ready ", 1},
      {"farcall_calls_refused_total{", 4},
      {"farcall_forwarded_calls_total{", 24 * 8},
      {"farcall_forward_seconds_count ", 1},
      {"process_cpu_seconds_total ", 1}};
  for (const auto& [prefix, series] : families) {
    EXPECT_EQ(LinesStartingWith(text, prefix), series) << prefix;
  }
}

TEST(Metrics, CountersStartAtZero) {
  const Metrics metrics("1.2.3");
  for (const auto& family : metrics.sources().front()->Collect()) {
    for (const auto& metric : family.metric) {
      EXPECT_EQ(metric.counter.value, 0) << family.name;
      EXPECT_EQ(metric.histogram.sample_count, 0) << family.name;
    }
  }
}

TEST(Metrics, RecordingAddsNoSeries) {
  Metrics metrics("1.2.3");
  const auto series = [&] {
    std::vector<size_t> counts;
    for (const auto& family : metrics.sources().front()->Collect()) {
      counts.push_back(family.metric.size());
    }
    return counts;
  };
  const std::vector<size_t> before = series();
  BatchFigures figures;
  figures.AddScored(1, RiskLevel::kLow, BaselineState::kCold);
  figures.AddSkipped(SkipReason::kDigest);
  metrics.RecordBatch(figures);
  metrics.rpc.get_baseline.Handled(static_cast<absl::StatusCode>(99), 1);
  EXPECT_EQ(series(), before);
}

TEST(Metrics, BatchIsCountedByOutcomeReasonLevelStateAndSource) {
  Metrics metrics("1.2.3");
  BatchFigures figures;
  figures.AddScored(95, RiskLevel::kCritical, BaselineState::kReady);
  figures.AddScored(0, RiskLevel::kNone, BaselineState::kCold);
  figures.AddDuplicate();
  figures.AddSkipped(SkipReason::kInsights);
  figures.AddError(FieldErrorReason::kInvalid);
  figures.AddOrigin(OriginSource::kDatabase);
  figures.AddOperator(OperatorKind::kHosting);
  figures.AddCountryDisputed();
  metrics.RecordBatch(figures);
  metrics.RecordBatch(BatchFigures());
  const std::string text = Exposition(metrics);
  for (const char* line :
       {"farcall_events_total{outcome=\"scored\"} 2\n",
        "farcall_events_total{outcome=\"duplicate\"} 1\n",
        "farcall_events_total{outcome=\"skipped\"} 1\n",
        "farcall_events_total{outcome=\"error\"} 1\n",
        "farcall_events_skipped_total{reason=\"insights\"} 1\n",
        "farcall_event_errors_total{reason=\"invalid\"} 1\n",
        "farcall_events_risk_total{risk_level=\"critical\"} 1\n",
        "farcall_events_state_total{state=\"ready\"} 1\n",
        "farcall_origins_total{source=\"database\"} 1\n",
        "farcall_network_operators_total{kind=\"hosting\"} 1\n",
        "farcall_origin_countries_disputed_total 1\n",
        "farcall_event_score_bucket{le=\"5\"} 1\n",
        "farcall_event_score_bucket{le=\"90\"} 1\n",
        "farcall_event_score_bucket{le=\"100\"} 2\n",
        "farcall_event_score_sum 95\n", "farcall_batch_events_count 2\n",
        "farcall_batch_events_sum 5\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, CallsAreCountedByCodeAndUnknownCodesAsUnknown) {
  Metrics metrics("1.2.3");
  metrics.rpc.score_events.started.Increment();
  metrics.rpc.score_events.Handled(absl::StatusCode::kResourceExhausted, 0.5);
  metrics.rpc.score_events.Handled(static_cast<absl::StatusCode>(-1), 0.5);
  const std::string text = Exposition(metrics);
  const auto value = [&](std::string_view start, std::string_view part) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with(start) &&
          line.find("\"ScoreEvents\"") != std::string::npos &&
          line.find(part) != std::string::npos) {
        return line.substr(line.rfind(' ') + 1);
      }
    }
    return std::string("absent");
  };
  EXPECT_EQ(value("grpc_server_started_total", "unary"), "1");
  EXPECT_EQ(value("grpc_server_handled_total", "\"ResourceExhausted\""), "1");
  EXPECT_EQ(value("grpc_server_handled_total", "\"Unknown\""), "1");
  EXPECT_EQ(value("grpc_server_handled_total", "\"OK\""), "0");
  EXPECT_EQ(value("grpc_server_handling_seconds_sum", ""), "1");
}

TEST(Metrics, BuildInfoTellsTheVersion) {
  EXPECT_THAT(Exposition(Metrics("1.2.3")),
              ::testing::ContainsRegex(
                  "farcall_build_info\\{.*version=\"1\\.2\\.3\"\\} 1\n"));
}

TEST(Metrics, AddedSourcesAreScrapedToo) {
  Metrics metrics("1.2.3");
  metrics.AddSource(std::make_shared<SampledMetrics>([] {
    return std::vector<MetricSample>{
        {"farcall_rocksdb_x", "X.", MetricSample::Type::kGauge, {}, 7}};
  }));
  EXPECT_THAT(Exposition(metrics), HasSubstr("farcall_rocksdb_x 7\n"));
}

}  // namespace
}  // namespace farcall
