// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/network_answers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace farcall {
namespace {

constexpr char kNetwork[] = "91.1.2";
constexpr int64_t kAt = 1'700'000'000;

Origin Place(const std::string& country, int64_t build) {
  return {.value = country,
          .source = OriginSource::kDatabase,
          .database_build_seconds = build};
}

bool KeepAnswers(std::string_view network, const Origin& origin,
                 int64_t at_seconds, NetworkAnswers& answers) {
  const std::optional<DatabaseAnswers> said = AnswersOf(origin);
  return said.has_value() &&
         answers.Keep(HashedText(network), *said, at_seconds);
}

// `network country@build`, ascending.
std::vector<std::string> Kept(const NetworkAnswers& answers) {
  std::vector<std::string> kept;
  for (const NetworkAnswers::Network& network : answers.networks()) {
    for (const NetworkAnswer& country : network.countries) {
      kept.push_back(network.network + " " + country.text + "@" +
                     std::to_string(country.build_seconds));
    }
  }
  std::ranges::sort(kept);
  return kept;
}

using Said = std::vector<std::pair<std::string, int64_t>>;

NetworkAnswers After(const Said& said) {
  NetworkAnswers answers;
  for (const auto& [country, build] : said) {
    KeepAnswers(kNetwork, Place(country, build), kAt, answers);
  }
  return answers;
}

using Texts = std::vector<std::string>;

TEST(NetworkAnswers, KeepTheNewestAndOneBefore) {
  EXPECT_EQ(Kept(After({{"DE", 1}, {"DE", 2}})), Texts({"91.1.2 DE@2"}));
  EXPECT_EQ(Kept(After({{"DE", 1}, {"FR", 2}})),
            Texts({"91.1.2 DE@1", "91.1.2 FR@2"}));
  EXPECT_EQ(Kept(After({{"DE", 1}, {"FR", 2}, {"BE", 3}})),
            Texts({"91.1.2 BE@3", "91.1.2 FR@2"}));
  EXPECT_EQ(Kept(After({{"DE", 1}, {"FR", 2}, {"DE", 3}})),
            Texts({"91.1.2 DE@3", "91.1.2 FR@2"}));
}

TEST(NetworkAnswers, TakeAnOlderDatabaseForTheOneBefore) {
  EXPECT_EQ(Kept(After({{"FR", 2}, {"DE", 1}})),
            Kept(After({{"DE", 1}, {"FR", 2}})));
}

// Addresses of one network that one database puts into several countries.
TEST(NetworkAnswers, OfADividedNetworkAreNone) {
  const NetworkAnswers divided = After({{"DE", 1}, {"FR", 2}, {"DE", 2}});
  EXPECT_EQ(Kept(divided), Texts({"91.1.2 *@2"}));
  EXPECT_FALSE(divided.OtherCountry(HashedText(kNetwork), Place("DE", 2)));
  EXPECT_FALSE(divided.OtherCountry(HashedText(kNetwork), Place("BE", 3)));
}

TEST(NetworkAnswers, DoNotDependOnTheOrderWithinADatabase) {
  for (const Said& before :
       {Said{}, Said{{"DE", 1}}, Said{{"DE", 1}, {"FR", 2}},
        Said{{"DE", 2}, {"FR", 2}}, Said{{"DE", 1}, {"FR", 2}, {"DE", 3}}}) {
    Said with = {{"BE", 7}, {"DE", 7}, {"DE", 7}, {"FR", 7}};
    for (size_t seen = 1; seen <= with.size(); ++seen) {
      Said now(with.begin(), with.begin() + static_cast<ptrdiff_t>(seen));
      std::ranges::sort(now);
      Said all = before;
      all.insert(all.end(), now.begin(), now.end());
      const NetworkAnswers expected = After(all);
      while (std::ranges::next_permutation(now).found) {
        Said other = before;
        other.insert(other.end(), now.begin(), now.end());
        EXPECT_EQ(Kept(After(other)), Kept(expected));
      }
    }
  }
}

TEST(NetworkAnswers, DoNotChangeWithEachCall) {
  NetworkAnswers answers = After({{"DE", 1}});
  const NetworkAnswers before = answers;
  EXPECT_FALSE(KeepAnswers(kNetwork, Place("DE", 1), kAt + 60, answers));
  EXPECT_EQ(answers, before);
}

TEST(NetworkAnswers, AgeOutWithTheirNetwork) {
  NetworkAnswers answers = After({{"DE", 1}});
  KeepAnswers("62.1.2", Place("DE", 2), kAt + kPeriodsKept * kPeriodSeconds,
              answers);
  EXPECT_EQ(Kept(answers), Texts({"62.1.2 DE@2"}));
}

// The newest call's answer gives way to those of newer databases: what is too
// old is then told by the answers that are left, as in a record read from disk.
TEST(NetworkAnswers, TakeTheSameEventsAfterARestart) {
  const auto after_periods = [](int periods) {
    return kAt + periods * kPeriodSeconds;
  };
  NetworkAnswers answers;
  KeepAnswers(kNetwork, Place("DE", 1), after_periods(kPeriodsKept), answers);
  KeepAnswers(kNetwork, Place("FR", 2), after_periods(1), answers);
  KeepAnswers(kNetwork, Place("BE", 3), after_periods(1), answers);
  ASSERT_EQ(Kept(answers), Texts({"91.1.2 BE@3", "91.1.2 FR@2"}));
  NetworkAnswers reloaded = NetworkAnswers::FromNetworks(
      {answers.networks().begin(), answers.networks().end()});
  for (NetworkAnswers* both : {&answers, &reloaded}) {
    EXPECT_TRUE(KeepAnswers("62.1.2", Place("NL", 3), after_periods(0), *both));
  }
  EXPECT_EQ(answers, reloaded);
}

TEST(NetworkAnswers, AreThoseOfOneNetwork) {
  NetworkAnswers answers = After({{"DE", 1}, {"FR", 2}});
  KeepAnswers("91.1.20", Place("BE", 2), kAt, answers);
  EXPECT_TRUE(answers.AreOfOneNetwork("DE", "FR"));
  EXPECT_TRUE(answers.AreOfOneNetwork("FR", "DE"));
  EXPECT_FALSE(answers.AreOfOneNetwork("DE", "BE"));
  const auto other = answers.OtherCountry(HashedText(kNetwork), Place("FR", 2));
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->value, "DE");
  EXPECT_EQ(other->build_seconds, 1);
  EXPECT_FALSE(answers.OtherCountry(HashedText("91.1.20"), Place("BE", 2)));
}

