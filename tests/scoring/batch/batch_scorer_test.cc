// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/batch_scorer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "scoring/batch/explanation.h"
#include "scoring/batch/feedback.h"
#include "scoring/records/attribute.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/find_factor.h"
#include "tests/scoring/batch/stored_baseline.h"
#include "tests/scoring/batch/supplied_origins.h"

namespace farcall {
namespace {

using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int64_t kStart = 1750000000;
constexpr int64_t kHour = 3600;
constexpr int64_t kMonth = 20'000 * 24 * kHour;             // at midnight
constexpr int64_t kTheft = kMonth + (30 * 24 + 2) * kHour;  // after that month

Statement Said(const std::string& id) {
  Statement statement;
  statement.id = id;
  return statement;
}

class Organisation {
 public:
  absl::StatusOr<std::vector<ScoredEvent>> Score(
      std::span<const Event> events,
      ScoringMode mode = ScoringMode::kScoreAndLearn,
      RiskLevel factors_from = RiskLevel::kNone) {
    return scorer_.Score("default", events, mode, factors_from);
  }

  ScoredEvent ScoreOne(const Event& event,
                       ScoringMode mode = ScoringMode::kScoreAndLearn) {
    auto scored = Score(std::span(&event, 1), mode);
    EXPECT_TRUE(scored.ok()) << scored.status();
    return scored->front();
  }

  Baseline BaselineOf(EntityKind kind, const std::string& name) {
    return StoredBaseline(store_, kind, name);
  }
  Histogram HistogramOf(EntityKind kind, const std::string& name,
                        Attribute attribute = Attribute::kCountry) {
    return BaselineOf(kind, name).Of(attribute);
  }

  void ForgetHours(const std::string& principal, int64_t from_seconds,
                   int64_t to_seconds) {
    EXPECT_TRUE(Feedback(store_, origins_, Model{})
                    .ForgetRange("default", principal, from_seconds, to_seconds,
                                 Said("forget"))
                    .ok());
  }
  void CallBenign(const std::string& principal, const std::string& origin) {
    Judge(principal, origin, Verdict::kBenign);
  }
  void CallMalicious(const std::string& principal, const std::string& origin) {
    Judge(principal, origin, Verdict::kMalicious);
  }

 private:
  void Judge(const std::string& principal, const std::string& origin,
             Verdict verdict) {
    EXPECT_TRUE(Feedback(store_, origins_, Model{})
                    .JudgePlace("default",
                                {.principal = principal, .origin = origin},
                                verdict, Said("verdict"))
                    .ok());
  }

  MemoryHistogramStore store_;
  SuppliedOrigins origins_;
  BatchScorer scorer_{store_, origins_, Model{}};
};

Event Call(int id, const std::string& principal, const std::string& country,
           int64_t time, const std::string& command = "s3:GetObject") {
  return {.event_id = "event-" + std::to_string(id),
          .event_time_seconds = time,
          .account = "111122223333",
          .principal = principal,
          .principal_kind = PrincipalKind::kUser,
          .command = command,
          .country = country};
}

// So many calls by `principal` from `country`, one each hour or as is said.
std::vector<Event> History(const std::string& principal,
                           const std::string& country, int calls, int first_id,
                           int64_t every_seconds = kHour) {
  std::vector<Event> events;
  events.reserve(static_cast<size_t>(calls));
  for (int i = 0; i < calls; ++i) {
    events.push_back(
        Call(first_id + i, principal, country, kStart + i * every_seconds));
  }
  return events;
}

TEST(BatchScorer, ScoresAnEventBeforeCountingIt) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 200, 0)).ok());
  const std::vector<Event> twice = {
      Call(1000, "alice", "BR", kStart + 201 * kHour),
      Call(1001, "alice", "BR", kStart + 202 * kHour)};
  const auto scored = organisation.Score(twice);
  ASSERT_TRUE(scored.ok());
  EXPECT_EQ((*scored)[0].factors[0].value_calls, 0U);
  EXPECT_EQ((*scored)[1].factors[0].value_calls, 1U);
}

TEST(BatchScorer, DoesNotGetUsedToARepeatedTheftWithinTheDay) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(organisation
                    .Score(History("colleague" + std::to_string(i), "DE", 100,
                                   2000 * i))
                    .ok());
  }
  std::vector<Event> theft;
  theft.reserve(100);
  for (int i = 0; i < 100; ++i) {
    theft.push_back(
        Call(1000 + i, "alice", "BR", kStart + 101 * kHour + i * 600));
  }
  const auto scored = organisation.Score(theft);
  ASSERT_TRUE(scored.ok());
  EXPECT_GE(scored->back().score, 0.9 * scored->front().score);
}

TEST(BatchScorer,
     FindsACountryThatNeitherMaturePrincipalNorCommandHasSeenHighOrMore) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  const ScoredEvent stolen =
      organisation.ScoreOne(Call(1000, "alice", "BR", kStart + 101 * kHour));
  EXPECT_GE(stolen.risk_level, RiskLevel::kHigh);
  EXPECT_EQ(stolen.state, BaselineState::kReady);
  EXPECT_THAT(stolen.factors, SizeIs(3));
  EXPECT_EQ(stolen.factors[0].detector, &CountryForPrincipal());
  EXPECT_EQ(stolen.factors[0].entity_calls, 100U);
}

TEST(BatchScorer, FindsTheSameWhereTheRestOfTheTenantIsLoud) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  for (int person = 0; person < 50; ++person) {
    ASSERT_TRUE(organisation
                    .Score(History("p" + std::to_string(person),
                                   person % 3 == 0 ? "FR" : "DE", 100,
                                   1000 * (person + 1)))
                    .ok());
  }
  EXPECT_GE(
      organisation.ScoreOne(Call(999999, "alice", "BR", kStart + 101 * kHour))
          .risk_level,
      RiskLevel::kHigh);
}

TEST(BatchScorer, KnowsWhatIsUsualWithinATenantsFirstDay) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 20, 0)).ok());
  const ScoredEvent usual =
      organisation.ScoreOne(Call(1000, "alice", "DE", kStart + 20 * kHour));
  const ScoredEvent stolen =
      organisation.ScoreOne(Call(1001, "alice", "BR", kStart + 20 * kHour));
  EXPECT_EQ(usual.score, 0);
  EXPECT_GE(stolen.risk_level, RiskLevel::kHigh);
}

TEST(BatchScorer, FindsATheftThroughTheCountryOfAColleague) {
  Organisation organisation;
  std::vector<Event> events;
  for (int person = 0; person < 11; ++person) {
    for (int day = 0; day < 30; ++day) {
      for (const int hour : {9, 13, 16}) {
        events.push_back(
            Call(static_cast<int>(events.size()), "p" + std::to_string(person),
                 person == 10 ? "BR" : "DE", kStart + (day * 24 + hour) * kHour,
                 person == 10 ? "ec2:RunInstances" : "s3:GetObject"));
      }
    }
  }
  ASSERT_TRUE(organisation.Score(events).ok());
  EXPECT_GE(
      organisation.ScoreOne(Call(90000, "p0", "BR", kStart + 30 * 24 * kHour))
          .risk_level,
      RiskLevel::kHigh);
}

