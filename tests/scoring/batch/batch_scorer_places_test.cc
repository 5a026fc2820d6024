// SPDX-License-Identifier: Apache-2.0

// What operators of networks and visits of colleagues say of a place.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/feedback.h"
#include "scoring/records/attribute.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/find_factor.h"
#include "tests/scoring/batch/stored_baseline.h"
#include "tests/scoring/batch/working_month.h"

namespace farcall {
namespace {

constexpr char kTelekom[] = "AS3320";
constexpr char kDeploy[] = "arn:aws:iam::111122223333:role/deploy";

// Takes the country from the event, and the operator from its address.
class MadeUpOrigins : public OriginResolver {
 public:
  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    for (size_t i = 0; i < events.size(); ++i) {
      origins[i] = {.value = events[i].country,
                    .source = OriginSource::kSupplied,
                    .network_operator = OperatorAt(events[i].source_address)};
    }
  }

 private:
  // Of "AS3320 192.0.2.1", "cloud:amazon 192.0.2.1".
  static NetworkOperator OperatorAt(const std::string& address) {
    const std::string key = address.substr(0, address.find(' '));
    if (key.empty() || key == address) return {};
    if (key.starts_with("cloud:")) {
      return {.key = key, .kind = OperatorKind::kCloud};
    }
    if (key.starts_with("host:")) {
      return {.key = key, .kind = OperatorKind::kHosting};
    }
    return {.key = key, .kind = OperatorKind::kAccess};
  }
};

std::string UserNamed(const std::string& name) {
  return "arn:aws:iam::111122223333:user/" + name;
}

class BatchScorerPlaces : public ::testing::Test {
 protected:
  // An hourly call of each working hour of a month.
  void LiveAMonth(const std::string& principal, const std::string& country,
                  const std::string& network_operator) {
    for (int64_t at_seconds : WorkingHours()) {
      Call(principal, country, network_operator, at_seconds);
    }
  }

  ScoredEvent Call(const std::string& principal, const std::string& country,
                   const std::string& network_operator, int64_t at_seconds) {
    return Score(EventOf(principal, country, network_operator, at_seconds),
                 ScoringMode::kScoreAndLearn);
  }

  ScoredEvent ScoreOnly(const Event& event) {
    return Score(event, ScoringMode::kScoreOnly);
  }

  ScoredEvent Score(const Event& event, ScoringMode mode) {
    const auto scored = scorer_.Score("default", {&event, 1}, mode);
    EXPECT_TRUE(scored.ok()) << scored.status();
    return scored->front();
  }

  Event EventOf(const std::string& principal, const std::string& country,
                const std::string& network_operator, int64_t at_seconds) {
    return {.event_id = "call " + std::to_string(++calls_),
            .event_time_seconds = at_seconds,
            .account = "111122223333",
            .principal = principal,
            .principal_kind = PrincipalKindOf(principal),
            .command = "sts:GetCallerIdentity",
            .source_address = network_operator.empty()
                                  ? "91.1.2.3"
                                  : network_operator + " 91.1.2.3",
            .country = country,
            .user_agent = "aws-cli/2.1"};
  }

  uint64_t PeersIn(Attribute attribute, const std::string& value) {
    const Baseline tenant = StoredBaseline(store_, EntityKind::kTenant, "");
    const ValueCount* found = tenant.Of(attribute).Find(value);
    return found == nullptr ? 0 : found->observations();
  }

