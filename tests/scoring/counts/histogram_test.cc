// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "scoring/counts/histogram_edit.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;

TEST(Histogram, CountsABurstWithinAnHourAsOneObservation) {
  Histogram histogram;
  for (int i = 0; i < 10000; ++i) histogram.Count("DE", kStart + i % 3600);
  EXPECT_EQ(histogram.calls(), 10000U);
  EXPECT_EQ(histogram.observations(), 1U);
}

TEST(Histogram, KeepsFirstAndLastSeenOfEachValue) {
  Histogram histogram;
  histogram.Count("DE", kStart + 50);
  histogram.Count("DE", kStart + 10);
  histogram.Count("FR", kStart + 99);
  ASSERT_NE(histogram.Find("DE"), nullptr);
  EXPECT_EQ(histogram.Find("DE")->first_seen_seconds, kStart + 10);
  EXPECT_EQ(histogram.Find("DE")->last_seen_seconds, kStart + 50);
  EXPECT_EQ(histogram.first_seen_seconds(), kStart + 10);
  EXPECT_EQ(histogram.last_seen_seconds(), kStart + 99);
  EXPECT_EQ(histogram.Find("BR"), nullptr);
}

TEST(Histogram, IsTheSameInWhateverOrderEventsArrive) {
  const std::string countries[] = {"DE", "FR", "US", "@service:ec2"};
  std::mt19937 random(7);
  for (int round = 0; round < 100; ++round) {
    // Some rounds span hours, some months, some more than is kept.
    const int64_t span = kDay * (1 + static_cast<int64_t>(random() % 250));
    std::vector<std::pair<std::string, int64_t>> events;
    events.reserve(300);
    for (int i = 0; i < 300; ++i) {
      events.emplace_back(countries[random() % 4],
                          kStart + static_cast<int64_t>(random()) % span);
    }
    Histogram in_order;
    for (const auto& [country, time] : events) in_order.Count(country, time);
    std::shuffle(events.begin(), events.end(), random);
    Histogram shuffled;
    for (const auto& [country, time] : events) shuffled.Count(country, time);
    ASSERT_EQ(in_order.observations(), shuffled.observations());
    if (span <= 165 * kDay) {
      ASSERT_EQ(in_order, shuffled) << "round " << round;
    }
  }
}

TEST(Histogram, LearnsABackfillThatComesAfterLiveEvents) {
  Histogram histogram;
  histogram.Count("DE", kStart + 60 * kDay);
  for (int64_t hour = 0; hour < 30 * 24; ++hour) {
    histogram.Count("DE", kStart + hour * kHour);
    histogram.Count("DE", kStart + hour * kHour + 5);
  }
  EXPECT_EQ(histogram.observations(), 1U + 30 * 24);
  EXPECT_EQ(histogram.calls(), 1U + 2 * 30 * 24);
}

TEST(Histogram, TellsWhatIsNewOfAnEvent) {
  Histogram histogram;
  using News = Histogram::News;
  const int64_t start = kStart - kStart % kPeriodSeconds;
  EXPECT_EQ(histogram.Count("DE", start + 2 * kHour), News::kPeriod);
  EXPECT_EQ(histogram.Count("DE", start + 2 * kHour), News::kCall);
  EXPECT_EQ(histogram.Count("DE", start + 5 * kHour), News::kHour);
  EXPECT_EQ(histogram.Count("FR", start + 5 * kHour), News::kPeriod);
  EXPECT_EQ(histogram.Count("DE", start + 24 * kHour), News::kSecondDay);
  EXPECT_EQ(histogram.Count("DE", start + 23 * kHour), News::kHour);
  EXPECT_EQ(histogram.Count("DE", start + 48 * kHour), News::kHour);
  EXPECT_EQ(histogram.Count("DE", start + kPeriodSeconds), News::kPeriod);
}

TEST(Histogram, TellsTheSecondDayOfAPeriodInAnyOrder) {
  Histogram histogram;
  const int64_t start = kStart - kStart % kPeriodSeconds;
  histogram.Count("DE", start + 30 * kHour);
  EXPECT_EQ(histogram.Count("DE", start + kHour), Histogram::News::kSecondDay);
}