TEST(BatchScorer, FindsNobodyUnusualAfterATenantsFirstDay) {
  Organisation organisation;
  std::vector<Event> events;
  for (int hour = 0; hour < 72; ++hour) {
    events.push_back(Call(hour, "alice", "DE", kStart + hour * kHour));
    if (hour >= 8) {
      events.push_back(Call(1000 + hour, "bob", "FR", kStart + hour * kHour));
    }
  }
  const auto scored = organisation.Score(events);
  ASSERT_TRUE(scored.ok());
  for (size_t i = 10; i < scored->size(); ++i) {
    EXPECT_LT((*scored)[i].score, 20) << "event " << i;
  }
}

TEST(BatchScorer, FindsUsualCallsNearZero) {
  Organisation organisation;
  const auto scored = organisation.Score(History("alice", "DE", 200, 0));
  ASSERT_TRUE(scored.ok());
  for (const ScoredEvent& event : *scored) EXPECT_LT(event.score, 5);
}

TEST(BatchScorer, FindsATravellersUsualPlacesLowAndANewOneBelowAHomebodys) {
  Organisation organisation;
  std::vector<Event> events;
  for (int i = 0; i < 200; ++i) {
    const char* places[] = {"DE", "FR", "US", "JP", "IN"};
    const int64_t time = kStart + i * 6 * kHour;
    events.push_back(Call(i, "homebody", "DE", time));
    events.push_back(Call(5000 + i, "traveller", places[i / 40], time));
  }
  ASSERT_TRUE(organisation.Score(events).ok());
  EXPECT_LT(organisation
                .ScoreOne(Call(9000, "traveller", "US", kStart + 1197 * kHour))
                .score,
            20);
  const double traveller =
      organisation
          .ScoreOne(Call(9001, "traveller", "BR", kStart + 1201 * kHour),
                    ScoringMode::kScoreOnly)
          .score;
  const double homebody =
      organisation
          .ScoreOne(Call(9002, "homebody", "BR", kStart + 1201 * kHour),
                    ScoringMode::kScoreOnly)
          .score;
  EXPECT_LT(traveller, homebody);
}

TEST(BatchScorer, FindsANewcomerFromWhereColleaguesSitNearNormal) {
  Organisation organisation;
  for (int person = 0; person < 20; ++person) {
    ASSERT_TRUE(
        organisation
            .Score(History("p" + std::to_string(person),
                           person % 2 == 0 ? "FR" : "DE", 100, 1000 * person))
            .ok());
  }
  const ScoredEvent colleague = organisation.ScoreOne(
      Call(90000, "new", "FR", kStart + 101 * kHour), ScoringMode::kScoreOnly);
  EXPECT_LE(colleague.risk_level, RiskLevel::kLow);
  EXPECT_EQ(colleague.state, BaselineState::kCold);
  EXPECT_GE(organisation
                .ScoreOne(Call(90001, "new", "BR", kStart + 101 * kHour),
                          ScoringMode::kScoreOnly)
                .risk_level,
            RiskLevel::kHigh);
}

TEST(BatchScorer, ComparesANewcomerWithPrincipalsOfItsKind) {
  Organisation organisation;
  const auto of_role = [](Event event) {
    event.principal_kind = PrincipalKind::kRole;
    return event;
  };
  for (int i = 0; i < 20; ++i) {
    const bool role = i % 2 == 0;
    std::vector<Event> history =
        History("p" + std::to_string(i), role ? "US" : "DE", 100, 1000 * i);
    if (role) std::ranges::transform(history, history.begin(), of_role);
    ASSERT_TRUE(organisation.Score(history).ok());
  }
  const auto bits_of = [&](const Event& event) {
    return organisation.ScoreOne(event, ScoringMode::kScoreOnly).bits.value();
  };
  const Event from_us = Call(90000, "new", "US", kStart + 101 * kHour);
  const Event from_de = Call(90001, "new", "DE", kStart + 101 * kHour);
  EXPECT_GT(bits_of(from_us), bits_of(from_de) + 2);
  EXPECT_GT(bits_of(of_role(from_de)), bits_of(of_role(from_us)) + 2);
}

TEST(BatchScorer, KnowsTheBitsOfWhatItScoresNow) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  const Event odd = Call(9000, "alice", "BR", kStart + 101 * kHour);
  const ScoredEvent first = organisation.ScoreOne(odd);
  EXPECT_NEAR(first.score, 100 * (1 - std::exp2(-first.bits.value() / 5)),
              0.005);
  EXPECT_EQ(organisation.ScoreOne(odd).bits, std::nullopt)
      << "of a duplicate the score alone is kept";
}

TEST(BatchScorer, CountsARedeliveredEventOnceAndAnswersItsFirstScore) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  const Event event = Call(1000, "alice", "BR", kStart + 101 * kHour);
  const ScoredEvent first = organisation.ScoreOne(event);
  const Histogram before =
      organisation.HistogramOf(EntityKind::kPrincipal, "alice");
  const ScoredEvent again = organisation.ScoreOne(event);
  EXPECT_FALSE(first.duplicate);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.score, first.score);
  EXPECT_EQ(again.risk_level, first.risk_level);
  EXPECT_EQ(again.state, first.state);
  EXPECT_TRUE(again.factors_made_again);
  EXPECT_FALSE(again.factors.empty());
  EXPECT_FALSE(first.factors_made_again);
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kPrincipal, "alice"), before);
}

TEST(BatchScorer, CountsAnEventOnceThatComesTwiceInOneBatch) {
  Organisation organisation;
  const std::vector<Event> batch = {Call(1, "alice", "DE", kStart),
                                    Call(1, "alice", "DE", kStart)};
  const auto scored = organisation.Score(batch);
  ASSERT_TRUE(scored.ok());
  EXPECT_FALSE((*scored)[0].duplicate);
  EXPECT_TRUE((*scored)[1].duplicate);
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kPrincipal, "alice").calls(),
            1U);
}

TEST(BatchScorer, AnswersAnEventOlderThanWhatIsKeptWithoutCountingIt) {
  for (const int64_t time : {int64_t{0}, kStart - 200 * 24 * kHour}) {
    Organisation organisation;
    ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
    const Histogram own =
        organisation.HistogramOf(EntityKind::kPrincipal, "alice");
    const Histogram tenant = organisation.HistogramOf(EntityKind::kTenant, "");
    const Event old = Call(1000, "alice", "BR", time);
    const ScoredEvent first = organisation.ScoreOne(old);
    EXPECT_FALSE(first.duplicate);
    EXPECT_EQ(organisation.HistogramOf(EntityKind::kPrincipal, "alice"), own);
    EXPECT_EQ(organisation.HistogramOf(EntityKind::kTenant, ""), tenant);
    const ScoredEvent again = organisation.ScoreOne(old);
    EXPECT_TRUE(again.duplicate) << "it is known all the same";
    EXPECT_EQ(again.score, first.score);
    // What is usual stays so.
    EXPECT_LT(
        organisation.ScoreOne(Call(1001, "alice", "DE", kStart + 101 * kHour))
            .score,
        5);
  }
}

