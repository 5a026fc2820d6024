// SPDX-License-Identifier: Apache-2.0
#include "ingest/telemetry/ingest_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

namespace farcall {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using Step = MoverEvents::Step;

class IngestMetricsTest : public testing::Test {
 protected:
  std::string Exposition() {
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }

  static Delivery Sent(const std::string& id,
                       std::chrono::system_clock::time_point when,
                       uint32_t attempt = 1) {
    Delivery delivery;
    delivery.id = id;
    delivery.sent = when;
    delivery.attempt = attempt;
    return delivery;
  }

  std::ostringstream lines_;
  Log log_{LogLevel::kInfo, LogFormat::kJson,
           std::make_shared<spdlog::sinks::ostream_sink_mt>(lines_)};
  prometheus::Registry registry_;
  Readiness readiness_;
  IngestMetrics metrics_{"sqs", registry_, log_, readiness_};
  const std::chrono::system_clock::time_point now_{seconds(1'796'000'000)};
};

TEST_F(IngestMetricsTest, CountWhatBecomesOfDeliveriesAndRecords) {
  const Delivery delivery = Sent("1", now_);
  metrics_.Received(delivery);
  EXPECT_THAT(Exposition(),
              HasSubstr("farcall_ingest_held_deliveries{source=\"sqs\"} 1\n"));
  metrics_.Acknowledged(
      delivery,
      {.scored = 5, .duplicates = 4, .skipped = 3, .errors = 2, .alerts = 1},
      milliseconds(20));
  const std::string text = Exposition();
  for (const char* series :
       {"farcall_ingest_deliveries_total{outcome=\"acknowledged\",source="
        "\"sqs\"} 1\n",
        "farcall_ingest_records_total{outcome=\"scored\",source=\"sqs\"} 5\n",
        "farcall_ingest_records_total{outcome=\"duplicate\",source=\"sqs\"} "
        "4\n",
        "farcall_ingest_records_total{outcome=\"skipped\",source=\"sqs\"} 3\n",
        "farcall_ingest_records_total{outcome=\"error\",source=\"sqs\"} 2\n",
        "farcall_ingest_alerts_total{source=\"sqs\"} 1\n",
        "farcall_ingest_held_deliveries{source=\"sqs\"} 0\n"}) {
    EXPECT_THAT(text, HasSubstr(series));
  }
}

TEST_F(IngestMetricsTest, LagIsTheAgeOfTheOldestThatIsNewAndHeld) {
  EXPECT_EQ(metrics_.Lag(now_), milliseconds(0));
  metrics_.Received(Sent("1", now_ - seconds(10)));
  metrics_.Received(Sent("2", now_ - seconds(30)));
  // One that came back says nothing of how late deliveries are.
  metrics_.Received(Sent("3", now_ - seconds(3600), 2));
  EXPECT_EQ(metrics_.Lag(now_), seconds(30));
  metrics_.Rejected(Sent("2", now_), absl::NotFoundError("no object"));
  EXPECT_EQ(metrics_.Lag(now_), seconds(10));
  EXPECT_THAT(
      Exposition(),
      HasSubstr("farcall_ingest_redelivered_total{source=\"sqs\"} 1\n"));
}

TEST_F(IngestMetricsTest, TellOfAFailureThatGoesOnOnceAndOfItsEnd) {
  for (int i = 0; i < 5; ++i) {
    metrics_.Failed(Step::kScore, absl::UnavailableError("down"),
                    milliseconds(100));
  }
  EXPECT_THAT(readiness_.Reasons(), HasSubstr("score"));
  metrics_.Recovered(Step::kScore);
  EXPECT_EQ(readiness_.Reasons(), "");
  const std::string text = lines_.str();
  EXPECT_EQ(std::ranges::count(text, '\n'), 2) << text;
  EXPECT_THAT(text, HasSubstr("UNAVAILABLE: down"));
  EXPECT_THAT(
      Exposition(),
      HasSubstr("farcall_ingest_failures_total{source=\"sqs\",step=\"score\"} "
                "5\n"));
}

}  // namespace
}  // namespace farcall
