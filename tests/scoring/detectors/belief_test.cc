// SPDX-License-Identifier: Apache-2.0
#include "scoring/detectors/belief.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/feedback.h"
#include "scoring/detectors/questions.h"
#include "scoring/records/attribute.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/supplied_origins.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kStart = 1350 * kPeriodSeconds;
constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";

constexpr Source kCountry = kPlaceSource;

Belief Of(const std::vector<Belief>& beliefs, const std::string& value) {
  for (const Belief& belief : beliefs) {
    if (belief.value->value == value) return belief;
  }
  ADD_FAILURE() << value << " is not there";
  return {};
}

TEST(Beliefs, TellTheFiveStatesOfAValue) {
  Baseline tenant;
  tenant.At(Attribute::kCountry).Count("DE", kStart);
  Baseline own;
  Histogram& countries = own.At(Attribute::kCountry);
  for (int day = 0; day < 20; ++day) countries.Count("DE", kStart + day * kDay);
  const int64_t now = kStart + 20 * kDay;
  countries.Count("FR", now - kHour);
  countries.Count("VN", now - 2 * kDay);
  countries.Note("VN", 1200);
  countries.Judge("JP", {Verdict::kBenign, now + kDay});
  countries.Count("KP", kStart);
  countries.Judge("KP", {Verdict::kMalicious});

  const auto beliefs = BeliefsOf(Model{}, kCountry, own, tenant, now);
  ASSERT_EQ(beliefs.size(), 5u);
  const auto expect = [&](const char* value, Standing standing,
                          int64_t settles_seconds, double share) {
    const Belief belief = Of(beliefs, value);
    EXPECT_EQ(belief.standing.standing, standing) << value;
    EXPECT_EQ(belief.standing.settles_seconds, settles_seconds) << value;
    EXPECT_DOUBLE_EQ(belief.share, share) << value;
  };
  expect("DE", Standing::kSettled, 0, 0.5);
  expect("FR", Standing::kSettling, now + 23 * kHour, 0);
  expect("VN", Standing::kQuarantine, now + 12 * kDay, 0);
  expect("JP", Standing::kBenign, 0, 0.5);
  expect("KP", Standing::kMalicious, 0, 0);

  EXPECT_EQ(
      Of(BeliefsOf(Model{}, kCountry, own, tenant, now + kDay), "JP").share, 0)
      << "the verdict is over";
}

TEST(Beliefs, AreSettledAtOnceOnTheFirstDayOfATenant) {
  Baseline tenant;
  tenant.At(Attribute::kCountry).Count("DE", kStart);
  Baseline own;
  own.At(Attribute::kCountry).Count("DE", kStart + kHour);
  const auto beliefs =
      BeliefsOf(Model{}, kCountry, own, tenant, kStart + 2 * kHour);
  EXPECT_EQ(beliefs[0].standing.standing, Standing::kSettled);
  EXPECT_EQ(beliefs[0].share, 1);
}

// Both know when the tenant was founded, whose first day settles at once.
TEST(Beliefs, AgreeWithAnExplanationOnWhatTheFirstDayOfATenantLearned) {
  MemoryHistogramStore store;
  const SuppliedOrigins origins;
  const BatchScorer scorer(store, origins, Model{});
  const auto call = [&](const std::string& country, int64_t time) {
    return Event{.event_id = std::to_string(time),
                 .event_time_seconds = time,
                 .account = "111122223333",
                 .principal = kAlice,
                 .principal_kind = PrincipalKind::kUser,
                 .command = "s3:GetObject",
                 .country = country};
  };
  const Event day[] = {call("DE", kStart), call("DE", kStart + kHour),
                       call("VN", kStart + 2 * kHour)};
  ASSERT_TRUE(scorer.Score("default", day, ScoringMode::kScoreAndLearn).ok());
  const EntityKey keys[] = {{"default", EntityKind::kPrincipal, kAlice},
                            {"default", EntityKind::kTenant, ""}};
  const auto surprise = [](HistogramStore::Stored stored) {
    stored.baselines[0]->At(Attribute::kCountry).Note("VN", 1200);
    return HistogramStore::Changed{.baselines = {true, false}, .seen = {}};
  };
  ASSERT_TRUE(store.Update({"default", keys, {}}, surprise).ok());

  const int64_t now = kStart + 3 * kDay;
  const Event asked = call("VN", now);
  const auto explained =
      scorer.Score("default", {&asked, 1}, ScoringMode::kScoreOnly);
  const auto factor = std::ranges::find(
      explained->front().factors, Attribute::kCountry,
      [](const Factor& told) { return told.detector->attribute; });
  ASSERT_NE(factor, explained->front().factors.end());

  const auto compare = [&](HistogramStore::Stored stored) {
    const Baseline& own = *stored.baselines[0];
    EXPECT_EQ(
        Of(BeliefsOf(Model{}, kCountry, own, *stored.baselines[1], now), "VN")
            .standing.standing,
        Standing::kSettled);
    EXPECT_FALSE(factor->in_quarantine());
  };
  ASSERT_TRUE(store.Read({"default", keys, {}}, compare).ok());
}

