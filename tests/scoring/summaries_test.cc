// SPDX-License-Identifier: Apache-2.0
#include "scoring/summaries.h"

#include <gtest/gtest.h>

#include <random>

#include "scoring/histogram_edit.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;
constexpr double kDiscount = 0.5;

Summaries OfTwo() { return {Decay{}, kDiscount, 2}; }

TEST(Summaries, TellWhenATenantWasFoundedApart) {
  Histogram histogram;
  histogram.Count("DE", kStart);
  Summaries summaries = OfTwo();
  const Moment moment = summaries.At(kStart + kHour);
  const auto total = [&](const Moment& at) {
    return summaries.Of(0, histogram, at).counts.total;
  };
  EXPECT_DOUBLE_EQ(total(moment), 0);
  EXPECT_DOUBLE_EQ(total(moment.Founded(kStart + 1)), 1);
  EXPECT_DOUBLE_EQ(total(moment), 0);
}

TEST(Summaries, OfTwoNumbersDoNotTakeEachOthersPlace) {
  Histogram histogram;
  histogram.Count("DE", kStart);
  Summaries summaries = OfTwo();
  const Moment moment = summaries.At(kStart + kHour);
  const Summary& by_itself =
      summaries.Of(0, histogram, moment.Founded(kStart + 1));
  const Summary& by_another = summaries.Of(1, histogram, moment);
  EXPECT_DOUBLE_EQ(by_itself.counts.total, 1);
  EXPECT_DOUBLE_EQ(by_another.counts.total, 0);
}

TEST(Summaries, SeeAValueSettleWithinAnHour) {
  Histogram histogram;
  histogram.Count("DE", kStart + 600);
  Summaries summaries = OfTwo();
  const auto total = [&](int64_t at_seconds) {
    return summaries.Of(0, histogram, summaries.At(at_seconds)).counts.total;
  };
  EXPECT_DOUBLE_EQ(total(kStart + kDay), 0);
  EXPECT_DOUBLE_EQ(total(kStart + kDay + 599), 0);
  EXPECT_DOUBLE_EQ(total(kStart + kDay + 600), 1);
  EXPECT_DOUBLE_EQ(total(kStart + kDay + 599), 0) << "an event that came late";
}

TEST(Summaries, KeepHistogramsApart) {
  Histogram one;
  one.Count("DE", kStart);
  Histogram two;
  two.Count("FR", kStart);
  Summaries summaries = OfTwo();
  const Moment moment = summaries.At(kStart + 2 * kDay);
  EXPECT_EQ(summaries.Of(0, one, moment).counts.most_usual, "DE");
  EXPECT_EQ(summaries.Of(1, two, moment).counts.most_usual, "FR");
  EXPECT_EQ(summaries.Of(0, one, moment).histogram, &one);
}

// Whatever happens to a histogram, the sums that were kept are those that would
// be worked out anew.
TEST(Summaries, AreNeverOutOfDate) {
  constexpr int kSteps = 20'000;
  std::mt19937 random(1);
  const auto below = [&](int n) {
    return std::uniform_int_distribution<int>(0, n - 1)(random);
  };
  Histogram histogram;
  Summaries summaries = OfTwo();
  int64_t now = kStart;
  for (int step = 0; step < kSteps; ++step) {
    now += below(50) == 0 ? below(3 * kDay) : below(40);
    const int64_t late = now - (below(10) == 0 ? below(2 * kDay) : 0);
    const std::string value(1, static_cast<char>('a' + below(6)));
    switch (below(40)) {
      case 0:
        histogram.Note(value, static_cast<uint32_t>(below(2000)));
        break;
      case 1: {
        Judgement judgement{.verdict = static_cast<Verdict>(below(3))};
        if (judgement.verdict == Verdict::kBenign && below(2) == 0) {
          judgement.until_seconds = late;
        }
        histogram.Judge(value, judgement);
        break;
      }
      case 2:
        histogram.KeepRecent(now - 10 * kDay, 4);
        break;
      case 3:
        ForgetHours(now - now % kHour - below(5) * kHour, now - now % kHour,
                    histogram);
        break;
      case 4:
        Add(value,
            {{PeriodCount{.period = late / kPeriodSeconds,
                          .observations = 1,
                          .calls = 2}}},
            {late, late}, histogram);
        break;
      default:
        below(2) == 0
            ? static_cast<void>(histogram.Count(value, late))
            : histogram.CountAs(below(2) == 0 ? Histogram::As::kObservation
                                              : Histogram::As::kCall,
                                value, late);
    }
    const Moment moment = summaries.At(late).Founded(
        below(2) == 0 ? 0 : histogram.first_seen_seconds() + kDay);
    const DecayedCounts kept = summaries.Of(0, histogram, moment).counts;
    const DecayedCounts anew =
        Summarise(histogram, Moment(moment.decay(), late), kDiscount);
    ASSERT_EQ(kept.total, anew.total) << step;
    ASSERT_EQ(kept.discounted, anew.discounted) << step;
    ASSERT_EQ(kept.largest, anew.largest) << step;
    ASSERT_EQ(kept.most_usual, anew.most_usual) << step;
  }
}

}  // namespace
}  // namespace farcall