TEST(BatchScorer, ABackfillFrom1970DoesNotHideWhatComesToday) {
  Organisation organisation;
  ASSERT_TRUE(organisation.ScoreOne(Call(1000, "alice", "BR", 0)).score >= 0);
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  const Histogram own =
      organisation.HistogramOf(EntityKind::kPrincipal, "alice");
  EXPECT_EQ(own.Find("BR"), nullptr) << "180 days are kept";
  EXPECT_EQ(own.observations(), 100U);
  EXPECT_EQ(own.first_seen_seconds(), kStart);
}

TEST(BatchScorer, ChangesNothingInScoreOnly) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  const Histogram before = organisation.HistogramOf(EntityKind::kTenant, "");
  const Event event = Call(1000, "alice", "BR", kStart + 101 * kHour);
  const ScoredEvent what_if =
      organisation.ScoreOne(event, ScoringMode::kScoreOnly);
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kTenant, ""), before);
  const ScoredEvent real = organisation.ScoreOne(event);
  EXPECT_FALSE(real.duplicate) << "what was only asked about was not seen";
  EXPECT_EQ(real.score, what_if.score);
}

TEST(BatchScorer, TellsTheFirstScoreBesideTheFreshOneInScoreOnly) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  const Event event = Call(1000, "alice", "BR", kStart + 101 * kHour);
  const ScoredEvent first = organisation.ScoreOne(event);
  Event next_day = event;
  next_day.event_time_seconds += 25 * kHour;
  const ScoredEvent later =
      organisation.ScoreOne(next_day, ScoringMode::kScoreOnly);
  EXPECT_TRUE(later.duplicate);
  EXPECT_EQ(later.first_score, first.score);
  EXPECT_LT(later.score, first.score);
  EXPECT_THAT(later.factors, SizeIs(Ge(2U)));
}

TEST(BatchScorer, LearnsInLearnOnlyAndLeavesFactorsOut) {
  Organisation organisation;
  const auto scored = organisation.Score(History("alice", "DE", 100, 0),
                                         ScoringMode::kLearnOnly);
  ASSERT_TRUE(scored.ok());
  EXPECT_THAT(scored->front().factors, IsEmpty());
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kPrincipal, "alice").calls(),
            100U);
}

// Counts do not depend on the order of events; how surprising each of them was
// when it came does.
Histogram WithoutPeaks(const Histogram& histogram) {
  std::vector<ValueCount> values = histogram.values().Copy();
  for (ValueCount& value : values) value.peak_centibits = 0;
  return Histogram::FromValues(std::move(values));
}

TEST(BatchScorer, LeavesTheSameHistogramsInWhateverOrderEventsArrive) {
  std::vector<Event> events;
  std::mt19937 random(11);
  for (int i = 0; i < 500; ++i) {
    const char* countries[] = {"DE", "FR", "US"};
    events.push_back(
        Call(i, "p" + std::to_string(random() % 5), countries[random() % 3],
             kStart + static_cast<int64_t>(random() % (1000 * kHour)),
             random() % 2 == 0 ? "s3:GetObject" : "iam:CreateUser"));
  }
  Organisation in_order;
  ASSERT_TRUE(in_order.Score(events).ok());
  std::shuffle(events.begin(), events.end(), random);
  Organisation shuffled;
  for (size_t i = 0; i < events.size(); i += 50) {
    ASSERT_TRUE(shuffled.Score(std::span(events).subspan(i, 50)).ok());
  }
  for (const char* person : {"p0", "p1", "p2", "p3", "p4"}) {
    EXPECT_EQ(
        WithoutPeaks(in_order.HistogramOf(EntityKind::kPrincipal, person)),
        WithoutPeaks(shuffled.HistogramOf(EntityKind::kPrincipal, person)));
  }
  for (const char* command : {"s3:GetObject", "iam:CreateUser"}) {
    EXPECT_EQ(in_order.HistogramOf(EntityKind::kCommand, command),
              shuffled.HistogramOf(EntityKind::kCommand, command));
  }
  EXPECT_EQ(in_order.HistogramOf(EntityKind::kTenant, ""),
            shuffled.HistogramOf(EntityKind::kTenant, ""));
}

// A year's worth of alice and bob, who call one command each from DE.
std::vector<Event> OneCommandEach(int64_t& now) {
  std::vector<Event> events;
  for (int i = 0; i < 400; ++i) {
    events.push_back(Call(i, "alice", "DE", kStart + i * 2 * kHour));
    events.push_back(
        Call(1000 + i, "bob", "DE", kStart + i * 2 * kHour, "s3:PutObject"));
  }
  now = kStart + 800 * kHour;
  return events;
}

TEST(BatchScorer, AddsUpWhatIsOddAtHome) {
  Organisation organisation;
  int64_t now = 0;
  ASSERT_TRUE(organisation.Score(OneCommandEach(now)).ok());
  double before = 0;
  for (int i = 0; i < 6; ++i) {
    const ScoredEvent scored =
        organisation.ScoreOne(Call(5000 + i, "alice", "DE", now + i * 300,
                                   "iam:Create" + std::to_string(i)));
    EXPECT_GE(scored.score, before) << "after " << i;
    before = scored.score;
    EXPECT_LT(scored.risk_level, RiskLevel::kCritical) << "after " << i;
  }
  EXPECT_GE(RiskLevelOf(before), RiskLevel::kMedium);
  EXPECT_EQ(organisation.ScoreOne(Call(6000, "bob", "DE", now + 600))
                .factors.back()
                .detector->attribute,
            Attribute::kCountry)
      << "nothing is remembered of bob";
}

TEST(BatchScorer, TakesThePageThatIsNewToSomebodyForOneOddThing) {
  Organisation organisation;
  int64_t now = 0;
  ASSERT_TRUE(organisation.Score(OneCommandEach(now)).ok());
  double first = 0;
  for (int i = 0; i < 40; ++i) {
    const ScoredEvent scored =
        organisation.ScoreOne(Call(5000 + i, "alice", "DE", now + i / 20,
                                   "ec2:Describe" + std::to_string(i)));
    if (i == 0) first = scored.score;
    EXPECT_LT(scored.risk_level, RiskLevel::kHigh) << "after " << i;
    EXPECT_LE(scored.score, first + 15) << "after " << i;
  }
}

TEST(BatchScorer, CallsNothingOddOfAFirstDay) {
  Organisation organisation;
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(organisation
                  .ScoreOne(Call(i, "root", "DE", kMonth + i,
                                 "ec2:Describe" + std::to_string(i)))
                  .risk_level,
              RiskLevel::kNone)
        << "after " << i;
  }
}

// AWS calls for a principal from its own network, `AWS Internal`.
TEST(BatchScorer, TakesAwsOwnNetworkForNoPlaceOfAPrincipal) {
  Organisation organisation;
  int64_t now = 0;
  ASSERT_TRUE(organisation.Score(OneCommandEach(now)).ok());
  const ScoredEvent scored =
      organisation.ScoreOne(Call(5000, "alice", kOriginInternal, now));
  EXPECT_EQ(scored.risk_level, RiskLevel::kNone);
  EXPECT_EQ(scored.state, BaselineState::kReady);
  EXPECT_EQ(scored.origin.value, kOriginInternal);
  EXPECT_THAT(scored.factors, IsEmpty());
  for (const auto& [kind, name] : {std::pair(EntityKind::kPrincipal, "alice"),
                                   std::pair(EntityKind::kTenant, "")}) {
    EXPECT_EQ(organisation.HistogramOf(kind, name).Find(kOriginInternal),
              nullptr);
  }
  EXPECT_GT(organisation
                .ScoreOne(Call(5001, "alice", kOriginInternal, now + 1,
                               "iam:CreateUser"))
                .score,
            0)
      << "what was called still tells";
}

