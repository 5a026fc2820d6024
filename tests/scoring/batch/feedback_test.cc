// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/feedback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/verdicts.h"
#include "scoring/counts/histogram_edit.h"
#include "scoring/records/attribute.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/stored_baseline.h"
#include "tests/scoring/batch/supplied_origins.h"

namespace farcall {
namespace {

using ::testing::Each;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The start of a period, and so of a day.
constexpr int64_t kStart = 1350 * kPeriodSeconds;
constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
constexpr char kAccount[] = "111122223333";
constexpr char kPeers[] = "111122223333:user";

Event Call(const std::string& country, int64_t time,
           const std::string& principal = kAlice) {
  static int id = 0;
  return {.event_id = "event-" + std::to_string(++id),
          .event_time_seconds = time,
          .account = kAccount,
          .principal = principal,
          .principal_kind = PrincipalKind::kUser,
          .command = "s3:GetObject",
          .source_address = country == "DE" ? "79.192.10.21" : "177.32.4.9",
          .country = country,
          .user_agent = "aws-cli/2.15"};
}

class Organisation {
 public:
  // People who call from home for `days`, eight hours a day.
  void Live(int days, const std::string& principal = kAlice) {
    for (int hour = 0; hour < days * 24; ++hour) {
      if (hour % 24 < 8) Score(Call("DE", kStart + hour * kHour, principal));
    }
  }

  ScoredEvent Score(const Event& event,
                    ScoringMode mode = ScoringMode::kScoreAndLearn) {
    const auto scored = scorer_.Score("default", {&event, 1}, mode);
    EXPECT_TRUE(scored.ok()) << scored.status();
    return scored.ok() ? scored->front() : ScoredEvent();
  }
  std::vector<ScoredEvent> Batch(const std::vector<Event>& events,
                                 ScoringMode mode) {
    const auto scored = scorer_.Score("default", events, mode);
    EXPECT_TRUE(scored.ok()) << scored.status();
    return scored.value_or(std::vector<ScoredEvent>(events.size()));
  }
  double Ask(const Event& event) {
    return Score(event, ScoringMode::kScoreOnly).score;
  }

  Judged JudgePlace(const std::string& origin, Verdict verdict,
                    const std::string& id, const std::string& account = "") {
    const auto judged = feedback_.JudgePlace(
        "default", {kAlice, origin, account}, verdict, Said(id));
    EXPECT_TRUE(judged.ok()) << judged.status();
    return *judged;
  }
  Judged JudgeEvent(const Event& event, Verdict verdict,
                    const std::string& id) {
    const auto judged =
        feedback_.JudgeEvent("default", event, verdict, Said(id));
    EXPECT_TRUE(judged.ok()) << judged.status();
    return *judged;
  }
  ForgottenHours Forget(int64_t from, int64_t to, const std::string& id) {
    const auto forgotten =
        feedback_.ForgetRange("default", kAlice, from, to, Said(id));
    EXPECT_TRUE(forgotten.ok()) << forgotten.status();
    return *forgotten;
  }

  static Statement Said(const std::string& id) {
    static int64_t time = 0;
    return {id, "carol", "why", ++time};
  }

  Baseline BaselineOf(EntityKind kind, const std::string& name) {
    return StoredBaseline(store_, kind, name);
  }
  Histogram HistogramOf(EntityKind kind, const std::string& name,
                        Attribute attribute = Attribute::kCountry) {
    return BaselineOf(kind, name).Of(attribute);
  }
  Histogram OfAlice(Attribute attribute = Attribute::kCountry) {
    return HistogramOf(EntityKind::kPrincipal, kAlice, attribute);
  }
  // Principals' periods in a country, as tenant and peers know of them.
  std::vector<uint64_t> PeersIn(const std::string& country) {
    std::vector<uint64_t> periods;
    for (const auto& [kind, name] : {std::pair(EntityKind::kTenant, ""),
                                     std::pair(EntityKind::kPeers, kPeers)}) {
      const Histogram histogram = HistogramOf(kind, name);
      const ValueCount* value = histogram.Find(country);
      periods.push_back(value == nullptr ? 0 : value->observations());
    }
    return periods;
  }

  std::vector<FeedbackEntry> entries() {
    return store_.ListFeedback("default", "", "", 100)->entries;
  }
  const Feedback& feedback() const { return feedback_; }

