// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/failure_windows.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

constexpr int64_t kStart =
    1750000000 / kFailureWindowSeconds * kFailureWindowSeconds;
constexpr int64_t kDay = 24 * 3600;

Event Failure(int64_t at_seconds, const std::string& message) {
  return {.event_time_seconds = at_seconds,
          .error_code = "AccessDenied",
          .error_message = message};
}

FailureKind KindOf(int64_t at_seconds, const std::string& message) {
  return KindOfFailure(FailureOf(Failure(at_seconds, message)));
}

void Fail(FailureWindows& failures, int64_t at_seconds,
          const std::string& message = "denied") {
  failures.Count(KindOf(at_seconds, message), at_seconds);
}

FailureSpike SpikeAt(const FailureWindows& failures, int64_t at_seconds,
                     const std::string& message = "denied",
                     const FailureWindows& own = {}) {
  return SpikeOf(failures, own, KindOf(at_seconds, message), at_seconds);
}

TEST(FailureOf, TellsQuartersOfAnHourAndMessagesApart) {
  const std::string failure = FailureOf(Failure(kStart, "no such key 17"));
  EXPECT_EQ(FailureOf(Failure(kStart + 899, "no such key 42")), failure)
      << "digits do not make another kind";
  EXPECT_NE(FailureOf(Failure(kStart + 900, "no such key 17")), failure);
  EXPECT_NE(FailureOf(Failure(kStart, "denied")), failure);
}

// A principal that has failed often enough in the window from kStart on.
FailureWindows OftenFailed() {
  FailureWindows own;
  Fail(own, kStart);
  Fail(own, kStart);
  return own;
}

TEST(SpikeOf, CountsFailuresAndKindsOfTheWindowWithTheEventsOwn) {
  FailureWindows failures;
  Fail(failures, kStart);
  Fail(failures, kStart + 60);
  Fail(failures, kStart + 90, "throttled");
  const FailureSpike spike =
      SpikeAt(failures, kStart + 100, "not found", OftenFailed());
  EXPECT_EQ(spike.failures, 4U);
  EXPECT_EQ(spike.kinds, 3U);
  EXPECT_EQ(spike.as_many, 0U);
}

TEST(SpikeOf, TellsHowManyFailuresAreThePrincipals) {
  FailureWindows failures;
  FailureWindows own;
  for (int i = 0; i < 5; ++i) Fail(failures, kStart + i);
  Fail(own, kStart - 1);
  Fail(own, kStart + 1, "throttled");
  Fail(own, kStart + 2);
  const FailureSpike spike = SpikeAt(failures, kStart + 100, "denied", own);
  EXPECT_EQ(spike.failures, 6U);
  EXPECT_EQ(spike.own, 3U);
}

TEST(SpikeOf, LooksAtNothingElseWhereThePrincipalHasFewFailures) {
  FailureWindows failures;
  for (int i = 0; i < 5; ++i) Fail(failures, kStart + i);
  const FailureSpike spike = SpikeAt(failures, kStart + 100);
  EXPECT_EQ(spike.own, 1U);
  EXPECT_EQ(spike.failures, 0U);
  EXPECT_EQ(SpikeBits(spike), 0);
}

TEST(SpikeOf, ComparesWithAllWindowsOfTheAccount) {
  FailureWindows failures;
  for (int day = 0; day < 10; ++day) {
    for (int i = 0; i < 5; ++i) Fail(failures, kStart + day * kDay + i);
  }
  const int64_t now = kStart + 10 * kDay;
  FailureWindows own;
  Fail(own, now);
  Fail(own, now);
  const auto spike_at = [&](int64_t at_seconds) {
    return SpikeAt(failures, at_seconds, "denied", own);
  };
  EXPECT_EQ(spike_at(now).windows, 960U);
  EXPECT_EQ(spike_at(now).as_many, 10U);
  for (int i = 0; i < 5; ++i) Fail(failures, now + i);
  EXPECT_EQ(spike_at(now + 10).as_many, 0U);
}