TEST(BatchScorer, TakesAllCallsOfTheConsoleForOneTool) {
  Organisation organisation;
  const auto call = [](int id, int64_t time, const std::string& agent,
                       bool from_console) {
    Event event = Call(id, "alice", "DE", time);
    event.user_agent = agent;
    event.from_console = from_console;
    return event;
  };
  for (int i = 0; i < 100; ++i) {
    organisation.ScoreOne(
        call(i, kMonth + i * 6 * kHour, "Mozilla/5.0 Firefox/128", false));
  }
  const int64_t now = kMonth + 601 * kHour;
  EXPECT_EQ(organisation.ScoreOne(call(200, now, "Coral/Jersey", true)).score,
            0);
  EXPECT_GT(
      organisation.ScoreOne(call(201, now + 1, "Coral/Jersey", false)).score,
      0);
}

TEST(BatchScorer, BelievesAnAgentOfAwsWhereAwsCalls) {
  Organisation organisation;
  const auto call = [](int id, int64_t time, const std::string& agent) {
    Event event = Call(id, "alice", "DE", time);
    event.user_agent = agent;
    event.source_address = "198.51.100.7";
    return event;
  };
  for (int i = 0; i < 100; ++i) {
    organisation.ScoreOne(call(i, kMonth + i * 6 * kHour, "aws-cli/2.15"));
  }
  int64_t now = kMonth + 601 * kHour;
  const auto bits_of = [&](Event event) {
    event.event_id = "asked-" + std::to_string(++now);
    event.event_time_seconds = now;
    return organisation.ScoreOne(event, ScoringMode::kScoreOnly).bits.value();
  };
  const double other = bits_of(call(0, 0, "Boto3/1.26"));
  EXPECT_GT(other, 5);
  for (const char* agent : {"AWS Internal", "x.amazonaws.com", "/", "()"}) {
    EXPECT_GE(bits_of(call(0, 0, agent)), 0.9 * other) << agent;
  }
  for (const char* agent : {"AWS Internal", "x.amazonaws.com"}) {
    Event by_aws = call(0, 0, agent);
    by_aws.invoked_by_aws = true;
    EXPECT_EQ(bits_of(by_aws), 0) << agent;
    Event from_aws = call(0, 0, agent);
    from_aws.source_address = "AWS Internal";
    EXPECT_EQ(bits_of(from_aws), 0) << agent;
  }
}

TEST(BatchScorer, KnowsNoNetworkBehindAVpcEndpoint) {
  Organisation organisation;
  Event event = Call(1, "alice", "@vpce:vpce-a0d0", kMonth);
  event.source_address = "198.51.100.7";
  event.vpc_endpoint_id = "vpce-a0d0";
  organisation.ScoreOne(event);
  EXPECT_TRUE(
      organisation
          .HistogramOf(EntityKind::kPrincipal, "alice", Attribute::kNetwork)
          .empty());
  EXPECT_NE(organisation.HistogramOf(EntityKind::kPrincipal, "alice")
                .Find("@vpce:vpce-a0d0"),
            nullptr);
}

TEST(BatchScorer, KeepsAVeryUnusualPlaceInQuarantine) {
  Organisation organisation;
  ASSERT_TRUE(
      organisation.Score(History("alice", "DE", 400, 0, 2 * kHour)).ok());
  const int64_t first = kStart + 803 * kHour;
  const double at_first =
      organisation.ScoreOne(Call(5000, "alice", "BR", first)).score;
  const double after_three_days =
      organisation.ScoreOne(Call(5001, "alice", "BR", first + 72 * kHour))
          .score;
  const double after_three_weeks =
      organisation.ScoreOne(Call(5002, "alice", "BR", first + 21 * 24 * kHour))
          .score;
  EXPECT_GE(after_three_days, 0.8 * at_first);
  EXPECT_LT(after_three_weeks, 0.8 * at_first);
}

TEST(BatchScorer, KeepsTheMemoryOfAPrincipalSmallThatIsOddByPlaceAlone) {
  Organisation organisation;
  ASSERT_TRUE(organisation.Score(History("alice", "DE", 100, 0)).ok());
  for (int day = 5; day < 30; ++day) {
    organisation.ScoreOne(
        Call(5000 + day, "alice", "BR", kStart + day * 24 * kHour));
  }
  EXPECT_LE(organisation.BaselineOf(EntityKind::kPrincipal, "alice")
                .memory.things()
                .size(),
            6U);
}

TEST(BatchScorer, HoldsNobodysFirstPlaceInQuarantine) {
  Organisation organisation;
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(organisation
                    .Score(History("colleague" + std::to_string(i), "DE", 400,
                                   400 * i, 2 * kHour))
                    .ok());
  }
  const int64_t first = kStart + 803 * kHour;
  EXPECT_GE(organisation.ScoreOne(Call(5000, "new", "BR", first)).bits.value(),
            10);
  for (int day = 0; day < 5; ++day) {
    organisation.ScoreOne(
        Call(5001 + day, "new", "BR", first + (1 + day * 24) * kHour));
  }
  EXPECT_LE(organisation.ScoreOne(Call(6000, "new", "BR", first + 125 * kHour))
                .risk_level,
            RiskLevel::kLow);
}

TEST(BatchScorer, AsksWhereThePrincipalWasBeforeTheEventNotWhatArrivedBefore) {
  Organisation organisation;
  const int64_t start = kStart - kStart % kHour;
  std::vector<Event> events;
  events.reserve(100);
  for (int i = 0; i < 100; ++i) {
    events.push_back(Call(i, "alice", "DE", start + i * kHour));
  }
  ASSERT_TRUE(organisation.Score(events).ok());
  const auto score = [&](int id, int64_t after_seconds) {
    return organisation.ScoreOne(
        Call(id, "alice", "BR", start + 99 * kHour + after_seconds),
        ScoringMode::kScoreOnly);
  };
  const ScoredEvent soon = score(1000, 3 * kHour - 1);
  ASSERT_NE(FindFactor(soon, "two_places"), nullptr);
  EXPECT_EQ(FindFactor(score(1001, 3 * kHour), "two_places"), nullptr);
  // A later call from home arrives first.
  organisation.ScoreOne(Call(200, "alice", "DE", start + 103 * kHour));
  const ScoredEvent late = score(1002, 3 * kHour - 1);
  ASSERT_NE(FindFactor(late, "two_places"), nullptr);
  EXPECT_EQ(FindFactor(late, "two_places")->brief,
            FindFactor(soon, "two_places")->brief);
  EXPECT_EQ(FindFactor(score(1003, 3 * kHour), "two_places"), nullptr);
}