 private:
  MemoryHistogramStore store_;
  SuppliedOrigins origins_;
  BatchScorer scorer_{store_, origins_, Model{}};
  Feedback feedback_{store_, origins_, Model{}};
};

TEST(Feedback, ABenignEventIsUsualAtOnce) {
  Organisation organisation;
  organisation.Live(20);
  const int64_t trip = kStart + 19 * kDay + 9 * kHour;
  const Event alert = Call("BR", trip);
  EXPECT_GT(organisation.Score(alert).score, 70);
  const Event next = Call("BR", trip + kHour / 4);
  EXPECT_GT(organisation.Ask(next), 70);

  const Judged judged = organisation.JudgeEvent(alert, Verdict::kBenign, "f1");
  EXPECT_FALSE(judged.duplicate);
  EXPECT_EQ(judged.principal, kAlice);
  EXPECT_EQ(judged.origin, "BR");
  EXPECT_EQ(judged.values, 4u) << "country, command, tool, network";
  EXPECT_LT(organisation.Ask(next), 20);
  EXPECT_LT(organisation.Ask(Call("DE", trip + kHour / 2)), 20);
}

TEST(Feedback, ABenignPlaceIsUsualBeforeItIsSeen) {
  Organisation organisation;
  organisation.Live(20);
  const Event first = Call("JP", kStart + 20 * kDay);
  const double before = organisation.Ask(first);
  EXPECT_EQ(organisation.JudgePlace("JP", Verdict::kBenign, "f1").values, 1u);
  const Histogram countries = organisation.OfAlice();
  ASSERT_NE(countries.Find("JP"), nullptr);
  EXPECT_EQ(countries.Find("JP")->observations(), 0u);
  // The country says nothing any more; the network is another matter.
  EXPECT_LT(organisation.Ask(first), before / 2);
}

TEST(Feedback, SharesOfWhatIsUsualAddUpToOneWithABenignPlace) {
  Organisation organisation;
  organisation.Live(20);
  organisation.JudgePlace("JP", Verdict::kBenign, "f1");
  for (const Factor& factor :
       organisation.Score(Call("FR", kStart + 20 * kDay)).factors) {
    double sum = 0;
    for (const ValueShare& usual : factor.usual) sum += usual.share;
    EXPECT_LE(sum, 1.0) << factor.detector->name;
  }
}

TEST(Feedback, BenignDropsWhatIsRememberedOfThePlace) {
  Organisation organisation;
  organisation.Live(20);
  const int64_t trip = kStart + 19 * kDay + 8 * kHour;
  const Event alert = Call("BR", trip);
  organisation.Score(alert);
  const auto remembered = [&] {
    std::vector<std::string> values;
    const ShortMemory memory =
        organisation.BaselineOf(EntityKind::kPrincipal, kAlice).memory;
    for (const RememberedThing& thing : memory.things()) {
      if (thing.name().origin == "BR") {
        values.emplace_back(thing.name().value);
      }
    }
    return values;
  };
  ASSERT_FALSE(remembered().empty());
  organisation.JudgeEvent(alert, Verdict::kBenign, "f1");
  EXPECT_THAT(remembered(), IsEmpty());
}

TEST(Feedback, AMaliciousPlaceNeverBecomesUsual) {
  Organisation organisation;
  organisation.Live(20);
  const int64_t theft = kStart + 20 * kDay;
  const double first = organisation.Score(Call("VN", theft)).score;
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  for (int day = 1; day < 30; ++day) {
    organisation.Score(Call("DE", theft + day * kDay));
    organisation.Score(Call("VN", theft + day * kDay + 12 * kHour));
  }
  EXPECT_GT(organisation.Ask(Call("VN", theft + 30 * kDay)), 70);
  EXPECT_GT(first, 70);
}

TEST(Feedback, AMaliciousPlaceStaysSoWhoseVictimsCountriesWereAllForgotten) {
  Organisation organisation;
  organisation.Live(1);
  Event other_tool = Call("DE", kStart + 20 * kDay);
  other_tool.user_agent = "Boto3/1.34";
  organisation.JudgeEvent(other_tool, Verdict::kBenign, "f1");
  organisation.Forget(kStart, kStart + 2 * kDay, "f2");
  ASSERT_EQ(organisation.OfAlice().calls(), 0u);
  organisation.JudgePlace("VN", Verdict::kMalicious, "f3");
  organisation.Score(Call("DE", kStart + 21 * kDay));
  const Histogram countries = organisation.OfAlice();
  ASSERT_NE(countries.Find("VN"), nullptr);
  EXPECT_EQ(countries.Find("VN")->judgement.verdict, Verdict::kMalicious);
}

TEST(Feedback, PeersUnlearnAMaliciousPlaceAndDoNotLearnItAgain) {
  Organisation organisation;
  organisation.Live(3);
  for (int day = 0; day < 4; ++day) {
    // However many calls, hours and days, they are one period of a principal.
    for (int hour = 10; hour < 12; ++hour) {
      organisation.Score(Call("VN", kStart + day * kDay + hour * kHour));
    }
  }
  organisation.Score(Call("VN", kStart, "bob"));
  organisation.Score(Call("VN", kStart + kDay, "bob"));
  ASSERT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{2, 2}));
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  EXPECT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{1, 1}));
  organisation.Score(Call("VN", kStart + 5 * kDay));
  EXPECT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{1, 1}));
  EXPECT_EQ(organisation.PeersIn("DE"), (std::vector<uint64_t>{1, 1}));
  // What is said once more takes nothing away once more.
  organisation.JudgePlace("VN", Verdict::kMalicious, "f2");
  EXPECT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{1, 1}));
}

