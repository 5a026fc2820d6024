// SPDX-License-Identifier: Apache-2.0

// A database update that moves a network moves nobody: what is known of who
// calls from it stays known (ADR 31).

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/explanation.h"
#include "scoring/batch/feedback.h"
#include "scoring/records/attribute.h"
#include "storage/codec/record/baseline_codec.h"
#include "tests/scoring/batch/calls_by_databases.h"
#include "tests/scoring/batch/find_factor.h"
#include "tests/scoring/batch/stored_baseline.h"
#include "tests/scoring/batch/working_month.h"

namespace farcall {
namespace {

constexpr int64_t kOldBuild = kMonth - 5 * kDay;
constexpr int64_t kNewBuild = kAfter - kDay;
constexpr int64_t kNewestBuild = kAfter + 9 * kDay;
constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
constexpr char kBob[] = "arn:aws:iam::111122223333:user/bob";
constexpr char kHome[] = "91.1.2.3";
constexpr char kOffice[] = "62.1.2.3";
constexpr char kElsewhere[] = "14.160.2.3";
const NetworkOperator kTelekom{.key = "AS3320", .kind = OperatorKind::kAccess};
const NetworkOperator kVodafone{.key = "AS3209", .kind = OperatorKind::kAccess};
const NetworkOperator kContabo{.key = "contabo",
                               .kind = OperatorKind::kHosting};
const NetworkOperator kOvh{.key = "ovh", .kind = OperatorKind::kHosting};

class BatchScorerMoved : public CallsByDatabases {
 protected:
  BatchScorerMoved() {
    databases_.Set(kHome, "DE", kOldBuild);
    databases_.Set(kOffice, "DE", kOldBuild);
  }

  Baseline BaselineOf(const std::string& principal) {
    return StoredBaseline(store_, EntityKind::kPrincipal, principal);
  }

  Feedback feedback_{store_, databases_, Model{}};
};

TEST_F(BatchScorerMoved, IsAsUsualAtItsFirstCallAndAtItsTenth) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  for (int call = 0; call < 10; ++call) {
    const ScoredEvent scored =
        Call(kAlice, kHome, kAfter + 9 * kHour + call * 5 * kHour);
    EXPECT_EQ(scored.origin.value, "VN");
    EXPECT_EQ(scored.state, BaselineState::kReady);
    EXPECT_LT(scored.score, 5) << call;
    EXPECT_FALSE(scored.alert);
    ASSERT_TRUE(scored.moved.has_value()) << call;
    EXPECT_EQ(scored.moved->country, "DE");
    EXPECT_EQ(scored.moved->country_build_seconds, kOldBuild);
    EXPECT_EQ(scored.moved->operator_key, "");
  }
}

TEST_F(BatchScorerMoved, TellsWhereTheNetworkWasAndThatItIsKnownFromThere) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  const ScoredEvent scored = Call(kAlice, kHome, kAfter + 9 * kHour);
  const Factor* place = FindFactor(scored, "country_for_principal");
  ASSERT_NE(place, nullptr);
  EXPECT_EQ(place->value, "DE");
  EXPECT_EQ(Explain(*place),
            "The network 91.1.2.0/24 was in DE by the country database of "
            "2024-09-29: alice called from DE in 240 of 240 calls in 30 days, "
            "since 2024-10-04; usual: DE 100 %");
}

TEST_F(BatchScorerMoved, LeavesANewNetworkInTheNewCountryNews) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  databases_.Set(kElsewhere, "VN", kNewBuild);
  Call(kAlice, kHome, kAfter + 9 * kHour);
  const ScoredEvent theft = Call(kAlice, kElsewhere, kAfter + 12 * kHour);
  EXPECT_GE(theft.risk_level, RiskLevel::kHigh);
  EXPECT_FALSE(theft.moved.has_value());
  // The theft's quarantine is not the home's.
  EXPECT_LT(Call(kAlice, kHome, kAfter + 40 * kHour).score, 20);
}

TEST_F(BatchScorerMoved, EntersNoQuarantine) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  Call(kAlice, kHome, kAfter + 9 * kHour);
  const Baseline baseline = BaselineOf(kAlice);
  const ValueCount* seen = baseline.Of(Attribute::kCountry).Find("VN");
  ASSERT_NE(seen, nullptr) << "it is counted under the present answer";
  EXPECT_EQ(seen->peak_centibits, 0u);
}