TEST(BatchScorer, TellsASpikeOfFailuresOfWhoHasPartInIt) {
  Organisation organisation;
  std::vector<Event> events = History("alice", "DE", 100, 0);
  for (const Event& event : History("bob", "DE", 100, 200)) {
    events.push_back(event);
  }
  int id = 400;
  const auto fail = [&](const std::string& principal, int64_t time) {
    Event event = Call(id++, principal, "DE", time);
    event.error_code = "AccessDenied";
    return event;
  };
  events.push_back(fail("bob", kStart));
  ASSERT_TRUE(organisation.Score(events).ok());
  // The quarter of an hour begins with it.
  const int64_t now = (kStart + 101 * kHour) / 900 * 900;
  for (int i = 0; i < 10; ++i) {
    organisation.ScoreOne(fail("alice", now + i));
  }
  EXPECT_EQ(
      FindFactor(organisation.ScoreOne(fail("bob", now + 20)), "error_spike"),
      nullptr);
  const ScoredEvent last = organisation.ScoreOne(fail("alice", now + 30));
  const Factor* spike = FindFactor(last, "error_spike");
  ASSERT_NE(spike, nullptr);
  EXPECT_EQ(spike->value, "12 failures");
  EXPECT_THAT(spike->brief, HasSubstr("12 calls failed"));
  EXPECT_THAT(spike->brief, HasSubstr("11 of them by alice"));
  EXPECT_THAT(organisation.BaselineOf(EntityKind::kPrincipal, "bob")
                  .failures.Get()
                  .windows(),
              SizeIs(1))
      << "of a principal only the last two hours are kept";
}

TEST(BatchScorer, AsksNoDetectorThatIsOff) {
  MemoryHistogramStore store;
  const SuppliedOrigins origins;
  Model model;
  model.detectors_off = *FindDetectors("two_places");
  const BatchScorer scorer(store, origins, model);
  ASSERT_TRUE(scorer
                  .Score("default", History("alice", "DE", 100, 0),
                         ScoringMode::kScoreAndLearn)
                  .ok());
  const Event stolen = Call(1000, "alice", "BR", kStart + 101 * kHour);
  const auto scored = scorer.Score("default", std::span(&stolen, 1),
                                   ScoringMode::kScoreAndLearn);
  ASSERT_TRUE(scored.ok());
  for (const Factor& factor : scored->front().factors) {
    EXPECT_NE(factor.detector->name, "two_places");
  }
}

TEST(BatchScorer, GivesAServiceNoPrincipalsBaseline) {
  Organisation organisation;
  std::vector<Event> events;
  for (int i = 0; i < 100; ++i) {
    Event event = Call(i, "", "@service:cloudtrail", kStart + i * kHour,
                       "s3:GetBucketAcl");
    event.principal_kind = PrincipalKind::kService;
    events.push_back(event);
  }
  const auto scored = organisation.Score(events);
  ASSERT_TRUE(scored.ok());
  EXPECT_LT(scored->back().score, 5);
  EXPECT_TRUE(organisation.HistogramOf(EntityKind::kTenant, "").empty());
  EXPECT_EQ(
      organisation.HistogramOf(EntityKind::kCommand, "s3:GetBucketAcl").calls(),
      100U);
}

// A month of working days of alice's in Germany.
std::vector<Event> WorkingMonth() {
  std::vector<Event> events;
  for (int day = 0; day < 30; ++day) {
    for (int hour = 8; hour < 18; ++hour) {
      events.push_back(Call(static_cast<int>(events.size()), "alice", "DE",
                            kMonth + (day * 24 + hour) * kHour));
      events.back().source_address = "198.51.100.7";
    }
  }
  return events;
}

// From a new country, each another command, 20 seconds after the one before.
std::vector<Event> Theft(int calls, int64_t start = kTheft) {
  std::vector<Event> events;
  for (int i = 0; i < calls; ++i) {
    events.push_back(Call(10'000 + i, "alice", "VN", start + i * 20,
                          "svc:Steal" + std::to_string(i)));
    events.back().source_address = "203.0.113.9";
  }
  return events;
}

int AlertsAmong(std::span<const ScoredEvent> scored) {
  return static_cast<int>(std::ranges::count_if(
      scored, [](const ScoredEvent& event) { return event.alert; }));
}

// Scores `events` in batches of `batch`; all answers.
std::vector<ScoredEvent> ScoreAll(
    Organisation& organisation, std::span<const Event> events, size_t batch,
    ScoringMode mode = ScoringMode::kScoreAndLearn) {
  std::vector<ScoredEvent> all;
  while (!events.empty()) {
    const auto scored =
        organisation.Score(events.first(std::min(batch, events.size())), mode);
    EXPECT_TRUE(scored.ok()) << scored.status();
    all.insert(all.end(), scored->begin(), scored->end());
    events = events.subspan(scored->size());
  }
  return all;
}

TEST(BatchScorerAlerts, AreRaisedOnceADayHoweverManyOddCallsAThiefMakes) {
  for (const size_t batch : {size_t{1000}, size_t{7}}) {
    Organisation organisation;
    ScoreAll(organisation, WorkingMonth(), 1000);
    std::vector<Event> theft = Theft(1000);
    for (size_t i = 0; i < theft.size(); ++i) {
      theft[i].source_address = "203.0." + std::to_string(i % 200) + ".9";
    }
    EXPECT_EQ(AlertsAmong(ScoreAll(organisation, theft, batch)), 1) << batch;
    EXPECT_EQ(organisation.BaselineOf(EntityKind::kTenant, "")
                  .distribution.Get()
                  .ReachedOn(DayOf(kTheft)),
              1U)
        << "in the day's budget";
  }
}

TEST(BatchScorerAlerts, AreRaisedOnceADayForEachOriginInAnyOrder) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  const int64_t evening = kTheft - kTheft % (24 * kHour) + 23 * kHour;
  std::vector<Event> theft = Theft(600, evening);  // over a midnight
  for (size_t i = 0; i < theft.size(); i += 3) theft[i].country = "BR";
  std::mt19937 random(5);
  std::shuffle(theft.begin(), theft.end(), random);
  EXPECT_EQ(AlertsAmong(ScoreAll(organisation, theft, 50)), 4);
}

TEST(BatchScorerAlerts, AreNotRaisedAgainAfterFeedback) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  const std::vector<Event> theft = Theft(40);
  EXPECT_EQ(AlertsAmong(ScoreAll(organisation, std::span(theft).first(20), 20)),
            1);
  organisation.ForgetHours("alice", kTheft, kTheft + kHour);
  EXPECT_EQ(
      AlertsAmong(ScoreAll(organisation, std::span(theft).subspan(20, 5), 5)),
      0);
  organisation.CallBenign("alice", "VN");
  EXPECT_EQ(AlertsAmong(ScoreAll(organisation, std::span(theft).last(15), 5)),
            0);
}

// Nothing shows that it was alice.
Event FailedSignIn(int id, const std::string& country, int64_t time) {
  Event event = Call(id, "alice", country, time, "signin:ConsoleLogin");
  event.error_code = "Failure";
  event.error_message = "Failed authentication";
  event.user_agent = "Mozilla/5.0";
  event.source_address = "203.0.113.9";
  event.unauthenticated = true;
  return event;
}