TEST(Feedback, PeersCountNoCallTwiceOfAPlaceThatIsBenignAfterAll) {
  Organisation organisation;
  organisation.Live(3);
  organisation.Score(Call("VN", kStart + 3 * kDay));
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  organisation.Score(Call("VN", kStart + 3 * kDay + kHour));
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kTenant, "").Find("VN"),
            nullptr);
  organisation.JudgePlace("VN", Verdict::kBenign, "f2");
  for (const auto& [kind, name] : {std::pair(EntityKind::kTenant, ""),
                                   std::pair(EntityKind::kPeers, kPeers)}) {
    const Histogram histogram = organisation.HistogramOf(kind, name);
    ASSERT_NE(histogram.Find("VN"), nullptr);
    EXPECT_EQ(histogram.Find("VN")->calls(), 2u);
  }
}

TEST(Feedback, AJudgementOfAPlaceIsNoCallThatPeersLoseOrLearn) {
  Organisation organisation;
  organisation.Live(3);
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  organisation.JudgePlace("VN", Verdict::kBenign, "f2");
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kTenant, "").Find("VN"),
            nullptr);
  for (int i = 0; i < 2; ++i) {
    organisation.Score(Call("VN", kStart + 3 * kDay + i, "bob"));
  }
  organisation.JudgePlace("VN", Verdict::kMalicious, "m");
  organisation.JudgePlace("VN", Verdict::kBenign, "b");
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kTenant, "")
                .Find("VN")
                ->first_seen_seconds,
            kStart + 3 * kDay)
      << "peers saw it when bob called, not when it was judged";
  organisation.JudgePlace("VN", Verdict::kMalicious, "f3");
  EXPECT_EQ(
      organisation.HistogramOf(EntityKind::kTenant, "").Find("VN")->calls(),
      2u);
  organisation.JudgePlace("VN", Verdict::kBenign, "f4");
  organisation.Forget(0, kStart + 100 * kDay, "f5");
  EXPECT_EQ(
      organisation.HistogramOf(EntityKind::kTenant, "").Find("VN")->calls(),
      2u);
}

TEST(Feedback, APlaceThatWasJudgedUnseenIsNoCallBeforeAndAfterItIsSeen) {
  Organisation organisation;
  organisation.Live(3);
  organisation.JudgePlace("VN", Verdict::kBenign, "f1");
  EXPECT_EQ(organisation.OfAlice().Find("VN")->calls(), 0u);
  for (int i = 0; i < 2; ++i) {
    organisation.Score(Call("VN", kStart + 2 * kDay + 8 * kHour + i));
  }
  EXPECT_EQ(organisation.OfAlice().Find("VN")->calls(), 2u);
  EXPECT_EQ(organisation.OfAlice().calls(), 3u * 8 + 2);
  organisation.JudgePlace("VN", Verdict::kMalicious, "f2");
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kTenant, "").Find("VN"),
            nullptr);
}

TEST(Feedback, APlaceThatNobodyElseCalledFromIsGoneFromItsPeers) {
  Organisation organisation;
  organisation.Live(3);
  organisation.Score(Call("VN", kStart + 3 * kDay));
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kTenant, "").Find("VN"),
            nullptr);
  EXPECT_EQ(organisation.HistogramOf(EntityKind::kPeers, kPeers).Find("VN"),
            nullptr);
}

TEST(Feedback, UnlearnsInThePeersOfAPrincipalWhoseKeyTellsNoKind) {
  static constexpr char kMasked[] = "arn***/deploy";
  const auto call = [](const std::string& country, int64_t time) {
    Event event = Call(country, time, kMasked);
    event.principal_kind = PrincipalKind::kRole;
    return event;
  };
  Organisation organisation;
  for (int day = 0; day < 3; ++day) {
    organisation.Score(call("DE", kStart + day * kDay));
  }
  const Event theft = call("VN", kStart + 3 * kDay);
  organisation.Score(theft);
  const auto peers = [&] {
    return organisation.HistogramOf(EntityKind::kPeers, "111122223333:role");
  };
  ASSERT_NE(peers().Find("VN"), nullptr);
  organisation.JudgeEvent(theft, Verdict::kMalicious, "f1");
  EXPECT_EQ(peers().Find("VN"), nullptr);
  EXPECT_NE(peers().Find("DE"), nullptr);
}

TEST(Feedback, UnlearnsInTheAccountThatIsGiven) {
  Organisation organisation;
  organisation.Live(3);
  organisation.Score(Call("VN", kStart + 3 * kDay));
  organisation.Score(Call("VN", kStart + 4 * kDay));
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1", "999999999999");
  EXPECT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{0, 1}));
}

TEST(Feedback, LaterFeedbackOverrulesEarlier) {
  Organisation organisation;
  organisation.Live(20);
  const int64_t trip = kStart + 20 * kDay;
  for (int day = 0; day < 3; ++day) {
    organisation.Score(Call("VN", trip + day * kDay));
  }
  const Event next = Call("VN", trip + 3 * kDay);
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  const double malicious = organisation.Ask(next);
  organisation.JudgePlace("VN", Verdict::kBenign, "f2");
  EXPECT_LT(organisation.Ask(next), malicious / 2);
  EXPECT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{1, 1}));
  organisation.JudgePlace("VN", Verdict::kMalicious, "f3");
  EXPECT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{0, 0}));
  EXPECT_GT(malicious, 70);
  EXPECT_DOUBLE_EQ(organisation.Ask(next), malicious);
}