  MemoryHistogramStore store_;
  MadeUpOrigins origins_;
  BatchScorer scorer_{store_, origins_, Model{}};
  Feedback feedback_{store_, origins_, Model{}};
  int calls_ = 0;
};

TEST_F(BatchScorerPlaces, FindARentedServerOddForAPersonAtHome) {
  for (const char* name : {"alice", "bob", "carol"}) {
    LiveAMonth(UserNamed(name), "DE", kTelekom);
  }
  const ScoredEvent other =
      Call(UserNamed("alice"), "DE", "AS6805", kAfter + kHour);
  const ScoredEvent server =
      Call(UserNamed("bob"), "DE", "host:contabo", kAfter + kHour);
  EXPECT_GT(BitsOf(server, "operator_for_principal"),
            BitsOf(other, "operator_for_principal") + 5);
  EXPECT_LE(other.risk_level, RiskLevel::kMedium);
}

TEST_F(BatchScorerPlaces, FindAnAccessProviderOddForARole) {
  LiveAMonth(kDeploy, "US", "cloud:amazon");
  const ScoredEvent other = Call(kDeploy, "US", "cloud:google", kAfter + kHour);
  const ScoredEvent home = Call(kDeploy, "US", "AS7922", kAfter + 2 * kHour);
  EXPECT_GT(BitsOf(home, "operator_for_principal"),
            BitsOf(other, "operator_for_principal") + 5);
}

TEST_F(BatchScorerPlaces, TakeATripForOnePieceOfNews) {
  LiveAMonth(UserNamed("alice"), "DE", kTelekom);
  const ScoredEvent trip =
      Call(UserNamed("alice"), "FR", "AS3215", kAfter + kDay);
  EXPECT_EQ(BitsOf(trip, "operator_for_principal"), 0);
  EXPECT_GE(trip.risk_level, RiskLevel::kHigh);
}

TEST_F(BatchScorerPlaces, CountATripLessThanACallWhoseOperatorIsNotKnown) {
  for (const char* country : {"DE", "PL"}) {
    LiveAMonth(UserNamed("alice"), country, kTelekom);
  }
  const Event trip = EventOf(UserNamed("alice"), "FR", "AS3215", kAfter + kDay);
  const Event call = EventOf(UserNamed("alice"), "FR", "", kAfter + kDay);
  EXPECT_NEAR(BitsOf(ScoreOnly(trip), "country_for_principal"),
              0.65 * BitsOf(ScoreOnly(call), "country_for_principal"), 1e-9);
}

// Who was just found READY.
TEST_F(BatchScorerPlaces, TakeTheFirstTripOfAPrincipalForHigh) {
  for (int i = 0; i < 24; ++i) {
    Call(UserNamed("alice"), "DE", kTelekom,
         kMonth + i / 7 * kDay + (8 + i % 7) * kHour);
  }
  const ScoredEvent first =
      Call(UserNamed("alice"), "VN", "AS45899", kMonth + 4 * kDay + 9 * kHour);
  EXPECT_EQ(first.state, BaselineState::kReady);
  EXPECT_EQ(first.risk_level, RiskLevel::kHigh);
}

TEST_F(BatchScorerPlaces, TakeTheNextTripOfATravellerForLess) {
  LiveAMonth(UserNamed("alice"), "DE", kTelekom);
  const ScoredEvent first =
      Call(UserNamed("alice"), "FR", "AS3215", kAfter + kDay);
  const ScoredEvent next =
      Call(UserNamed("alice"), "ES", "AS3352", kAfter + 30 * kDay);
  EXPECT_LT(BitsOf(next, "country_for_principal"),
            BitsOf(first, "country_for_principal"));
}

// A role that people share is used as they call: from access providers, on
// trips, and in several places at once.
TEST_F(BatchScorerPlaces, JudgeARoleThatPeopleUseAsAPerson) {
  LiveAMonth(kDeploy, "DE", kTelekom);
  const Event other = EventOf(kDeploy, "DE", "AS6805", kAfter + kDay);
  const Event server = EventOf(kDeploy, "DE", "host:contabo", kAfter + kDay);
  const Event trip = EventOf(kDeploy, "FR", "AS3215", kAfter + kDay);
  EXPECT_GT(BitsOf(ScoreOnly(server), "operator_for_principal"),
            BitsOf(ScoreOnly(other), "operator_for_principal") + 5);
  EXPECT_EQ(BitsOf(ScoreOnly(trip), "operator_for_principal"), 0);
}

TEST_F(BatchScorerPlaces, FindTwoAtOnceLessOddWhereAPrincipalIsInSeveral) {
  LiveAMonth(UserNamed("alice"), "DE", kTelekom);
  for (const char* country : {"DE", "PL", "FR", "ES"}) {
    LiveAMonth(UserNamed("shared"), country, kTelekom);
  }
  const auto bits_of = [&](const char* name) {
    Call(UserNamed(name), "DE", kTelekom, kAfter + kDay);
    return BitsOf(ScoreOnly(EventOf(UserNamed(name), "BR", "AS28573",
                                    kAfter + kDay + kHour)),
                  "two_places");
  };
  const double of_one_place = bits_of("alice");
  EXPECT_GT(of_one_place, 3);
  EXPECT_LT(bits_of("shared"), 0.3 * of_one_place);
}

TEST_F(BatchScorerPlaces, LetMachinesOfAKnownCloudStandInAnyCountry) {
  LiveAMonth(kDeploy, "US", "cloud:microsoft");
  const ScoredEvent known =
      Call(kDeploy, "SG", "cloud:microsoft", kAfter + kDay);
  const ScoredEvent strange =
      Call(kDeploy, "SG", "host:contabo", kAfter + 2 * kDay);
  EXPECT_LE(known.risk_level, RiskLevel::kLow);
  EXPECT_GE(strange.risk_level, RiskLevel::kHigh);
}

TEST_F(BatchScorerPlaces, DoNotGetUsedToATheftsServerWithinTwoWeeks) {
  LiveAMonth(UserNamed("alice"), "DE", kTelekom);
  const ScoredEvent first =
      Call(UserNamed("alice"), "VN", "host:contabo", kAfter + kDay);
  const ScoredEvent later =
      Call(UserNamed("alice"), "RU", "host:contabo", kAfter + 4 * kDay);
  EXPECT_GE(first.risk_level, RiskLevel::kHigh);
  EXPECT_GE(later.risk_level, RiskLevel::kHigh);
}

TEST_F(BatchScorerPlaces, AreKnownByCountryUntilAnOperatorIs) {
  LiveAMonth(UserNamed("alice"), "DE", "");
  LiveAMonth(UserNamed("bob"), "DE", "");
  const double without =
      BitsOf(Call(UserNamed("alice"), "VN", "", kAfter + kDay),
             "country_for_principal");
  const double with =
      BitsOf(Call(UserNamed("bob"), "VN", "host:contabo", kAfter + kDay),
             "country_for_principal");
  EXPECT_DOUBLE_EQ(with, without);
}

TEST_F(BatchScorerPlaces, AskForTheNetworkWhereNoOperatorIsKnown) {
  LiveAMonth(UserNamed("alice"), "DE", "");
  Event moved = EventOf(UserNamed("alice"), "DE", "", kAfter + kHour);
  moved.source_address = "79.4.5.6";
  const auto scored =
      scorer_.Score("default", {&moved, 1}, ScoringMode::kScoreOnly);
  ASSERT_TRUE(scored.ok());
  EXPECT_GT(BitsOf(scored->front(), "network_for_principal"), 0);
}

TEST_F(BatchScorerPlaces, AreNotTaughtByOneVisitOfManyPrincipals) {
  for (const char* name : {"alice", "bob", "carol"}) {
    LiveAMonth(UserNamed(name), "DE", kTelekom);
  }
  for (int i = 0; i < 50; ++i) {
    Call(UserNamed("new" + std::to_string(i)), "BR", "AS28573",
         kAfter + i * 60);
  }
  EXPECT_EQ(PeersIn(Attribute::kCountry, "BR"), 0u);
  EXPECT_EQ(PeersIn(Attribute::kOperator, "AS28573"), 0u);
  const ScoredEvent theft =
      Call(UserNamed("alice"), "BR", "AS28573", kAfter + 2 * kDay);
  EXPECT_GE(theft.risk_level, RiskLevel::kHigh);
}

TEST_F(BatchScorerPlaces, AreCountedOnceForEachPrincipalAndPeriod) {
  LiveAMonth(UserNamed("alice"), "DE", kTelekom);
  Call(UserNamed("bob"), "DE", kTelekom, kMonth + kHour);
  Call(UserNamed("bob"), "DE", kTelekom, kMonth + kDay + kHour);
  // The month lies in three periods of 15 days, or in two.
  const uint64_t periods = static_cast<uint64_t>((kAfter - 1) / kPeriodSeconds -
                                                 kMonth / kPeriodSeconds + 1);
  EXPECT_EQ(PeersIn(Attribute::kCountry, "DE"), periods + 1);
  EXPECT_EQ(PeersIn(Attribute::kOperator, kTelekom), periods + 1);
}

TEST_F(BatchScorerPlaces, OfAMaliciousOperatorAreTakenBackFromPeers) {
  LiveAMonth(UserNamed("alice"), "DE", kTelekom);
  Call(UserNamed("alice"), "VN", "host:contabo", kAfter + kHour);
  Call(UserNamed("alice"), "VN", "host:contabo", kAfter + kDay + kHour);
  EXPECT_EQ(PeersIn(Attribute::kOperator, "host:contabo"), 1u);
  const Event theft = EventOf(UserNamed("alice"), "VN", "host:contabo",
                              kAfter + kDay + 2 * kHour);
  Statement statement;
  statement.id = "theft";
  ASSERT_TRUE(
      feedback_.JudgeEvent("default", theft, Verdict::kMalicious, statement)
          .ok());
  EXPECT_EQ(PeersIn(Attribute::kOperator, "host:contabo"), 0u);
  EXPECT_EQ(PeersIn(Attribute::kCountry, "VN"), 0u);
}

}  // namespace
}  // namespace farcall