TEST(GivenToPeers, IsAPeriodWithTwoDaysOnceAndAllCalls) {
  const int64_t start = kStart - kStart % kPeriodSeconds;
  Histogram histogram;
  for (const int64_t hour : {0, 1, 30, 100}) {
    histogram.Count("DE", start + hour * kHour);
  }
  histogram.Count("DE", start + kPeriodSeconds);
  const std::vector<PeriodCount> given = GivenToPeers(*histogram.Find("DE"));
  ASSERT_EQ(given.size(), 2u);
  EXPECT_EQ(given[0].observations, 1u);
  EXPECT_EQ(given[0].calls, 4u);
  EXPECT_EQ(given[1].observations, 0u) << "a visit of one day";
  EXPECT_EQ(given[1].calls, 1u);
}

TEST(Histogram, LeavesToAnotherWhatIsAnObservation) {
  Histogram histogram;
  histogram.CountAs(Histogram::As::kObservation, "DE", kStart);
  histogram.CountAs(Histogram::As::kObservation, "DE", kStart);
  histogram.CountAs(Histogram::As::kCall, "DE", kStart);
  EXPECT_EQ(histogram.observations(), 2U);
  EXPECT_EQ(histogram.calls(), 3U);
}

TEST(Histogram, ForgetsWhatIsOlderThan12Periods) {
  Histogram histogram;
  histogram.Count("DE", kStart);
  histogram.Count("FR", kStart + 11 * kPeriodSeconds);
  EXPECT_NE(histogram.Find("DE"), nullptr);
  histogram.Count("FR", kStart + 12 * kPeriodSeconds);
  EXPECT_EQ(histogram.Find("DE"), nullptr);
  histogram.Count("DE", kStart);
  EXPECT_EQ(histogram.Find("DE"), nullptr) << "too old to be counted";
  EXPECT_EQ(histogram.calls(), 2U);
}

TEST(Histogram, CountsTheLastAndTheFirstSecondOfAnHourAndADayApart) {
  // A leap second is the first one of the next hour.
  const int64_t midnight = kStart + kDay;
  Histogram histogram;
  EXPECT_EQ(histogram.Count("DE", midnight - 1), Histogram::News::kPeriod);
  EXPECT_EQ(histogram.Count("DE", midnight), Histogram::News::kSecondDay);
  EXPECT_EQ(histogram.Count("DE", midnight + kHour - 1),
            Histogram::News::kCall);
  EXPECT_EQ(histogram.observations(), 2U);
}

TEST(Histogram, MakesRoomForTheNewByDroppingTheLeastRecent) {
  Histogram histogram;
  for (size_t i = 0; i < kValuesMax; ++i) {
    histogram.Count("@service:s" + std::to_string(i),
                    kStart + static_cast<int64_t>(i));
  }
  histogram.Count("BR", kStart + kDay);
  EXPECT_EQ(histogram.values().size(), kValuesMax);
  EXPECT_NE(histogram.Find("BR"), nullptr);
  EXPECT_EQ(histogram.Find("@service:s0"), nullptr);
  EXPECT_NE(histogram.Find("@service:s1"), nullptr);
}

TEST(Histogram, MakesRoomForTheNewButNotByDroppingAVerdictInForce) {
  Histogram histogram;
  histogram.Count("malicious", kStart);
  histogram.Count("over", kStart + 1);
  histogram.Judge("malicious", {Verdict::kMalicious});
  histogram.Judge("benign", {Verdict::kBenign});
  histogram.Judge("over", {Verdict::kBenign, kStart + kHour});
  for (size_t i = 0; i < 2 * kValuesMax; ++i) {
    histogram.Count("value " + std::to_string(i),
                    kStart + 2 * kHour + static_cast<int64_t>(i));
  }
  EXPECT_EQ(histogram.values().size(), kValuesMax);
  EXPECT_NE(histogram.Find("malicious"), nullptr);
  EXPECT_NE(histogram.Find("benign"), nullptr);
  EXPECT_EQ(histogram.Find("over"), nullptr);
}