TEST(Feedback, AMaliciousEventLeavesAloneWhatIsUsualForItsVictim) {
  Organisation organisation;
  organisation.Live(20);
  Event theft = Call("DE", kStart + 20 * kDay);
  theft.command = "iam:CreateAccessKey";
  theft.user_agent = "evil-tool/1.0";
  theft.error_code = "AccessDenied";
  theft.source_address = "90.12.44.181";
  organisation.Score(theft);
  EXPECT_EQ(organisation.JudgeEvent(theft, Verdict::kMalicious, "f1").values,
            4u)
      << "command, tool, network, error code";
  EXPECT_EQ(organisation.OfAlice().Find("DE")->judgement.verdict,
            Verdict::kNone);
  EXPECT_EQ(organisation.OfAlice(Attribute::kCommand)
                .Find("iam:CreateAccessKey")
                ->judgement.verdict,
            Verdict::kMalicious);
  EXPECT_EQ(organisation.PeersIn("DE"), (std::vector<uint64_t>{2, 2}));
}

TEST(Feedback, AMaliciousEventFromElsewhereIsUnlearnedByPeers) {
  Organisation organisation;
  organisation.Live(20);
  organisation.Score(Call("VN", kStart + 20 * kDay - kHour));
  const Event theft = Call("VN", kStart + 20 * kDay);
  organisation.Score(theft);
  ASSERT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{1, 1}));
  EXPECT_EQ(organisation.JudgeEvent(theft, Verdict::kMalicious, "f1").values,
            2u)
      << "country and network";
  EXPECT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{0, 0}));
}

TEST(Feedback, MaliciousOverrulesBenignOfAnEventThatIsNotUsualByItself) {
  Organisation organisation;
  organisation.Live(20);
  const Event theft = Call("VN", kStart + 20 * kDay);
  organisation.Score(theft);
  organisation.JudgeEvent(theft, Verdict::kBenign, "f1");
  organisation.JudgeEvent(theft, Verdict::kMalicious, "f2");
  EXPECT_EQ(organisation.OfAlice().Find("VN")->judgement.verdict,
            Verdict::kMalicious);
  EXPECT_EQ(organisation.OfAlice(Attribute::kCommand)
                .Find("s3:GetObject")
                ->judgement.verdict,
            Verdict::kBenign);
}

TEST(Feedback, ForgetsAnHourEverywhereInThePrincipal) {
  Organisation organisation;
  organisation.Live(2);
  ASSERT_EQ(organisation.PeersIn("DE"), (std::vector<uint64_t>{1, 1}));
  const ForgottenHours forgotten =
      organisation.Forget(kStart + kHour + 1, kStart + 2 * kHour + 1, "f1");
  EXPECT_FALSE(forgotten.duplicate);
  EXPECT_EQ(forgotten.observations, 2u * 4)
      << "two hours of country, command, tool, network";
  const Histogram countries = organisation.OfAlice();
  EXPECT_EQ(countries.observations(), 14u);
  EXPECT_EQ(countries.calls(), 14u);
  EXPECT_EQ(countries.first_seen_seconds(), kStart);
  EXPECT_EQ(organisation.PeersIn("DE"), (std::vector<uint64_t>{1, 1}))
      << "two days are left";
}

TEST(Feedback, ForgettingADayTakesItBackFromPeersAndTightensTheTimes) {
  Organisation organisation;
  organisation.Live(4);
  organisation.Live(4, "bob");
  organisation.Forget(kStart, kStart + kDay, "f1");
  organisation.Forget(kStart + 3 * kDay, kStart + 4 * kDay, "f2");
  EXPECT_EQ(organisation.PeersIn("DE"), (std::vector<uint64_t>{2, 2}))
      << "two days are left";
  const Histogram countries = organisation.OfAlice();
  EXPECT_EQ(countries.observations(), 16u);
  EXPECT_EQ(countries.first_seen_seconds(), kStart + kDay);
  EXPECT_EQ(countries.last_seen_seconds(), kStart + 2 * kDay + 8 * kHour - 1);
  organisation.Forget(kStart + kDay, kStart + 2 * kDay, "f3");
  EXPECT_EQ(organisation.PeersIn("DE"), (std::vector<uint64_t>{1, 1}))
      << "bob's";
}

TEST(Feedback, ForgettingAllLeavesNothingKnown) {
  Organisation organisation;
  organisation.Live(20);
  organisation.Score(Call("BR", kStart + 20 * kDay));
  organisation.Forget(0, kStart + 100 * kDay, "f1");
  EXPECT_TRUE(organisation.OfAlice().empty());
  EXPECT_TRUE(organisation.OfAlice(Attribute::kNetwork).empty());
  EXPECT_TRUE(
      organisation.BaselineOf(EntityKind::kPrincipal, kAlice).memory.empty());
  EXPECT_TRUE(organisation.HistogramOf(EntityKind::kTenant, "").empty());
}