// Hour by hour for `days` days after the working month.
std::vector<Event> FailedSignIns(const std::string& country, int days) {
  std::vector<Event> events;
  for (int hour = 0; hour < days * 24; ++hour) {
    events.push_back(FailedSignIn(20'000 + hour, country,
                                  kMonth + (30 * 24 + hour) * kHour));
  }
  return events;
}

// All that is kept of entities that sign-ins of alice's may be counted for.
std::vector<Baseline> AllKept(Organisation& organisation) {
  std::vector<Baseline> kept;
  for (const auto& [kind, name] :
       {std::pair(EntityKind::kPrincipal, "alice"),
        std::pair(EntityKind::kPeers, "111122223333:user"),
        std::pair(EntityKind::kAccount, "111122223333"),
        std::pair(EntityKind::kCommand, "signin:ConsoleLogin"),
        std::pair(EntityKind::kTenant, "")}) {
    kept.push_back(organisation.BaselineOf(kind, name));
    kept.back().alerts = {};  // it raises one, and opens a finding
    kept.back().episodes = {};
  }
  return kept;
}

TEST(BatchScorerUnauthenticated, IsScoredAndTeachesNobody) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  const std::vector<Baseline> before = AllKept(organisation);
  const auto scored = ScoreAll(organisation, FailedSignIns("BR", 15), 100);
  EXPECT_GE(scored.front().risk_level, RiskLevel::kHigh);
  EXPECT_GE(scored.back().bits.value(), 0.9 * scored.front().bits.value())
      << "it never becomes usual";
  EXPECT_EQ(AllKept(organisation), before);
}

TEST(BatchScorerUnauthenticated, LeavesATheftAsUnusualAsItWas) {
  const int64_t after = kMonth + 45 * 24 * kHour + 9 * kHour;
  Event theft = Call(30'000, "alice", "BR", after, "iam:ListUsers");
  theft.source_address = "203.0.113.9";
  Organisation quiet;
  ScoreAll(quiet, WorkingMonth(), 1000);
  Organisation attacked;
  ScoreAll(attacked, WorkingMonth(), 1000);
  ScoreAll(attacked, FailedSignIns("BR", 15), 100);
  const ScoredEvent expected = quiet.ScoreOne(theft);
  const ScoredEvent scored = attacked.ScoreOne(theft);
  EXPECT_GE(expected.risk_level, RiskLevel::kHigh);
  EXPECT_EQ(scored.bits, expected.bits);
  EXPECT_TRUE(scored.alert);
}

TEST(BatchScorerUnauthenticated, RaisesOneAlertADayBesideThatOfTheKey) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  EXPECT_EQ(AlertsAmong(ScoreAll(organisation, FailedSignIns("VN", 3), 100)),
            3);
  EXPECT_EQ(AlertsAmong(ScoreAll(organisation, Theft(10), 100)), 1)
      << "a stranger does not use up the alert of the key";
}

TEST(BatchScorerUnauthenticated, ShowsItsErrorAndRaisesNoAlertFromHome) {
  MemoryHistogramStore store;
  const SuppliedOrigins origins;
  Model model;
  model.alert_budget = 100;  // a threshold as low as may be
  const BatchScorer scorer(store, origins, model);
  std::vector<Event> events = WorkingMonth();
  for (Event& event : events) {
    event.command = "signin:ConsoleLogin";
    event.user_agent = "Mozilla/5.0";
  }
  events[100].error_code = "Throttling";  // the budget begins with it
  for (const bool unauthenticated : {true, false}) {
    Event mistyped =
        FailedSignIn(1000 + (unauthenticated ? 1 : 0), "DE", kTheft);
    mistyped.source_address = events.front().source_address;
    mistyped.unauthenticated = unauthenticated;
    events.push_back(mistyped);
  }
  const auto scored =
      scorer.Score("default", events, ScoringMode::kScoreAndLearn);
  ASSERT_TRUE(scored.ok());
  const ScoredEvent& stranger = (*scored)[events.size() - 2];
  EXPECT_NE(FindFactor(stranger, "error_code"), nullptr);
  EXPECT_LT(stranger.score, 70);
  EXPECT_FALSE(stranger.alert) << "the budget does not lower its threshold";
  EXPECT_TRUE(scored->back().alert);
}

TEST(BatchScorerUnauthenticated, IsCountedOnceAsARedelivery) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  const Event event = FailedSignIn(1000, "BR", kTheft);
  const ScoredEvent first = organisation.ScoreOne(event);
  const ScoredEvent again = organisation.ScoreOne(event);
  EXPECT_TRUE(first.alert);
  EXPECT_TRUE(again.duplicate);
  EXPECT_TRUE(again.alert);
  EXPECT_EQ(again.score, first.score);
}

TEST(BatchScorerUnauthenticated, LearnsNothingInLearnOnly) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  const std::vector<Baseline> before = AllKept(organisation);
  EXPECT_EQ(AlertsAmong(ScoreAll(organisation, FailedSignIns("BR", 3), 100,
                                 ScoringMode::kLearnOnly)),
            0);
  EXPECT_EQ(AllKept(organisation), before);
}

TEST(BatchScorerDuplicates, AnswerWithTheirFirstAlertAndReasonsMadeAgain) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  const std::vector<Event> theft = Theft(100);
  const auto first = ScoreAll(organisation, theft, 30);
  for (const ScoringMode mode :
       {ScoringMode::kScoreAndLearn, ScoringMode::kScoreOnly}) {
    const auto again = ScoreAll(organisation, theft, 100, mode);
    for (size_t i = 0; i < theft.size(); ++i) {
      EXPECT_TRUE(again[i].duplicate);
      EXPECT_EQ(again[i].alert, first[i].alert) << i;
      EXPECT_TRUE(again[i].factors_made_again);
      EXPECT_NE(FindFactor(again[i], "country_for_principal"), nullptr);
    }
  }
}

TEST(BatchScorerDuplicates, WithinOneBatchHaveTheFirstOnesReasons) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  std::vector<Event> theft = Theft(1);
  theft.push_back(theft.front());
  const auto scored = organisation.Score(theft);
  ASSERT_TRUE(scored.ok());
  const ScoredEvent& first = scored->front();
  const ScoredEvent& again = scored->back();
  EXPECT_TRUE(first.alert);
  EXPECT_TRUE(again.alert);
  EXPECT_TRUE(again.duplicate);
  EXPECT_FALSE(again.factors_made_again);
  ASSERT_EQ(again.factors.size(), first.factors.size());
  EXPECT_EQ(again.factors[0].bits, first.factors[0].bits);
}

TEST(BatchScorerDuplicates, AreExplainedFromTheLevelAskedForOn) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  std::vector<Event> events = Theft(1);
  events.push_back(Call(5000, "alice", "DE", kTheft - 24 * kHour));
  ASSERT_TRUE(organisation.Score(events).ok());
  const auto again =
      organisation.Score(events, ScoringMode::kScoreAndLearn, RiskLevel::kHigh);
  ASSERT_TRUE(again.ok());
  EXPECT_FALSE(again->front().factors.empty());
  EXPECT_THAT(again->back().factors, IsEmpty());
  EXPECT_FALSE(again->back().factors_made_again);
}