TEST(Histogram, KeepsAVerdictInForceWhenItsCountsHaveAged) {
  Histogram histogram;
  histogram.Count("malicious", kStart);
  histogram.Note("malicious", 2000);
  histogram.Count("over", kStart);
  histogram.Count("none", kStart);
  histogram.Judge("malicious", {Verdict::kMalicious, 0, 5});
  histogram.Judge("benign", {Verdict::kBenign, 0, 6});
  histogram.Judge("over", {Verdict::kBenign, kStart + kHour, 7});
  const int64_t later = kStart + kPeriodsKept * kPeriodSeconds;
  histogram.Count("DE", later);
  const std::vector<ValueCount> expected = {
      {.value = "DE",
       .first_seen_seconds = later,
       .last_seen_seconds = later,
       .periods = histogram.Find("DE")->periods},
      {.value = "benign", .judgement = {Verdict::kBenign, 0, 6}},
      {.value = "malicious", .judgement = {Verdict::kMalicious, 0, 5}}};
  EXPECT_EQ(histogram.values(), expected);
  EXPECT_EQ(histogram.first_seen_seconds(), later);
  histogram.Count("malicious", later + kHour);
  EXPECT_EQ(histogram.Find("malicious")->first_seen_seconds, later + kHour);
  EXPECT_EQ(histogram.Find("malicious")->judgement.verdict,
            Verdict::kMalicious);
}

TEST(Histogram, OfVerdictsAloneHasNeitherCallsNorTimes) {
  Histogram histogram;
  histogram.Judge("JP", {Verdict::kBenign});
  EXPECT_FALSE(histogram.empty());
  EXPECT_EQ(histogram.calls(), 0u);
  EXPECT_EQ(histogram.last_seen_seconds(), 0);
  histogram.Count("DE", kStart);
  EXPECT_EQ(histogram.first_seen_seconds(), kStart);
  histogram.Judge("JP", {});
  EXPECT_EQ(histogram.Find("JP"), nullptr);
}

TEST(Histogram, IsRebuiltFromItsValues) {
  Histogram histogram;
  histogram.Count("DE", kStart);
  histogram.Count("FR", kStart + 20 * kDay);
  EXPECT_EQ(Histogram::FromValues(histogram.values().Copy()), histogram);
}

TEST(LastHourBy, IsNotHiddenByWhatWasSeenLater) {
  const int64_t day = kStart - kStart % kDay;
  Histogram histogram;
  histogram.Count("DE", day + kHour + 600);
  const auto last_by = [&](int64_t at_seconds) {
    return LastHourBy(*histogram.Find("DE"), at_seconds, 30 * 24);
  };
  EXPECT_EQ(last_by(day + kHour + 600), day + kHour);
  EXPECT_EQ(last_by(day + kHour + 599), 0) << "not seen yet";
  EXPECT_EQ(last_by(day + 5 * kHour), day + kHour);
  histogram.Count("DE", day + 3 * kHour);
  EXPECT_EQ(last_by(day + 3 * kHour - 1), day + kHour);
  EXPECT_EQ(last_by(day + 3 * kHour), day + 3 * kHour);
  histogram.Count("DE", day + 40 * kDay);
  EXPECT_EQ(last_by(day + 30 * kDay), day + 3 * kHour);
}

TEST(LastHourBy, LooksBackNoFurtherThanItIsAsked) {
  const int64_t period = kStart - kStart % kPeriodSeconds;
  Histogram histogram;
  histogram.Count("DE", period - 600);  // the last hour of a period
  histogram.Count("DE", period + 9 * kHour);
  const ValueCount& value = *histogram.Find("DE");
  EXPECT_EQ(LastHourBy(value, period + kHour + 5, 2), period - kHour);
  EXPECT_EQ(LastHourBy(value, period + kHour + 5, 1), 0);
  EXPECT_EQ(LastHourBy(value, period + 11 * kHour, 2), period + 9 * kHour);
  EXPECT_EQ(LastHourBy(value, period + 12 * kHour, 2), 0);
}

TEST(DaysSeen, CountsEachDayOnceWhateverWasSeen) {
  Histogram histogram;
  EXPECT_EQ(DaysSeen(histogram), 0);
  constexpr int64_t kDaySeconds = 24 * kSlotSeconds;
  const int64_t midnight = 20'000 * kDaySeconds;
  for (const int64_t seconds :
       {int64_t{0}, kDaySeconds - 1, kDaySeconds, 40 * kDaySeconds}) {
    histogram.Count("DE", midnight + seconds);
    histogram.Count("FR", midnight + seconds);
  }
  EXPECT_EQ(DaysSeen(histogram), 3);
}

}  // namespace
}  // namespace farcall