TEST(Feedback, ForgetsTheDaysOfAMaliciousPlaceWithoutTakingThemBackTwice) {
  Organisation organisation;
  organisation.Live(3);
  for (const int day : {1, 2}) {
    organisation.Score(Call("VN", kStart + day * kDay));
    organisation.Score(Call("VN", kStart + day * kDay, "bob"));
  }
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  ASSERT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{1, 1}));
  organisation.Forget(kStart + kDay, kStart + 2 * kDay, "f2");
  EXPECT_EQ(organisation.PeersIn("VN"), (std::vector<uint64_t>{1, 1}));
}

TEST(Feedback, ARepeatedIdChangesNothing) {
  Organisation organisation;
  organisation.Live(3);
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  organisation.JudgePlace("VN", Verdict::kBenign, "f2");
  const Judged again = organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.values, 0u);
  EXPECT_EQ(organisation.OfAlice().Find("VN")->judgement.verdict,
            Verdict::kBenign);
  const Event event = Call("BR", kStart + kDay);
  organisation.JudgeEvent(event, Verdict::kBenign, "f3");
  EXPECT_TRUE(organisation.JudgeEvent(event, Verdict::kBenign, "f3").duplicate);
  organisation.Forget(kStart, kStart + kHour, "f4");
  EXPECT_TRUE(organisation.Forget(kStart, kStart + kHour, "f4").duplicate);
  EXPECT_EQ(organisation.OfAlice().observations(), 23u);
  EXPECT_EQ(organisation.entries().size(), 4u);
}

TEST(Feedback, AnIdThatWasTakenWithOtherContentIsAnErrorAndChangesNothing) {
  Organisation organisation;
  organisation.Live(3);
  organisation.Live(3, "bob");
  const Event event = Call("BR", kStart + kDay);
  const auto said = Organisation::Said("x1");
  const auto place = [&](const PrincipalPlace& of, Verdict verdict,
                         Statement as) {
    return organisation.feedback()
        .JudgePlace("default", of, verdict, as)
        .status();
  };
  ASSERT_TRUE(place({kAlice, "JP"}, Verdict::kBenign, said).ok());
  const Histogram known = organisation.OfAlice();

  std::vector<absl::Status> refused;
  refused.push_back(place({kAlice, "FR"}, Verdict::kBenign, said));
  refused.push_back(place({kAlice, "JP"}, Verdict::kMalicious, said));
  refused.push_back(place({kAlice, "JP"}, Verdict::kNone, said));
  refused.push_back(place({"bob", "JP"}, Verdict::kBenign, said));
  refused.push_back(
      place({kAlice, "JP", "999999999999"}, Verdict::kBenign, said));
  Statement other = said;
  other.reason = "another reason";
  refused.push_back(place({kAlice, "JP"}, Verdict::kBenign, other));
  other = said;
  other.until_seconds = kStart + kDay;
  refused.push_back(place({kAlice, "JP"}, Verdict::kBenign, other));
  refused.push_back(organisation.feedback()
                        .JudgeEvent("default", event, Verdict::kBenign, said)
                        .status());
  refused.push_back(organisation.feedback()
                        .ForgetRange("default", kAlice, 0, kHour, said)
                        .status());
  for (const absl::Status& status : refused) {
    EXPECT_TRUE(absl::IsAlreadyExists(status)) << status;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("feedback_id x1 was taken before with other content: "
                          "benign of JP by carol"));
  }
  EXPECT_EQ(organisation.OfAlice(), known);
  EXPECT_EQ(organisation.entries().size(), 1u);
  EXPECT_TRUE(place({kAlice, "JP"}, Verdict::kBenign, said).ok());
}

TEST(Feedback, AnEventThatDiffersOnlyInItsToolIsOtherContent) {
  Organisation organisation;
  organisation.Live(3);
  Event event = Call("BR", kStart + kDay);
  organisation.JudgeEvent(event, Verdict::kBenign, "f1");
  event.user_agent = "Boto3/1.34";
  EXPECT_TRUE(
      absl::IsAlreadyExists(organisation.feedback()
                                .JudgeEvent("default", event, Verdict::kBenign,
                                            Organisation::Said("f1"))
                                .status()));
}

// A theft from VN 28 days ago and what was said of it, then one call a day from
// there: the scores of 26, 20, 12, 1 and 0 days ago.
std::vector<int> ScoresAfterATheft(const std::vector<std::string>& feedback) {
  const auto call = [](const std::string& country, int64_t time) {
    Event event = Call(country, time);
    event.source_address.clear();
    return event;
  };
  constexpr int kDays = 31;
  constexpr int kTheft = kDays - 28;
  Organisation organisation;
  std::vector<int> scores;
  for (int day = 0; day <= kDays; ++day) {
    const int64_t start = kStart + day * kDay;
    for (int hour = 9; hour < 12; ++hour) {
      organisation.Score(call("DE", start + hour * kHour));
    }
    if (day == kTheft) {
      organisation.Score(call("VN", start + 12 * kHour));
      for (const std::string& what : feedback) {
        if (what == "malicious") {
          organisation.JudgePlace("VN", Verdict::kMalicious, what);
        } else {
          organisation.Forget(start, start + kDay, what);
        }
      }
    }
    if (day < kDays - 26) continue;
    const double score =
        organisation.Score(call("VN", start + 12 * kHour)).score;
    for (const int back : {26, 20, 12, 1, 0}) {
      if (day == kDays - back) scores.push_back(static_cast<int>(score));
    }
  }
  return scores;
}

