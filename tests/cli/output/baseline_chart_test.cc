// SPDX-License-Identifier: Apache-2.0
#include "cli/output/baseline_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Baseline AliceBaseline() {
  v1::Baseline baseline;
  baseline.mutable_entity()->set_kind(v1::ENTITY_KIND_PRINCIPAL);
  baseline.mutable_entity()->set_name("alice");
  baseline.set_state(v1::BASELINE_STATE_READY);
  baseline.set_calls(4812);
  baseline.mutable_first_seen()->set_seconds(1767323045);
  baseline.mutable_last_seen()->set_seconds(1775099045);
  v1::Histogram& histogram = *baseline.add_histograms();
  histogram.set_attribute("country");
  for (const auto& [name, share, calls] :
       std::vector<std::tuple<std::string, double, uint64_t>>{
           {"DE", 0.75, 4390}, {"FR", 0.24, 420}, {"BR", 0.01, 2}}) {
    v1::ValueCount& value = *histogram.add_values();
    value.set_value(name);
    value.set_share(share);
    value.set_calls(calls);
    value.mutable_first_seen()->set_seconds(1767323045);
    value.mutable_last_seen()->set_seconds(1775099045);
  }
  return baseline;
}

std::string Chart(const ChartOptions& options) {
  std::ostringstream out;
  WriteBaselineChart(AliceBaseline(), options, out);
  return out.str();
}

TEST(HorizontalBar, IsDrawnToAnEighthOfAColumn) {
  EXPECT_EQ(HorizontalBar(1, 4, Charset::kUtf8), "████");
  EXPECT_EQ(HorizontalBar(0.5, 4, Charset::kUtf8), "██");
  EXPECT_EQ(HorizontalBar(0.28125, 4, Charset::kUtf8), "█▏");
  EXPECT_EQ(HorizontalBar(0, 4, Charset::kUtf8), "");
}

TEST(HorizontalBar, IsDrawnInAsciiToo) {
  EXPECT_EQ(HorizontalBar(1, 4, Charset::kAscii), "####");
  EXPECT_EQ(HorizontalBar(0.5, 4, Charset::kAscii), "##");
}

TEST(HorizontalBar, ShowsWhatIsSmall) {
  EXPECT_EQ(HorizontalBar(0.0001, 4, Charset::kUtf8), "▏");
  EXPECT_EQ(HorizontalBar(0.0001, 4, Charset::kAscii), "#");
}

TEST(HorizontalBar, StaysWithinItsWidth) {
  EXPECT_EQ(HorizontalBar(7, 4, Charset::kUtf8), "████");
  EXPECT_EQ(HorizontalBar(-1, 4, Charset::kUtf8), "");
}

TEST(BaselineChart, DrawsValuesWithSharesCallsAndDates) {
  EXPECT_EQ(Chart({.width = 66, .charset = Charset::kUtf8}),
            "principal alice  READY\n"
            "4,812 calls, first seen 2026-01-02T03:04:05Z, last seen "
            "2026-04-02T03:04:05Z\n"
            "\n"
            "country\n"
            "                              SHARE  CALLS  FIRST SEEN  LAST "
            "SEEN\n"
            "  DE  ████████████████████   75.0 %  4,390  2026-01-02  "
            "2026-04-02\n"
            "  FR  ██████▍                24.0 %    420  2026-01-02  "
            "2026-04-02\n"
            "  BR  ▎                       1.0 %      2  2026-01-02  "
            "2026-04-02\n");
}

TEST(BaselineChart, MarksWhatTheModelDoesNotWeighByItsCounts) {
  v1::Baseline baseline = AliceBaseline();
  v1::Histogram& histogram = *baseline.mutable_histograms(0);
  histogram.mutable_values(0)->set_state(v1::VALUE_STATE_SETTLED);
  v1::ValueCount& settling = *histogram.mutable_values(1);
  settling.set_state(v1::VALUE_STATE_SETTLING);
  settling.mutable_settles()->set_seconds(1775185445);
  v1::ValueCount& quarantined = *histogram.mutable_values(2);
  quarantined.set_state(v1::VALUE_STATE_QUARANTINE);
  quarantined.mutable_settles()->set_seconds(1776308645);
  v1::ValueCount& benign = *histogram.add_values();
  benign.set_value("JP");
  benign.set_state(v1::VALUE_STATE_BENIGN);
  benign.mutable_verdict()->set_actor("ops");
  benign.mutable_verdict()->set_reason("trip");
  benign.mutable_verdict()->mutable_until()->set_seconds(1780185600);
  v1::ValueCount& malicious = *histogram.add_values();
  malicious.set_value("VN");
  malicious.set_state(v1::VALUE_STATE_MALICIOUS);
  malicious.mutable_verdict()->set_actor("ops");
  malicious.mutable_verdict()->mutable_time()->set_seconds(1775099045);
  std::ostringstream out;
  WriteBaselineChart(baseline, {.width = 66}, out);
  for (const char* row :
       {"2026-04-02\n", "2026-04-02  not settled until 2026-04-03T03:04Z\n",
        "2026-04-02  quarantine until 2026-04-16\n",
        "-           benign until 2026-05-31 by ops, \"trip\"\n",
        "-           malicious by ops, 2026-04-02\n"}) {
    EXPECT_THAT(out.str(), HasSubstr(row));
  }
}

TEST(BaselineChart, IsAsciiWhereTheLocaleIs) {
  const std::string chart = Chart({.width = 80, .charset = Charset::kAscii});
  EXPECT_THAT(chart, HasSubstr("DE  ####"));
  for (const char byte : chart) {
    EXPECT_LT(static_cast<unsigned char>(byte), 0x80);
  }
}

TEST(BaselineChart, SaysWhatItLeavesOut) {
  const std::string chart = Chart({.width = 80, .top = 1});
  EXPECT_THAT(chart, Not(HasSubstr("FR")));
  EXPECT_THAT(chart, HasSubstr("and 2 more, 25.0 %"));
}

TEST(BaselineChart, DrawsAnEmptyHistogram) {
  v1::Baseline baseline = AliceBaseline();
  baseline.mutable_histograms(0)->clear_values();
  std::ostringstream out;
  WriteBaselineChart(baseline, {}, out);
  EXPECT_THAT(out.str(), HasSubstr("country\n"));
}

}  // namespace
}  // namespace farcall