// Two ways to ask one thing.
TEST(Beliefs, AreWhatAnExplanationShowsAtThatTime) {
  MemoryHistogramStore store;
  const SuppliedOrigins origins;
  const BatchScorer scorer(store, origins, Model{});
  const Feedback feedback(store, origins, Model{});
  int id = 0;
  const auto call = [&](const std::string& country, int64_t time) {
    return Event{
        .event_id = std::to_string(++id),
        .event_time_seconds = time,
        .account = "111122223333",
        .principal = kAlice,
        .principal_kind = PrincipalKind::kUser,
        .command = "s3:GetObject",
        .source_address = country == "DE" ? "79.192.10.21" : "177.3.4.9",
        .country = country,
        .error_code = country == "DE" ? "" : "AccessDenied",
        .user_agent = country == "DE" ? "aws-cli/2" : "Boto3/1"};
  };
  const auto score = [&](const Event& event, ScoringMode mode) {
    return scorer.Score("default", {&event, 1}, mode)->front();
  };
  const char* const countries[] = {"DE", "DE", "DE", "FR", "VN"};
  const EntityKey keys[] = {{"default", EntityKind::kPrincipal, kAlice},
                            {"default", EntityKind::kTenant, ""}};
  size_t compared = 0;
  for (int hour = 0; hour < 40 * 24; hour += 5) {
    const int64_t now = kStart + hour * kHour;
    const int day = hour / 24;
    const char* country = day < 10 ? "DE" : countries[hour % 5];
    score(call(day < 10 ? "DE" : countries[hour / 5 % 5], now),
          ScoringMode::kScoreAndLearn);
    if (hour == 15 * 24) {
      ASSERT_TRUE(feedback
                      .JudgePlace("default", {kAlice, "JP"}, Verdict::kBenign,
                                  {.id = "f1",
                                   .actor = "ops",
                                   .time_micros = 1,
                                   .until_seconds = kStart + 25 * kDay})
                      .ok());
    }
    if (hour == 30 * 24) {
      ASSERT_TRUE(
          feedback
              .JudgePlace("default", {kAlice, "VN"}, Verdict::kMalicious,
                          {.id = "f2", .actor = "ops", .time_micros = 2})
              .ok());
    }
    const ScoredEvent explained =
        score(call(country, now + kHour), ScoringMode::kScoreOnly);
    for (const Factor& factor : explained.factors) {
      if (factor.detector->entity() != EntityKind::kPrincipal ||
          factor.usual.empty() || factor.detector->question != kRareValue) {
        continue;
      }
      ASSERT_TRUE(
          store
              .Read(
                  {"default", keys, {}},
                  [&](HistogramStore::Stored stored) {
                    const auto beliefs = BeliefsOf(
                        Model{},
                        {EntityKind::kPrincipal, factor.detector->attribute},
                        *stored.baselines[0], *stored.baselines[1],
                        now + kHour);
                    const auto same = std::ranges::find(
                        beliefs, factor.value, [](const Belief& belief) {
                          return belief.value->value;
                        });
                    EXPECT_EQ(
                        factor.in_quarantine(),
                        same != beliefs.end() &&
                            same->standing.standing == Standing::kQuarantine)
                        << factor.detector->name << " on day " << day;
                    for (size_t i = 0; i < factor.usual.size(); ++i) {
                      EXPECT_EQ(beliefs[i].value->value, factor.usual[i].value)
                          << factor.detector->name << " on day " << day;
                      EXPECT_DOUBLE_EQ(beliefs[i].share, factor.usual[i].share);
                      ++compared;
                    }
                  })
              .ok());
    }
  }
  EXPECT_GT(compared, 300u);
}

}  // namespace
}  // namespace farcall