constexpr char kEngineer[] = "arn:aws:iam::111122223333:role/Engineer";
constexpr char kUsualAgent[] = "aws-cli/2.24.10";

// A call of a session that chose its name, or of a person where `role` is
// empty.
Event SessionCall(int id, const std::string& name, int64_t time,
                  const std::string& command, const std::string& agent,
                  const std::string& role = kEngineer) {
  Event event = Call(id, "111122223333:human/" + name + "@example.com", "DE",
                     time, command);
  event.principal_kind = PrincipalKind::kHuman;
  event.role = role;
  event.user_agent = agent;
  return event;
}

// Ten people, three calls on each of thirty days.
std::vector<Event> MonthOfSessions(const std::string& role = kEngineer) {
  const char* const commands[] = {"s3:ListBuckets", "ec2:DescribeInstances",
                                  "iam:ListUsers"};
  std::vector<Event> events;
  for (int i = 0; i < 30 * 10 * 3; ++i) {
    const int day = i / 30;
    const int person = i / 3 % 10;
    events.push_back(SessionCall(
        i, "u" + std::to_string(person),
        kStart + day * 24 * kHour + (8 + i % 3) * kHour + person * 60,
        commands[(i + day) % 3], kUsualAgent, role));
  }
  return events;
}

constexpr int64_t kAfterMonth = kStart + 30 * 24 * kHour + 10 * kHour;

TEST(BatchScorerRoles, JudgeAFreshSessionByWhatItsRoleNeverDid) {
  Organisation organisation;
  ScoreAll(organisation, MonthOfSessions(), 1000);
  const Event odd =
      SessionCall(5000, "fresh", kAfterMonth, "iam:CreateAccessKey", "evil/1");
  const ScoredEvent scored =
      organisation.ScoreOne(odd, ScoringMode::kScoreOnly);
  EXPECT_GE(scored.risk_level, RiskLevel::kMedium) << scored.score;
  EXPECT_NE(FindFactor(scored, "tool_for_principal"), nullptr);
  EXPECT_NE(FindFactor(scored, "command_for_principal"), nullptr);
}

TEST(BatchScorerRoles, LetAFreshSessionDoWhatOthersOfItsRoleDo) {
  Organisation organisation;
  ScoreAll(organisation, MonthOfSessions(), 1000);
  const Event usual = SessionCall(5000, "fresh", kAfterMonth,
                                  "ec2:DescribeInstances", kUsualAgent);
  EXPECT_LE(organisation.ScoreOne(usual, ScoringMode::kScoreOnly).risk_level,
            RiskLevel::kLow);
}

// A colleague has an own way of working from the second day on.
TEST(BatchScorerRoles, SpeakForASessionUntilItHasAPastOfItsOwn) {
  Organisation organisation;
  ScoreAll(organisation, MonthOfSessions(), 1000);
  const auto odd = [&](int id, int64_t time) {
    return organisation
        .ScoreOne(SessionCall(id, "fresh", time, "iam:CreateUser", "mine/1"),
                  ScoringMode::kScoreOnly)
        .score;
  };
  organisation.ScoreOne(SessionCall(5000, "fresh", kAfterMonth,
                                    "ec2:DescribeInstances", kUsualAgent));
  const double at_once = odd(5001, kAfterMonth + kHour);
  EXPECT_GE(RiskLevelOf(at_once), RiskLevel::kHigh) << at_once;
  const double later = odd(5002, kAfterMonth + 25 * kHour);
  EXPECT_LT(RiskLevelOf(later), RiskLevel::kHigh) << later;
}

TEST(BatchScorerRoles, SayNothingOfWhoIsNewInAnUnknownRole) {
  Organisation organisation;
  ScoreAll(organisation, MonthOfSessions(), 1000);
  for (const std::string& role : {std::string(), std::string("other")}) {
    const Event odd = SessionCall(5000, "fresh", kAfterMonth,
                                  "iam:CreateAccessKey", "evil/1", role);
    EXPECT_EQ(organisation.ScoreOne(odd, ScoringMode::kScoreOnly).risk_level,
              RiskLevel::kNone)
        << role;
  }
}

TEST(BatchScorerRoles, DoNotLearnFromWhatIsMalicious) {
  Organisation organisation;
  ScoreAll(organisation, MonthOfSessions(), 1000);
  Event odd =
      SessionCall(5000, "thief", kAfterMonth, "iam:CreateAccessKey", "evil/1");
  odd.country = "BR";
  organisation.ScoreOne(odd);
  organisation.CallMalicious(odd.principal, "BR");
  odd.event_id = "again";
  odd.command = "iam:CreateUser";
  organisation.ScoreOne(odd);
  const Histogram commands = organisation.HistogramOf(
      EntityKind::kRole, kEngineer, Attribute::kCommand);
  EXPECT_NE(commands.Find("iam:CreateAccessKey"), nullptr);
  EXPECT_EQ(commands.Find("iam:CreateUser"), nullptr);
}

TEST(BatchScorerLearnOnly, RaisesNoAlertAndLeavesNoShortMemory) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000, ScoringMode::kLearnOnly);
  const auto learned =
      ScoreAll(organisation, Theft(100), 30, ScoringMode::kLearnOnly);
  EXPECT_EQ(AlertsAmong(learned), 0);
  const Baseline alice =
      organisation.BaselineOf(EntityKind::kPrincipal, "alice");
  EXPECT_TRUE(alice.memory.empty());
  EXPECT_TRUE(alice.alerts.Get().empty());
  const AlertDistribution budget =
      organisation.BaselineOf(EntityKind::kTenant, "").distribution.Get();
  EXPECT_EQ(budget.ReachedOn(DayOf(kTheft)), 0U)
      << "the day has its budget left";
  const int64_t period = kTheft / kPeriodSeconds;
  EXPECT_EQ(budget.PrincipalsAt(20, period, period), 1U)
      << "the threshold learns";
  EXPECT_GT(organisation.HistogramOf(EntityKind::kPrincipal, "alice")
                .Find("VN")
                ->peak_centibits,
            1000U)
      << "how odd a place was is part of what is learned";
  const auto again = ScoreAll(organisation, Theft(100), 30);
  EXPECT_EQ(AlertsAmong(again), 0) << "they are duplicates";
  EXPECT_TRUE(again.front().duplicate);
}

TEST(BatchScorerLearnOnly, DoesNotMakeALaterCallMoreUnusual) {
  Organisation backfilled;
  ScoreAll(backfilled, WorkingMonth(), 1000);
  ScoreAll(backfilled, Theft(50), 50, ScoringMode::kLearnOnly);
  Organisation without;
  ScoreAll(without, WorkingMonth(), 1000);
  Event live = Theft(1, kTheft + kHour).front();
  live.event_id = "live";
  const ScoredEvent after = backfilled.ScoreOne(live);
  EXPECT_EQ(FindFactor(after, "recent_evidence"), nullptr);
  EXPECT_LE(after.score, without.ScoreOne(live).score);
  EXPECT_TRUE(after.alert);
}