TEST(Feedback, KeepsAMaliciousVerdictWhenItsHoursAreForgotten) {
  const auto none = ScoresAfterATheft({});
  const auto malicious = ScoresAfterATheft({"malicious"});
  const auto forgotten_after = ScoresAfterATheft({"malicious", "forget"});
  const auto forgotten_before = ScoresAfterATheft({"forget", "malicious"});
  EXPECT_LT(none.back(), 40);
  for (const auto& scores : {malicious, forgotten_after, forgotten_before}) {
    EXPECT_THAT(scores, Each(Ge(80)));
    EXPECT_EQ(scores.back(), malicious.back());
  }
  EXPECT_EQ(forgotten_after, forgotten_before);
}

TEST(Feedback, KeepsABenignVerdictWhenItsHoursAreForgotten) {
  Organisation organisation;
  organisation.Live(20);
  const Event trip = Call("BR", kStart + 19 * kDay + 9 * kHour);
  organisation.Score(trip);
  organisation.JudgeEvent(trip, Verdict::kBenign, "f1");
  organisation.Forget(kStart + 19 * kDay + 9 * kHour,
                      kStart + 19 * kDay + 10 * kHour, "f2");
  const Histogram countries = organisation.OfAlice();
  const ValueCount* place = countries.Find("BR");
  ASSERT_NE(place, nullptr);
  EXPECT_FALSE(place->seen());
  EXPECT_EQ(place->judgement.verdict, Verdict::kBenign);
  EXPECT_LT(organisation.Ask(Call("BR", kStart + 19 * kDay + 12 * kHour)), 20);
}

TEST(Feedback, AVerdictInventsNeitherACallNorAVisit) {
  for (const Verdict verdict : {Verdict::kBenign, Verdict::kMalicious}) {
    Organisation organisation;
    organisation.Live(20);
    const Histogram before = organisation.OfAlice();
    const Event home = Call("DE", before.last_seen_seconds() + 60);
    const double score = organisation.Ask(home);
    organisation.JudgePlace("JP", verdict, "f1");
    const Histogram after = organisation.OfAlice();
    EXPECT_EQ(after.calls(), before.calls());
    EXPECT_EQ(after.first_seen_seconds(), before.first_seen_seconds());
    EXPECT_EQ(after.last_seen_seconds(), before.last_seen_seconds());
    EXPECT_EQ(after.Find("JP")->calls(), 0u);
    EXPECT_EQ(after.Find("JP")->first_seen_seconds, 0);
    EXPECT_EQ(organisation.Ask(home), score);
    for (const Factor& factor :
         organisation.Score(home, ScoringMode::kScoreOnly).factors) {
      EXPECT_NE(factor.detector->name, "two_places");
    }
  }
}

TEST(Feedback, AVerdictThatIsTakenBackLeavesNoTraceInWhatIsKnown) {
  for (const Verdict verdict : {Verdict::kBenign, Verdict::kMalicious}) {
    Organisation organisation;
    organisation.Live(20);
    const Event trip = Call("VN", kStart + 20 * kDay);
    organisation.Score(trip);
    const Event next = Call("VN", kStart + 21 * kDay);
    const std::vector<uint64_t> known_to_peers = organisation.PeersIn("VN");
    const Histogram countries = organisation.OfAlice();
    const Histogram tools = organisation.OfAlice(Attribute::kTool);
    for (const std::string way : {"place", "event"}) {
      const bool by_place = way == "place";
      by_place ? organisation.JudgePlace("VN", verdict, way)
               : organisation.JudgeEvent(trip, verdict, way);
      EXPECT_NE(organisation.OfAlice(), countries);
      const Judged cleared =
          by_place ? organisation.JudgePlace("VN", Verdict::kNone, way + "2")
                   : organisation.JudgeEvent(trip, Verdict::kNone, way + "2");
      EXPECT_GE(cleared.values, 1u);
      EXPECT_EQ(organisation.OfAlice(), countries);
      EXPECT_EQ(organisation.OfAlice(Attribute::kTool), tools);
      EXPECT_EQ(organisation.PeersIn("VN"), known_to_peers)
          << "peers learn again what they unlearned";
      EXPECT_EQ(organisation.entries()[0].action, FeedbackAction::kClear);
    }
    organisation.JudgePlace("JP", verdict, "unseen");
    organisation.JudgePlace("JP", Verdict::kNone, "unseen2");
    EXPECT_EQ(organisation.OfAlice(), countries);
    EXPECT_GT(organisation.Ask(next), 50);
  }
}

TEST(Feedback, NothingIsTakenBackWhereNothingWasSaid) {
  Organisation organisation;
  organisation.Live(3);
  const auto said = Organisation::Said("f1");
  for (const absl::Status& status :
       {organisation.feedback()
            .JudgePlace("default", {kAlice, "DE"}, Verdict::kNone, said)
            .status(),
        organisation.feedback()
            .JudgeEvent("default", Call("DE", kStart), Verdict::kNone, said)
            .status()}) {
    EXPECT_TRUE(absl::IsNotFound(status)) << status;
  }
  EXPECT_THAT(organisation.entries(), IsEmpty());
}