TEST(NetworkAnswers, KeepTheNewestCoordinates) {
  NetworkAnswers answers;
  Origin place = Place("DE", 1);
  place.location = Location{52.52, -13.405, 20};
  KeepAnswers(kNetwork, place, kAt, answers);
  place.database_build_seconds = 2;
  place.location = Location{48.14, 11.58, 0};
  KeepAnswers(kNetwork, place, kAt, answers);
  const auto found = answers.PlaceOf(HashedText(kNetwork));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->country, "DE");
  EXPECT_DOUBLE_EQ(found->location.latitude, 48.14);
  EXPECT_DOUBLE_EQ(found->location.longitude, 11.58);
  EXPECT_DOUBLE_EQ(found->location.radius_km, 0);
  EXPECT_FALSE(answers.PlaceOf(HashedText("91.1")));
}

TEST(NetworkAnswers, OfOperatorsAreThoseOfAccessProviders) {
  Origin place = Place("DE", 1);
  place.network_operator = {.key = "AS3320",
                            .kind = OperatorKind::kAccess,
                            .database_build_seconds = 1};
  NetworkAnswers answers;
  KeepAnswers(kNetwork, place, kAt, answers);
  place.network_operator = {.key = "AS3209",
                            .kind = OperatorKind::kAccess,
                            .database_build_seconds = 2};
  const auto other = answers.OtherOperator(HashedText(kNetwork), place);
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->value, "AS3320");
  place.network_operator = {.key = "amazon",
                            .kind = OperatorKind::kCloud,
                            .database_build_seconds = 2};
  EXPECT_FALSE(answers.OtherOperator(HashedText(kNetwork), place));
}

}  // namespace
}  // namespace farcall
