// SPDX-License-Identifier: Apache-2.0

// Two places in a short time, where coordinates are known: what can be
// travelled is no evidence (ADR 32).

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/explanation.h"
#include "scoring/records/attribute.h"
#include "tests/scoring/batch/calls_by_databases.h"
#include "tests/scoring/batch/find_factor.h"
#include "tests/scoring/batch/stored_baseline.h"
#include "tests/scoring/batch/working_month.h"

namespace farcall {
namespace {

constexpr int64_t kBuild = kMonth - kDay;
constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
constexpr char kCologne[] = "91.1.2.3";
constexpr char kBrussels[] = "62.1.2.3";
constexpr char kTokyo[] = "126.1.2.3";
constexpr char kMunich[] = "84.1.2.3";
constexpr Location kOfCologne{50.94, 6.96, 10};
constexpr Location kOfBrussels{50.85, 4.35, 10};
constexpr Location kOfTokyo{35.68, 139.69, 10};
constexpr Location kOfMunich{48.14, 11.58, 10};

class BatchScorerJourney : public CallsByDatabases {
 protected:
  void Set(const std::string& address, const std::string& country,
           std::optional<Location> location) {
    databases_.Set(address, country, kBuild);
    databases_.answers[address].location = location;
  }

  void LiveAMonth(const std::string& address) {
    CallsByDatabases::LiveAMonth(kAlice, address);
  }

  Event EventOf(const std::string& address, int64_t at_seconds) {
    return CallsByDatabases::EventOf(kAlice, address, at_seconds);
  }

  ScoredEvent Call(const std::string& address, int64_t at_seconds) {
    return CallsByDatabases::Call(kAlice, address, at_seconds);
  }

  static const Factor* TwoPlaces(const ScoredEvent& scored) {
    return FindFactor(scored, "two_places");
  }
};

TEST_F(BatchScorerJourney, ByTrainBetweenTwoCountriesIsQuiet) {
  Set(kCologne, "DE", kOfCologne);
  Set(kBrussels, "BE", kOfBrussels);
  LiveAMonth(kCologne);
  Call(kCologne, kAfter + 8 * kHour);
  EXPECT_EQ(TwoPlaces(Call(kBrussels, kAfter + 10 * kHour)), nullptr);
}

TEST_F(BatchScorerJourney, FasterThanAnyAirlinerIsToldInFigures) {
  Set(kCologne, "DE", kOfCologne);
  Set(kTokyo, "JP", kOfTokyo);
  LiveAMonth(kCologne);
  Call(kCologne, kAfter + 8 * kHour);
  const ScoredEvent scored = Call(kTokyo, kAfter + 8 * kHour + 45 * 60);
  const Factor* told = TwoPlaces(scored);
  ASSERT_NE(told, nullptr);
  EXPECT_GT(told->bits, 3);
  // 9,333.8 km between the cities, less 10 km for each of them.
  EXPECT_EQ(Explain(*told),
            "alice also called from DE (91.1.2.0/24) 45 minutes before, at "
            "least 9,314 km away: 12,418 km/h; usual: DE 100 %");
}

TEST_F(BatchScorerJourney, IsAskedForByHoursWithoutCoordinates) {
  Set(kCologne, "DE", kOfCologne);
  Set(kBrussels, "BE", std::nullopt);
  LiveAMonth(kCologne);
  Call(kCologne, kAfter + 8 * kHour);
  const ScoredEvent scored = Call(kBrussels, kAfter + 10 * kHour);
  const Factor* told = TwoPlaces(scored);
  ASSERT_NE(told, nullptr);
  EXPECT_EQ(told->brief,
            "alice also called from DE in the hour from 2024-11-03 08:00");

  Set(kCologne, "DE", std::nullopt);
  Set(kTokyo, "JP", kOfTokyo);
  Call(kCologne, kAfter + 32 * kHour);
  EXPECT_NE(TwoPlaces(Call(kTokyo, kAfter + 34 * kHour)), nullptr)
      << "coordinates of the event alone measure nothing";
}

TEST_F(BatchScorerJourney, WithinOneCountryCountsToo) {
  Set(kCologne, "DE", kOfCologne);
  Set(kMunich, "DE", kOfMunich);
  LiveAMonth(kCologne);
  Call(kCologne, kAfter + 8 * kHour);
  EXPECT_EQ(TwoPlaces(Score({EventOf(kMunich, kAfter + 9 * kHour)},
                            ScoringMode::kScoreOnly)[0]),
            nullptr)
      << "an hour's flight";
  const ScoredEvent scored = Call(kMunich, kAfter + 8 * kHour + 120);
  const Factor* told = TwoPlaces(scored);
  ASSERT_NE(told, nullptr);
  EXPECT_GT(told->bits, 3);
  EXPECT_EQ(told->brief,
            "alice also called from DE (91.1.2.0/24) 2 minutes before, at "
            "least 436 km away: 13,079 km/h");
}

TEST_F(BatchScorerJourney, WithinOneCountrySaysLittleOfWhoUsesBothNetworks) {
  Set(kCologne, "DE", kOfCologne);
  Set(kMunich, "DE", kOfMunich);
  LiveAMonth(kCologne);
  LiveAMonth(kMunich);
  Call(kCologne, kAfter + 8 * kHour);
  const ScoredEvent scored = Call(kMunich, kAfter + 8 * kHour + 120);
  const Factor* told = TwoPlaces(scored);
  ASSERT_NE(told, nullptr);
  EXPECT_LT(told->bits, 0.25);
}

// Where no radius is given, a few hundred kilometres may be the database's.
TEST_F(BatchScorerJourney, IsAsUncertainAsItsCoordinates) {
  Set(kCologne, "DE", Location{50.94, 6.96, 0});
  Set(kMunich, "DE", Location{48.14, 11.58, 0});
  LiveAMonth(kCologne);
  Call(kCologne, kAfter + 8 * kHour);
  EXPECT_EQ(TwoPlaces(Call(kMunich, kAfter + 8 * kHour + 120)), nullptr);
}

TEST_F(BatchScorerJourney, IsKeptTheSameInAnyOrder) {
  std::vector<Event> events;
  for (int call = 0; call < 40; ++call) {
    const bool tokyo = call % 4 == 3;
    Set(kTokyo, "JP", kOfTokyo);
    Set(kCologne, "DE", kOfCologne);
    events.push_back(
        EventOf(tokyo ? kTokyo : kCologne, kMonth + call * 20 * 60));
  }
  const EntityKey key{"default", EntityKind::kPrincipal, kAlice};
  const auto kept = [&] {
    Score(events, ScoringMode::kLearnOnly);
    const Baseline alice =
        StoredBaseline(store_, EntityKind::kPrincipal, kAlice);
    return std::pair(alice.Of(Attribute::kNetwork), alice.answers);
  };
  const auto in_order = kept();
  ASSERT_TRUE(store_.Delete(key).ok());
  std::ranges::reverse(events);
  for (Event& event : events) event.event_id += " reversed";
  EXPECT_TRUE(kept() == in_order);
}

}  // namespace
}  // namespace farcall