TEST(Feedback, ABenignVerdictThatIsOverScoresAsIfItHadNeverBeenSaid) {
  const int64_t end = kStart + 20 * kDay;
  const Event before = Call("JP", end - kHour);
  const Event after = Call("JP", end);
  Organisation untold;
  untold.Live(20);
  for (const std::string way : {"place", "event"}) {
    Organisation organisation;
    organisation.Live(20);
    Statement said = Organisation::Said(way);
    said.until_seconds = end;
    const auto judged =
        way == "place" ? organisation.feedback().JudgePlace(
                             "default", {kAlice, "JP"}, Verdict::kBenign, said)
                       : organisation.feedback().JudgeEvent(
                             "default", before, Verdict::kBenign, said);
    ASSERT_TRUE(judged.ok()) << judged.status();
    EXPECT_LT(organisation.Ask(before), untold.Ask(before) / 2);
    EXPECT_EQ(organisation.Ask(after), untold.Ask(after));
    EXPECT_LT(organisation.Ask(before), untold.Ask(before) / 2)
        << "events are judged by their own time";
    EXPECT_EQ(organisation.entries()[0].until_seconds, end);
  }
}

TEST(Feedback, AVerdictEndsWithinAnHourOfOneBatch) {
  const int64_t end = kStart + 20 * kDay + kHour / 2;
  Organisation organisation;
  organisation.Live(20);
  Statement said = Organisation::Said("f1");
  said.until_seconds = end;
  ASSERT_TRUE(organisation.feedback()
                  .JudgePlace("default", {kAlice, "JP"}, Verdict::kBenign, said)
                  .ok());
  const std::vector<Event> events = {Call("JP", end - 1), Call("JP", end),
                                     Call("JP", end - 1)};
  const auto scored = organisation.Batch(events, ScoringMode::kScoreOnly);
  EXPECT_LT(scored[0].score, scored[1].score);
  EXPECT_EQ(scored[0].score, scored[2].score);
}

TEST(Feedback, RefusesMoreVerdictsThanLeaveRoomForWhatIsSeen) {
  Organisation organisation;
  organisation.Live(3);
  const auto judge = [&](size_t i, Verdict verdict) {
    return organisation.feedback()
        .JudgePlace("default", {kAlice, "@overlay:" + std::to_string(i)},
                    verdict,
                    Organisation::Said(std::to_string(i) + "/" +
                                       std::to_string(int(verdict))))
        .status();
  };
  for (size_t i = 0; i < kVerdictsMax; ++i) {
    ASSERT_TRUE(judge(i, Verdict::kMalicious).ok());
  }
  const absl::Status status = judge(kVerdictsMax, Verdict::kMalicious);
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("512"));
  EXPECT_TRUE(judge(7, Verdict::kBenign).ok()) << "it has one";
  EXPECT_TRUE(judge(8, Verdict::kNone).ok());
  EXPECT_TRUE(judge(kVerdictsMax, Verdict::kBenign).ok());
}

TEST(Feedback, AnEventWithTheIdOfFeedbackIsNotTakenForIt) {
  Organisation organisation;
  organisation.Live(3);
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  Event event = Call("DE", kStart + 3 * kDay);
  event.event_id = "f1";
  organisation.Score(event);
  EXPECT_EQ(organisation.OfAlice().calls(), 24u + 1);
}

TEST(Feedback, KeepsWhoSaidWhatAndWhy) {
  Organisation organisation;
  organisation.Live(3);
  organisation.JudgePlace("VN", Verdict::kMalicious, "f1");
  organisation.JudgeEvent(Call("BR", kStart), Verdict::kBenign, "f2");
  organisation.Forget(kStart + 1, kStart + 2, "f3");
  const auto entries = organisation.entries();
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].action, FeedbackAction::kForget);
  EXPECT_EQ(entries[0].from_seconds, kStart);
  EXPECT_EQ(entries[0].to_seconds, kStart + kHour);
  EXPECT_EQ(entries[1].action, FeedbackAction::kBenign);
  EXPECT_EQ(entries[1].origin, "BR");
  EXPECT_EQ(entries[2].action, FeedbackAction::kMalicious);
  EXPECT_EQ(entries[2].principal, kAlice);
  EXPECT_EQ(entries[2].actor, "carol");
  EXPECT_EQ(entries[2].reason, "why");
  EXPECT_EQ(entries[2].feedback_id, "f1");
}

TEST(Feedback, IsNotTakenOfWhomNothingIsKnown) {
  Organisation organisation;
  organisation.Live(3, "bob");
  const auto said = Organisation::Said("f1");
  EXPECT_TRUE(absl::IsNotFound(
      organisation.feedback()
          .JudgePlace("default", {kAlice, "VN"}, Verdict::kBenign, said)
          .status()));
  EXPECT_TRUE(absl::IsNotFound(
      organisation.feedback()
          .JudgeEvent("default", Call("VN", kStart), Verdict::kBenign, said)
          .status()));
  EXPECT_TRUE(
      absl::IsNotFound(organisation.feedback()
                           .ForgetRange("default", kAlice, 0, kHour, said)
                           .status()));
  EXPECT_TRUE(organisation.entries().empty());
  EXPECT_FALSE(organisation.feedback()
                   .JudgePlace("default", {"bob", "VN"}, Verdict::kBenign, said)
                   ->duplicate)
      << "the id was not used up";
}