TEST(BatchScorerLearnOnly, AnswersNoAlertOfAnEventThatRaisedOne) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  EXPECT_TRUE(organisation.ScoreOne(Theft(1).front()).alert);
  EXPECT_FALSE(
      organisation.ScoreOne(Theft(1).front(), ScoringMode::kLearnOnly).alert);
  EXPECT_TRUE(organisation.ScoreOne(Theft(1).front()).alert);
}

// Commands are numbered in the order of their time.
TEST(BatchScorerPast, IsExplainedByNothingThatCameLater) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  std::vector<Event> theft = Theft(40);
  for (size_t i = 0; i < theft.size(); ++i) {
    if (i % 2 == 1) theft[i].error_code = "AccessDenied";
  }
  const auto first = ScoreAll(organisation, theft, 1);
  for (size_t i = 0; i < theft.size(); ++i) {
    const ScoredEvent again =
        organisation.ScoreOne(theft[i], ScoringMode::kScoreOnly);
    EXPECT_EQ(again.first_score, first[i].score);
    // What was learned since makes it less unusual, never more.
    EXPECT_LE(again.score, first[i].score + 0.01) << i;
    EXPECT_GE(again.score, first[i].score - 10) << i;
    for (const Factor& factor : again.factors) {
      EXPECT_LE(factor.value_last_seen_seconds, theft[i].event_time_seconds);
      for (size_t later = i; later < theft.size(); ++later) {
        const std::string name = "svc:Steal" + std::to_string(later);
        EXPECT_EQ((factor.detail + " ").find(name + " "), std::string::npos)
            << i << ": " << factor.detail;
        EXPECT_EQ((factor.detail + ",").find(name + ","), std::string::npos)
            << i << ": " << factor.detail;
      }
    }
  }
}

// What is odd about the call but for its place stays odd.
TEST(BatchScorerPast, FromTheUsualPlaceScoresWhatItWouldHaveScoredThen) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  std::vector<Event> what_if = Theft(40);
  for (Event& event : what_if) {
    event.country = "DE";
    event.user_agent = "Boto3/1.34";
  }
  const ScoredEvent then =
      organisation.ScoreOne(what_if[0], ScoringMode::kScoreOnly);
  ScoreAll(organisation, Theft(40), 1);
  const ScoredEvent now =
      organisation.ScoreOne(what_if[0], ScoringMode::kScoreOnly);
  EXPECT_TRUE(now.duplicate);
  EXPECT_NEAR(now.score, then.score, 0.5);
  EXPECT_EQ(FindFactor(now, "recent_evidence"), nullptr);
  EXPECT_EQ(FindFactor(now, "two_places"), nullptr);
}

TEST(BatchScorerPast, FromTheUsualPlaceIsNotJudgedByWhatTheThiefDid) {
  Organisation organisation;
  ScoreAll(organisation, WorkingMonth(), 1000);
  ScoreAll(organisation, Theft(40), 1);
  Event usual = WorkingMonth().back();
  usual.event_id = Theft(1).front().event_id;
  usual.event_time_seconds = kTheft;
  EXPECT_LT(organisation.ScoreOne(usual, ScoringMode::kScoreOnly).score, 5);
}

// What an analyst reads of a theft: a month of work, then calls from VN with a
// new tool that fail.
class TheftInWords : public ::testing::Test {
 protected:
  TheftInWords() {
    std::vector<Event> work = WorkingMonth();
    for (Event& event : work) event.user_agent = "aws-cli/2.15";
    for (Event& event : work) {
      Event other = event;
      other.event_id += "-bob";
      other.principal = "bob";
      other.user_agent = "Boto3/1.34";
      organisation_.ScoreOne(event);
      organisation_.ScoreOne(other);
    }
    std::vector<Event> theft = Theft(12);
    for (Event& event : theft) {
      event.user_agent = "Boto3/1.34";
      event.error_code = "AccessDenied";
    }
    scored_ = ScoreAll(organisation_, theft, 1);
  }

  static std::string Sentence(const ScoredEvent& scored,
                              std::string_view detector) {
    const Factor* factor = FindFactor(scored, detector);
    return factor == nullptr ? "" : Explain(*factor);
  }

  Organisation organisation_;
  std::vector<ScoredEvent> scored_;
};

TEST_F(TheftInWords, NamesNoDetector) {
  for (const ScoredEvent& scored : scored_) {
    std::string sentences = Headline(scored.factors);
    for (const Factor& factor : scored.factors) sentences += Explain(factor);
    for (const Detector& detector : Detectors()) {
      EXPECT_THAT(sentences, Not(HasSubstr(std::string(detector.name))));
    }
  }
}

TEST_F(TheftInWords, TellsWhoDidWhatForTheFirstTime) {
  EXPECT_EQ(Sentence(scored_.front(), "country_for_principal"),
            "alice never called from VN before: 0 of 300 calls in 30 days, "
            "since 2024-10-04; usual: DE 100 %; in the organisation: 0 of 300 "
            "other calls");
  EXPECT_EQ(Sentence(scored_.front(), "tool_for_principal"),
            "alice never used Boto3 before: 0 of 300 calls in 30 days, since "
            "2024-10-04; usual: aws-cli 100 %; in the organisation: 300 of 300 "
            "other calls");
  EXPECT_THAT(Sentence(scored_.front(), "error_code"),
              HasSubstr("alice never failed with AccessDenied before: 0 of 300 "
                        "calls in 30 days"));
}

TEST_F(TheftInWords, TellsHowOftenAndWhyItIsStillUnusual) {
  EXPECT_EQ(Sentence(scored_.back(), "country_for_principal"),
            "alice called from VN in 11 of 311 calls in 30 days, since "
            "2024-10-04, first at 2024-11-03 02:00, last at 2024-11-03 02:03, "
            "too new to count as usual before 2024-11-17 02:00; usual: DE 100 "
            "%; in the organisation: 0 of 300 other calls");
}

TEST_F(TheftInWords, TellsWhatBelongsTogether) {
  EXPECT_THAT(Sentence(scored_.back(), "recent_evidence"),
              HasSubstr("commands unusual for alice, from the same place (VN) "
                        "within 4 minutes, since 2024-11-03 02:00: svc:Steal"));
  EXPECT_THAT(Headline(scored_.back().factors),
              HasSubstr("Unusual for alice: called from VN (11 of 311 calls, "
                        "since 2024-11-03 02:00; usual: DE 100 %)"));
}

TEST_F(TheftInWords, SaysWhatTheOrganisationDoesWhereLittleIsKnown) {
  Event first = Call(20'000, "carol", "VN", kTheft + kHour);
  EXPECT_THAT(Sentence(organisation_.ScoreOne(first), "country_for_principal"),
              HasSubstr("carol called from VN; no earlier call by carol is "
                        "known; in the organisation: 12 of 612 other calls, "
                        "usual: DE 100 %"));
  Event second = Call(20'001, "carol", "BR", kTheft + 2 * kHour);
  EXPECT_THAT(Sentence(organisation_.ScoreOne(second), "country_for_principal"),
              HasSubstr("carol never called from BR before, but only 1 call by "
                        "carol is known in 60 minutes"));
}

}  // namespace
}  // namespace farcall
