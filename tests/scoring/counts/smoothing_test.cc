// SPDX-License-Identifier: Apache-2.0
#include "scoring/counts/smoothing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

constexpr double kFlat = 1.0 / 256;
constexpr int64_t kStart = 1750000000 / kPeriodSeconds * kPeriodSeconds;

Histogram Hours(const std::vector<std::pair<std::string, int>>& counts) {
  Histogram histogram;
  for (const auto& [value, hours] : counts) {
    for (int hour = 0; hour < hours; ++hour)
      histogram.Count(value, kStart + hour * kSlotSeconds);
  }
  return histogram;
}

// A chain a day after the start.
class Chain {
 public:
  explicit Chain(const std::vector<const Histogram*>& histograms) {
    for (const Histogram* histogram : histograms) {
      levels_.emplace_back(*histogram, *histogram, moment_, smoothing_);
    }
  }
  // The values of one histogram, as a part of what another counts.
  Chain(const Histogram& values, const Histogram& total) {
    levels_.emplace_back(values, total, moment_, smoothing_);
  }

  double Probability(std::string_view value) const {
    return farcall::Probability(levels_, kFlat, HashedText(value));
  }

 private:
  const Smoothing smoothing_;
  const Moment moment_{Decay{}, kStart + 86400};
  std::vector<Level> levels_;
};

TEST(Smoothing, FollowsItsFormula) {
  const Histogram person = Hours({{"DE", 9}, {"FR", 1}});
  const Histogram tenant = Hours({{"DE", 12}, {"FR", 4}, {"BR", 4}});
  const double br_tenant = (4 - 0.5) / 21 + (1 + 1.5) / 21 / 256;
  const double br_person = (1 + 1.0) / 11 * br_tenant;
  EXPECT_NEAR(Chain({&person, &tenant}).Probability("BR"), br_person, 1e-12);
}

TEST(Smoothing, SumsToOneOverAllValues) {
  const Histogram person = Hours({{"DE", 9}, {"FR", 1}});
  const Histogram tenant = Hours({{"DE", 12}, {"FR", 4}, {"BR", 4}});
  const Chain chain({&person, &tenant});
  double sum = 0;
  for (const char* value : {"DE", "FR", "BR"}) sum += chain.Probability(value);
  sum += 253 * chain.Probability("never seen");
  EXPECT_NEAR(sum, 1.0, 1e-12);
}

TEST(Smoothing, BacksOffToTheNextLevelWhereNothingIsKnown) {
  const Histogram nobody;
  const Histogram tenant = Hours({{"DE", 12}, {"FR", 4}});
  for (const char* value : {"DE", "FR", "BR"}) {
    EXPECT_DOUBLE_EQ(Chain({&nobody, &tenant}).Probability(value),
                     Chain({&tenant}).Probability(value));
  }
  EXPECT_DOUBLE_EQ(Chain({&nobody}).Probability("DE"), 1.0 / 256);
}

TEST(Smoothing, FindsANewValueLessSurprisingForWhoeverOftenHasNewOnes) {
  const Histogram traveller =
      Hours({{"DE", 80}, {"FR", 10}, {"US", 5}, {"JP", 5}});
  const Histogram homebody = Hours({{"DE", 100}});
  EXPECT_GT(Chain({&traveller}).Probability("BR"),
            Chain({&homebody}).Probability("BR"));
}

// Commands: how many peers call one is kept apart from all that they call.
TEST(Smoothing, TakesTheTotalFromElsewhereWhereItIsKeptThere) {
  const Histogram command = Hours({{"iam:CreateUser", 3}});
  const Histogram services = Hours({{"iam", 10}, {"s3", 30}});
  const Chain chain(command, services);
  const double expected = (3 - 0.5) / 41 + (1 + 3 * 0.5) / 41 * kFlat;
  EXPECT_NEAR(chain.Probability("iam:CreateUser"), expected, 1e-12);
}

}  // namespace
}  // namespace farcall