TEST_F(BatchScorerMoved, IsNoNewsOfItsCommandEither) {
  LiveAMonth(kAlice, kHome);
  LiveAMonth(kBob, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  const ScoredEvent scored = Call(kAlice, kHome, kAfter + 9 * kHour);
  EXPECT_LT(BitsOf(scored, "country_for_command"), 0.1);
}

TEST_F(BatchScorerMoved, IsNotASecondPlaceBesideWhatDidNotMove) {
  LiveAMonth(kAlice, kHome);
  LiveAMonth(kAlice, kOffice);
  databases_.Set(kHome, "VN", kNewBuild);
  for (int day = 0; day < 20; ++day) {
    const int64_t at = kAfter + day * kDay + 9 * kHour;
    EXPECT_EQ(BitsOf(Call(kAlice, kHome, at), "two_places"), 0) << day;
    EXPECT_EQ(BitsOf(Call(kAlice, kOffice, at + 600), "two_places"), 0) << day;
  }
}

TEST_F(BatchScorerMoved, NeedsADatabaseOfAnotherBuild) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kOldBuild);
  const ScoredEvent scored = Call(kAlice, kHome, kAfter + 9 * kHour);
  EXPECT_GE(scored.risk_level, RiskLevel::kHigh);
  EXPECT_FALSE(scored.moved.has_value());
}

TEST_F(BatchScorerMoved, IsNoneWithoutABuildTime) {
  databases_.Set(kHome, "DE", 0);
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  EXPECT_GE(Call(kAlice, kHome, kAfter + 9 * kHour).risk_level,
            RiskLevel::kHigh);
}

TEST_F(BatchScorerMoved, IsNeverWhatTheCallerOrAnOverrideSays) {
  LiveAMonth(kAlice, kHome);
  Event supplied = EventOf(kAlice, kHome, kAfter + 9 * kHour);
  supplied.country = "VN";
  const ScoredEvent by_caller = Score({supplied}, ScoringMode::kScoreOnly)[0];
  EXPECT_GE(by_caller.risk_level, RiskLevel::kHigh);
  EXPECT_FALSE(by_caller.moved.has_value());

  databases_.Set(kHome, "VN", kNewBuild);
  databases_.answers[kHome].source = OriginSource::kOverride;
  const ScoredEvent by_override = Call(kAlice, kHome, kAfter + 9 * kHour);
  EXPECT_GE(by_override.risk_level, RiskLevel::kHigh);
  EXPECT_FALSE(by_override.moved.has_value());
}

TEST_F(BatchScorerMoved, FromAnOverrideToADatabaseIsNews) {
  databases_.answers[kHome].source = OriginSource::kOverride;
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  EXPECT_GE(Call(kAlice, kHome, kAfter + 9 * kHour).risk_level,
            RiskLevel::kHigh);
}

TEST_F(BatchScorerMoved, MovesBackToo) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  for (int day = 0; day < 10; ++day) {
    Call(kAlice, kHome, kAfter + day * kDay + 9 * kHour);
  }
  databases_.Set(kHome, "DE", kNewestBuild);
  const ScoredEvent back = Call(kAlice, kHome, kAfter + 10 * kDay);
  EXPECT_LT(back.score, 5);
  const Baseline baseline = BaselineOf(kAlice);
  EXPECT_EQ(baseline.answers.networks()[0].countries.size(), 2u);
  databases_.Set(kHome, "VN", kNewestBuild + kDay);
  EXPECT_LT(Call(kAlice, kHome, kAfter + 11 * kDay).score, 5);
}

TEST_F(BatchScorerMoved, KeepsItsOperatorKnown) {
  databases_.Set(kHome, "DE", kOldBuild, kTelekom);
  LiveAMonth(kAlice, kHome);
  databases_.Set(kElsewhere, "DE", kNewBuild, kContabo);
  databases_.Set(kHome, "DE", kNewBuild, kVodafone);
  const ScoredEvent moved = Call(kAlice, kHome, kAfter + 9 * kHour);
  EXPECT_EQ(BitsOf(moved, "operator_for_principal"), 0);
  ASSERT_TRUE(moved.moved.has_value());
  EXPECT_EQ(moved.moved->operator_key, "AS3320");
  EXPECT_EQ(moved.moved->country, "");
}

