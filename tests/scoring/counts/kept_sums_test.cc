// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/kept_sums.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "scoring/counts/histogram.h"
#include "scoring/counts/histogram_edit.h"

namespace farcall {
namespace {

constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;
constexpr double kDiscount = 0.5;

double TotalAt(const Histogram& histogram, const Moment& moment) {
  return histogram.SumsAt(moment, kDiscount).counts.total;
}

TEST(KeptSums, TellWhenATenantWasFoundedApart) {
  Histogram histogram;
  histogram.Count("DE", kStart);
  const Moment moment({}, kStart + kHour);
  EXPECT_DOUBLE_EQ(TotalAt(histogram, moment), 0);
  EXPECT_DOUBLE_EQ(TotalAt(histogram, moment.Founded(kStart + 1)), 1);
  EXPECT_DOUBLE_EQ(TotalAt(histogram, moment), 0);
}

TEST(KeptSums, TellDecaysApart) {
  Histogram histogram;
  histogram.Count("DE", kStart);
  EXPECT_DOUBLE_EQ(TotalAt(histogram, Moment({}, kStart + kHour)), 0);
  EXPECT_DOUBLE_EQ(
      TotalAt(histogram, Moment({.settling_seconds = 0}, kStart + kHour)), 1);
}

TEST(KeptSums, SeeAValueSettleWithinAnHour) {
  Histogram histogram;
  histogram.Count("DE", kStart + 600);
  const auto total = [&](int64_t at_seconds) {
    return TotalAt(histogram, Moment({}, at_seconds));
  };
  EXPECT_DOUBLE_EQ(total(kStart + kDay), 0);
  EXPECT_DOUBLE_EQ(total(kStart + kDay + 599), 0);
  EXPECT_DOUBLE_EQ(total(kStart + kDay + 600), 1);
  EXPECT_DOUBLE_EQ(total(kStart + kDay + 599), 0) << "an event that came late";
}

TEST(KeptSums, OfACopyAreItsOwn) {
  Histogram histogram;
  histogram.Count("DE", kStart);
  const Moment moment({}, kStart + kDay + kHour);
  EXPECT_DOUBLE_EQ(TotalAt(histogram, moment), 1);
  Histogram copy = histogram;
  copy.Count("DE", kStart + kDay);
  EXPECT_DOUBLE_EQ(TotalAt(copy, moment), 2);
  EXPECT_DOUBLE_EQ(TotalAt(histogram, moment), 1);
}

template <typename Which>
void Drop(Histogram& histogram, Which which) {
  histogram.Edit(
      [&](std::vector<ValueCount>& values) { std::erase_if(values, which); });
}

// Changes of all kinds at random times.
class RandomChanges {
 public:
  RandomChanges(uint32_t seed, int values) : random_(seed), values_(values) {}

  int Below(int n) {
    return std::uniform_int_distribution<int>(0, n - 1)(random_);
  }

  // The time of the change, which may be late.
  int64_t Next(Histogram& histogram) {
    now_ += Below(50) == 0 ? Below(3 * kDay) : Below(40);
    const int64_t late = now_ - (Below(10) == 0 ? Below(2 * kDay) : 0);
    const std::string value = "v" + std::to_string(Below(values_));
    switch (Below(60)) {
      case 0:
        histogram.Note(value, static_cast<uint32_t>(Below(2000)));
        break;
      case 1:
        Judge(value, late, histogram);
        break;
      case 2:
        Drop(histogram, [&](const ValueCount& other) {
          return other.last_seen_seconds < now_ - 10 * kDay;
        });
        break;
      case 3:
        ForgetHours(now_ - now_ % kHour - Below(5) * kHour, now_ - now_ % kHour,
                    histogram);
        break;
      case 4:
        Add(value,
            {{PeriodCount{.period = late / kPeriodSeconds,
                          .observations = 1,
                          .calls = 2}}},
            {late, late}, histogram);
        break;
      case 5:
        Drop(histogram,
             [&](const ValueCount& other) { return other.value == value; });
        break;
      default:
        Below(2) == 0
            ? static_cast<void>(histogram.Count(value, late))
            : histogram.CountAs(Below(2) == 0 ? Histogram::As::kObservation
                                              : Histogram::As::kCall,
                                value, late);
    }
    return late;
  }

 private:
  void Judge(const std::string& value, int64_t seconds, Histogram& histogram) {
    Judgement judgement{.verdict = static_cast<Verdict>(Below(3))};
    if (judgement.verdict == Verdict::kBenign && Below(2) == 0) {
      judgement.until_seconds = seconds + Below(2 * kHour);
    }
    histogram.Judge(value, judgement);
  }

  std::mt19937 random_;
  const int values_;
  int64_t now_ = kStart;
};

// Whatever happens to a histogram, the sums that were kept are those that would
// be worked out anew, to the last bit.
TEST(KeptSums, AreNeverOutOfDate) {
  constexpr int kSteps = 30'000;
  for (const int values : {1, 6, 40}) {
    RandomChanges changes(static_cast<uint32_t>(values), values);
    Histogram histogram;
    for (int step = 0; step < kSteps; ++step) {
      const int64_t at_seconds = changes.Next(histogram);
      const int64_t founded_seconds[] = {0,
                                         histogram.first_seen_seconds() + kDay,
                                         kStart + kDay, at_seconds - kHour};
      const Moment moment =
          Moment({}, at_seconds).Founded(founded_seconds[changes.Below(4)]);
      const DecayedCounts kept = histogram.SumsAt(moment, kDiscount).counts;
      const DecayedCounts anew = Summarise(histogram, moment, kDiscount);
      ASSERT_EQ(kept.total, anew.total) << step;
      ASSERT_EQ(kept.discounted, anew.discounted) << step;
      ASSERT_EQ(kept.largest, anew.largest) << step;
      ASSERT_EQ(kept.most_usual, anew.most_usual) << step;
      if (step % 100 == 0) {
        ASSERT_EQ(Histogram::FromValues(histogram.values().Copy()), histogram);
      }
    }
  }
}

}  // namespace
}  // namespace farcall