TEST(SpikeOf, DoesNotLookAtWhatFailedLater) {
  FailureWindows failures;
  FailureWindows own = OftenFailed();
  Fail(failures, kStart);
  Fail(failures, kStart);
  const FailureSpike before = SpikeAt(failures, kStart + 100, "denied", own);
  for (int i = 0; i < 20; ++i) {
    Fail(failures, kStart + 101 + i, "throttled");
    Fail(own, kStart + 101 + i, "throttled");
    Fail(failures, kStart + kFailureWindowSeconds + i);
  }
  const FailureSpike after = SpikeAt(failures, kStart + 100, "denied", own);
  EXPECT_EQ(after.failures, before.failures);
  EXPECT_EQ(after.own, before.own);
  EXPECT_EQ(after.kinds, before.kinds);
  EXPECT_EQ(after.as_many, 0U);
  // Of one kind before and after, one is known to be before.
  Fail(own, kStart + 200);
  EXPECT_LT(SpikeAt(failures, kStart + 100, "denied", own).own, before.own);
}

TEST(SpikeOf, DoesNotCountAFailureTwiceThatIsCounted) {
  FailureWindows failures;
  FailureWindows own;
  for (int i = 0; i < 4; ++i) {
    Fail(failures, kStart + i);
    Fail(own, kStart + i);
  }
  const FailureSpike spike =
      SpikeOf(failures, own, KindOf(kStart + 3, "denied"), kStart + 3,
              ThisFailure::kCounted);
  EXPECT_EQ(spike.failures, 4U);
  EXPECT_EQ(spike.own, 4U);
  EXPECT_EQ(spike.kinds, 1U);
}

TEST(SpikeBits, GrowWithHowRareTheWindowIs) {
  const double usual = SpikeBits({.failures = 5,
                                  .own = 3,
                                  .kinds = 1,
                                  .windows = 1000,
                                  .as_many = 300,
                                  .as_many_kinds = 500});
  const double rare = SpikeBits({.failures = 5,
                                 .own = 3,
                                 .kinds = 1,
                                 .windows = 1000,
                                 .as_many = 3,
                                 .as_many_kinds = 500});
  const double kinds = SpikeBits({.failures = 5,
                                  .own = 3,
                                  .kinds = 5,
                                  .windows = 1000,
                                  .as_many = 300,
                                  .as_many_kinds = 0});
  EXPECT_EQ(usual, 0);
  EXPECT_GT(rare, 4);
  EXPECT_GT(kinds, rare);
}

TEST(SpikeBits, AreOfWhoFailedThreeTimesItself) {
  EXPECT_EQ(SpikeBits({.failures = 20, .own = 2, .kinds = 1, .windows = 1000}),
            0);
  EXPECT_GT(SpikeBits({.failures = 20, .own = 3, .kinds = 1, .windows = 1000}),
            4);
}

TEST(CountOwn, KeepsFailuresOfTwoHours) {
  FailureWindows own;
  for (const int64_t hour : {0, 1, 3}) {
    CountOwn(0, kStart + hour * 3600, own);
  }
  EXPECT_EQ(own.windows().size(), 2U);
}

TEST(FailureWindows, KeepThoseLastSeenOfAFloodOfKindsAndWindows) {
  FailureWindows failures;
  for (int64_t i = 0; i < 3000; ++i) {
    failures.Count(static_cast<FailureKind>(i % kFailureKinds),
                   kStart + i * 300);
  }
  EXPECT_EQ(failures.calls(), 1024U);
  EXPECT_EQ(failures.last_seen_seconds(), kStart + 2999 * 300);
  EXPECT_EQ(failures.first_seen_seconds(), kStart + (3000 - 1024) * 300);
}

TEST(FailureWindows, ForgetWhatIsHalfAYearOld) {
  FailureWindows failures;
  failures.Count(1, kStart);
  failures.Count(1, kStart + 200 * kDay);
  EXPECT_EQ(failures.windows().size(), 1U);
  failures.Count(1, kStart);
  EXPECT_EQ(failures.windows().size(), 1U) << "it is too old to be counted";
}

TEST(FailureWindows, CountTheSameInAnyOrder) {
  FailureWindows ascending;
  FailureWindows descending;
  for (int64_t i = 0; i < 100; ++i) {
    const auto kind = static_cast<FailureKind>(i % 3);
    ascending.Count(kind, kStart + i * 100);
    const int64_t j = 99 - i;
    descending.Count(static_cast<FailureKind>(j % 3), kStart + j * 100);
  }
  EXPECT_TRUE(ascending == descending);
  EXPECT_EQ(ascending.CountAtLeast(kStart + 9000, 9, 3).by_kinds, 10U);
  EXPECT_EQ(descending.CountAtLeast(kStart + 9000, 9, 3).by_failures, 10U);
}

}  // namespace
}  // namespace farcall