TEST_F(BatchScorerMoved, IsNewsWhereAHostsBlockGoesToSomebodyElse) {
  databases_.Set(kHome, "DE", kOldBuild, kContabo);
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild, kOvh);
  const ScoredEvent sold = Score({EventOf(kAlice, kHome, kAfter + 9 * kHour)},
                                 ScoringMode::kScoreOnly)[0];
  EXPECT_FALSE(sold.moved.has_value());
  EXPECT_GE(sold.risk_level, RiskLevel::kHigh);
  databases_.Set(kHome, "VN", kNewBuild, kTelekom);
  const ScoredEvent to_access = Score(
      {EventOf(kAlice, kHome, kAfter + 9 * kHour)}, ScoringMode::kScoreOnly)[0];
  EXPECT_FALSE(to_access.moved.has_value());
  EXPECT_GE(to_access.risk_level, RiskLevel::kHigh);
  databases_.Set(kHome, "VN", kNewBuild, kContabo);
  EXPECT_LT(Call(kAlice, kHome, kAfter + 9 * kHour).score, 5)
      << "its host has moved it";
}

TEST_F(BatchScorerMoved, YieldsToAVerdictOnTheNewPlace) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  const Event moved = EventOf(kAlice, kHome, kAfter + 9 * kHour);
  Score({moved});
  Statement statement;
  statement.id = "theft";
  ASSERT_TRUE(
      feedback_.JudgeEvent("default", moved, Verdict::kMalicious, statement)
          .ok());
  const ScoredEvent scored = Call(kAlice, kHome, kAfter + 12 * kHour);
  EXPECT_GE(scored.risk_level, RiskLevel::kHigh);
  EXPECT_FALSE(scored.moved.has_value());
}

TEST_F(BatchScorerMoved, DoesNotLaunderAPlaceInQuarantine) {
  databases_.Set(kElsewhere, "VN", kOldBuild);
  LiveAMonth(kAlice, kHome);
  Call(kAlice, kElsewhere, kAfter + kHour);
  databases_.Set(kElsewhere, "BR", kNewBuild);
  const ScoredEvent moved = Call(kAlice, kElsewhere, kAfter + 3 * kDay);
  EXPECT_GE(moved.risk_level, RiskLevel::kHigh);
  EXPECT_GE(Call(kAlice, kElsewhere, kAfter + 6 * kDay).risk_level,
            RiskLevel::kHigh);
}

TEST_F(BatchScorerMoved, IsScoredTheSameWithoutLearning) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  const Event event = EventOf(kAlice, kHome, kAfter + 9 * kHour);
  const Baseline before = BaselineOf(kAlice);
  const ScoredEvent what_if = Score({event}, ScoringMode::kScoreOnly)[0];
  EXPECT_TRUE(BaselineOf(kAlice) == before);
  const ScoredEvent counted = Score({event})[0];
  EXPECT_EQ(what_if.score, counted.score);
  EXPECT_EQ(what_if.moved, counted.moved);
}

TEST_F(BatchScorerMoved, IsAnsweredAsAtFirstWhereItComesAgain) {
  LiveAMonth(kAlice, kHome);
  const Event before = EventOf(kAlice, kHome, kAfter - 8 * kHour);
  const double first = Score({before})[0].score;
  databases_.Set(kHome, "VN", kNewBuild);
  const Event event = EventOf(kAlice, kHome, kAfter + 9 * kHour);
  const ScoredEvent counted = Score({event})[0];
  const Baseline kept = BaselineOf(kAlice);
  const auto again = Score({event, event, before});
  for (const ScoredEvent& scored : again) EXPECT_TRUE(scored.duplicate);
  EXPECT_EQ(again[0].score, counted.score);
  EXPECT_EQ(again[0].moved, counted.moved);
  EXPECT_EQ(again[1].moved, counted.moved);
  EXPECT_EQ(again[2].score, first);
  EXPECT_TRUE(BaselineOf(kAlice) == kept);
}

