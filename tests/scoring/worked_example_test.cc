// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "scoring/event_scorer.h"
#include "scoring/histogram.h"

namespace farcall {
namespace {

// The example of docs/scoring.md, section 6: change both together.
TEST(WorkedExample, IsWhatTheCodeComputes) {
  constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;
  Histogram hundred_hours_in_de;
  for (int hour = 0; hour < 100; ++hour) {
    hundred_hours_in_de.Count("DE", kStart + hour * kSlotSeconds);
  }
  const Event event{.event_id = "stolen",
                    .event_time_seconds = kStart + 101 * kSlotSeconds,
                    .account = "111122223333",
                    .principal = "alice",
                    .principal_kind = PrincipalKind::kUser,
                    .command = "iam:CreateUser"};
  Histogram five_days_in_de;
  for (int day = 0; day < 5; ++day) {
    five_days_in_de.CountAs(Histogram::As::kObservation, "DE",
                            kStart + day * 24 * kSlotSeconds);
  }
  std::vector<Baseline> baselines(4);
  CountedEvent counted;
  counted.SetValue(Attribute::kCountry, "BR");
  const auto known = [&](size_t index, EntityKind kind,
                         const Histogram& countries) {
    counted.SetEntity(kind, index);
    baselines[index].At(Attribute::kCountry) = countries;
  };
  known(0, EntityKind::kPrincipal, hundred_hours_in_de);
  known(1, EntityKind::kPeers, five_days_in_de);
  known(2, EntityKind::kTenant, five_days_in_de);
  known(3, EntityKind::kCommand, hundred_hours_in_de);
  ScoredEvent scored;
  scored.origin.value = "BR";
  const Model model;
  Summaries summaries = MakeSummaries(model, baselines.size());
  ScoreEvent(model, event, counted, baselines, summaries, Purpose::kCount,
             scored);
  ASSERT_EQ(scored.factors.size(), 3U);
  EXPECT_NEAR(scored.factors[0].bits, 17.211, 0.0005);
  EXPECT_NEAR(scored.factors[1].bits, 3.810, 0.0005);  // two places
  EXPECT_NEAR(scored.factors[2].bits, 15.303, 0.0005);
  EXPECT_DOUBLE_EQ(scored.score, 95.29);
  EXPECT_EQ(scored.risk_level, RiskLevel::kCritical);
}

}  // namespace
}  // namespace farcall