TEST(AccountOfPrincipal, IsTheTwelveDigitsOfAKey) {
  EXPECT_EQ(AccountOfPrincipal(kAlice), kAccount);
  EXPECT_EQ(AccountOfPrincipal("111122223333:root"), kAccount);
  EXPECT_EQ(AccountOfPrincipal("alice"), "");
  EXPECT_EQ(AccountOfPrincipal("arn:aws:iam::1111222233334:user/alice"), "");
  EXPECT_EQ(AccountOfPrincipal(""), "");
}

// A histogram as principals have it.
Histogram Counted(const std::vector<int64_t>& times) {
  Histogram histogram;
  for (const int64_t time : times) histogram.Count("DE", time);
  return histogram;
}

TEST(ForgetHours, ReducesCallsWithTheObservationsOfAPeriod) {
  // Ten calls in each of four hours.
  std::vector<int64_t> times;
  times.reserve(40);
  for (int i = 0; i < 40; ++i) times.push_back(kStart + i / 10 * kHour + i);
  Histogram histogram = Counted(times);
  const auto forgotten = ForgetHours(kStart, kStart + kHour, histogram);
  ASSERT_EQ(forgotten.size(), 1u);
  EXPECT_EQ(forgotten[0].observations, 1u);
  EXPECT_EQ(forgotten[0].given[0].observations, 0u)
      << "none of its days was the second";
  EXPECT_EQ(histogram.observations(), 3u);
  EXPECT_EQ(histogram.calls(), 30u);
}

TEST(ForgetHours, KeepsOneCallForEachObservation) {
  Histogram histogram = Counted({kStart, kStart + kHour, kStart + 2 * kHour});
  ForgetHours(kStart, kStart + 2 * kHour, histogram);
  EXPECT_EQ(histogram.observations(), 1u);
  EXPECT_EQ(histogram.calls(), 1u);
}

TEST(ForgetHours, TakesWholePeriodsAndLeavesOthersAlone) {
  Histogram histogram =
      Counted({kStart, kStart + kPeriodSeconds, kStart + 2 * kPeriodSeconds});
  ForgetHours(kStart + kPeriodSeconds, kStart + 2 * kPeriodSeconds, histogram);
  ASSERT_NE(histogram.Find("DE"), nullptr);
  EXPECT_EQ(histogram.Find("DE")->periods.size(), 2u);
  EXPECT_TRUE(ForgetHours(0, kStart, histogram).empty());
  EXPECT_EQ(histogram, Counted({kStart, kStart + 2 * kPeriodSeconds}));
}

TEST(ForgetHours, LeavesTheOrderOfLaterEventsWithoutMeaning) {
  Histogram histogram = Counted({kStart, kStart + 12 * kPeriodSeconds});
  ForgetHours(kStart + 12 * kPeriodSeconds, kStart + 13 * kPeriodSeconds,
              histogram);
  histogram.Count("FR", kStart);
  EXPECT_NE(histogram.Find("FR"), nullptr)
      << "what was newest is not there any more";
}

TEST(Subtract, NeverGoesBelowZero) {
  Histogram histogram;
  histogram.CountAs(Histogram::As::kObservation, "VN", kStart);
  histogram.CountAs(Histogram::As::kCall, "VN", kStart);
  histogram.CountAs(Histogram::As::kCall, "DE", kStart);
  const std::vector<PeriodCount> much = {
      {.period = kStart / kPeriodSeconds, .observations = 7, .calls = 1}};
  Subtract("VN", much, histogram);
  ASSERT_NE(histogram.Find("VN"), nullptr);
  EXPECT_EQ(histogram.Find("VN")->observations(), 0u);
  EXPECT_EQ(histogram.Find("VN")->calls(), 1u);
  Subtract("VN", much, histogram);
  EXPECT_EQ(histogram.Find("VN"), nullptr);
  Subtract("FR", much, histogram);
  EXPECT_NE(histogram.Find("DE"), nullptr);
}

TEST(Add, LeavesOutWhatIsTooOld) {
  Histogram histogram = Counted({kStart + 20 * kPeriodSeconds});
  const int64_t period = kStart / kPeriodSeconds;
  const std::vector<PeriodCount> days = {
      {.period = period, .observations = 1, .calls = 1},
      {.period = period + 19, .observations = 2, .calls = 5}};
  Add("VN", days, {kStart, kStart + 20 * kPeriodSeconds - 1}, histogram);
  ASSERT_NE(histogram.Find("VN"), nullptr);
  EXPECT_EQ(histogram.Find("VN")->observations(), 2u);
  EXPECT_EQ(histogram.Find("VN")->calls(), 5u);
}

}  // namespace
}  // namespace farcall