TEST_F(BatchScorerMoved, LearnsInSilence) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild);
  const ScoredEvent learned =
      Score({EventOf(kAlice, kHome, kAfter)}, ScoringMode::kLearnOnly)[0];
  EXPECT_FALSE(learned.moved.has_value());
  EXPECT_LT(Call(kAlice, kHome, kAfter + 9 * kHour).score, 5);
}

TEST_F(BatchScorerMoved, IsKeptTheSameInAnyOrderOfEvents) {
  std::vector<Event> early;
  std::vector<Event> late;
  for (int call = 0; call < 60; ++call) {
    const std::string address = call % 3 == 0 ? kOffice : kHome;
    early.push_back(EventOf(kAlice, address, kMonth + call * 13 * kHour));
    late.push_back(EventOf(kAlice, address, kAfter + call * 13 * kHour));
  }
  const auto live = [&] {
    databases_.Set(kHome, "DE", kOldBuild);
    Score(early, ScoringMode::kLearnOnly);
    databases_.Set(kHome, "VN", kNewBuild);
    Score(late, ScoringMode::kLearnOnly);
    return BaselineOf(kAlice).answers;
  };
  const NetworkAnswers in_order = live();
  const EntityKey key{"default", EntityKind::kPrincipal, kAlice};
  ASSERT_TRUE(store_.Delete(key).ok());
  std::ranges::reverse(early);
  std::ranges::reverse(late);
  for (auto* events : {&early, &late}) {
    for (Event& event : *events) event.event_id += " reversed";
  }
  EXPECT_TRUE(live() == in_order);
}

TEST_F(BatchScorerMoved, IsReadBackAsItWasWritten) {
  LiveAMonth(kAlice, kHome);
  databases_.Set(kHome, "VN", kNewBuild, kTelekom);
  databases_.answers[kHome].location = Location{21.03, 105.85, 50};
  Call(kAlice, kHome, kAfter);
  const Baseline baseline = BaselineOf(kAlice);
  const auto bytes = EncodeBaseline(baseline);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  const auto read = DecodeBaseline(*bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(*read == baseline);
  ASSERT_EQ(baseline.answers.networks().size(), 1u);
  EXPECT_EQ(baseline.answers.networks()[0].answers(), 4u);
}

TEST_F(BatchScorerMoved, BeginsWithTheNextDatabaseInAStoreWithoutAnswers) {
  LiveAMonth(kAlice, kHome);
  const EntityKey key{"default", EntityKind::kPrincipal, kAlice};
  ASSERT_TRUE(store_
                  .Update({"default", {&key, 1}, {}},
                          [](HistogramStore::Stored stored) {
                            stored.baselines[0]->answers = {};
                            return HistogramStore::Changed{.baselines = {true},
                                                           .seen = {}};
                          })
                  .ok());
  EXPECT_LT(Call(kAlice, kHome, kAfter).score, 5);
  databases_.Set(kHome, "VN", kNewBuild);
  EXPECT_LT(Call(kAlice, kHome, kAfter + 9 * kHour).score, 5);
}

TEST_F(BatchScorerMoved, IsForgottenWithTheHoursOfItsNetwork) {
  databases_.Set(kElsewhere, "VN", kOldBuild);
  LiveAMonth(kAlice, kHome);
  Call(kAlice, kElsewhere, kAfter + kHour);
  Statement statement;
  statement.id = "test of the red team";
  ASSERT_TRUE(
      feedback_.ForgetRange("default", kAlice, kAfter, kAfter + kDay, statement)
          .ok());
  const Baseline baseline = BaselineOf(kAlice);
  const auto networks = baseline.answers.networks();
  ASSERT_EQ(networks.size(), 1u);
  EXPECT_EQ(networks[0].network, "91.1.2");
  EXPECT_EQ(networks[0].countries[0].text, "DE");
}

TEST_F(BatchScorerMoved, IsForgottenWithItsPrincipal) {
  LiveAMonth(kAlice, kHome);
  const EntityKey key{"default", EntityKind::kPrincipal, kAlice};
  ASSERT_TRUE(store_.Delete(key).ok());
  EXPECT_TRUE(BaselineOf(kAlice).empty());
}

}  // namespace
}  // namespace farcall
