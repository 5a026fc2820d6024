// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/histogram_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "scoring/counts/histogram_edit.h"
#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

using testing::HasSubstr;

constexpr int64_t kNow = 1'700'000'000;

// Counts, notes and judges `events` times; by hours, or as another histogram
// says.
void ChangeAtRandom(std::mt19937_64& random, int64_t events, bool by_hours,
                    Histogram& histogram) {
  const auto below = [&random](int64_t limit) {
    return std::uniform_int_distribution<int64_t>(0, limit - 1)(random);
  };
  const std::vector<std::string> values = {"DE",
                                           "FR",
                                           "BR",
                                           "@private",
                                           "@service:ec2.amazonaws.com",
                                           "",
                                           std::string("\0\xff", 2)};
  const int64_t span = below(2) == 0 ? 3600 * 90 : 3600 * 24 * 400;
  for (int64_t i = 0; i < events; ++i) {
    const auto& value = values[static_cast<size_t>(below(1 + below(7)))];
    const int64_t time = kNow - below(span);
    if (by_hours) {
      histogram.Count(value, time);
    } else {
      histogram.CountAs(
          below(3) == 0 ? Histogram::As::kObservation : Histogram::As::kCall,
          value, time);
    }
    if (below(4) == 0) histogram.Note(value, static_cast<uint32_t>(random()));
    if (below(4) == 0) {
      histogram.Judge(value, {Verdict::kMalicious, 0, 1'700'000'000'000'000});
    }
    if (below(8) == 0) {
      histogram.Judge("judged" + value, {Verdict::kBenign, time, 7});
    }
  }
}

Histogram RandomHistogram(std::mt19937_64& random) {
  Histogram histogram;
  ChangeAtRandom(random, 1 + static_cast<int64_t>(random() % 200),
                 random() % 2 == 0, histogram);
  return histogram;
}

std::string Encoded(const Histogram& histogram) {
  absl::StatusOr<std::string> bytes = EncodeHistogram(histogram);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.value_or("");
}

ValueCount Valid() {
  return {.value = "DE",
          .first_seen_seconds = kNow - 10,
          .last_seen_seconds = kNow,
          .periods = {{.period = kNow / kPeriodSeconds,
                       .observations = 1,
                       .calls = 2,
                       .slots = PeriodCount::Slots(1)}}};
}

absl::Status EncodingOf(ValueCount value) {
  return EncodeHistogram(Histogram::FromValues({std::move(value)})).status();
}

TEST(HistogramCodec, RandomHistogramsRoundTrip) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 500; ++i) {
    const Histogram histogram = RandomHistogram(random);
    const auto decoded = DecodeHistogram(Encoded(histogram));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    ASSERT_EQ(*decoded, histogram);
  }
}

TEST(HistogramCodec, AnEmptyHistogramRoundTrips) {
  const auto decoded = DecodeHistogram(Encoded(Histogram()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_TRUE(decoded->empty());
}

TEST(HistogramCodec, ADecodedHistogramGoesOnAsTheOriginal) {
  Histogram original;
  original.Count("DE", kNow);
  original.Count("FR", kNow - 3600 * 24 * 100);
  Histogram decoded = *DecodeHistogram(Encoded(original));
  for (const int64_t later : {0, 3600, 3600 * 24 * 170}) {
    original.Count("DE", kNow + later);
    decoded.Count("DE", kNow + later);
  }
  EXPECT_EQ(decoded, original);
}

TEST(HistogramCodec, AnHourOfEveryKindOfSlotSetRoundTrips) {
  for (const int hours : {1, 2, 44, 45, 46, 359, 360}) {
    Histogram histogram;
    for (int hour = 0; hour < hours; ++hour) {
      histogram.Count("DE", kNow / kPeriodSeconds * kPeriodSeconds +
                                (359 - hour) * kSlotSeconds);
    }
    const auto decoded = DecodeHistogram(Encoded(histogram));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, histogram) << hours;
  }
}

TEST(HistogramCodec, OneCountryOfOnePeriodIsSmall) {
  Histogram histogram;
  for (int hour = 0; hour < 48; ++hour) {
    histogram.Count("DE", kNow + hour * 3600);
  }
  EXPECT_LE(Encoded(histogram).size(), 70u);
}

// What of `after` is not as in `before`, with all of its periods, as format 5
// wrote it: values of a histogram behind another first byte.
std::string ChangesOf(const Histogram& before, const Histogram& after) {
  std::vector<ValueCount> changed;
  for (const ValueCount& value : after.values()) {
    const ValueCount* known = before.Find(value.value);
    if (known == nullptr || *known != value) changed.push_back(value);
  }
  std::string bytes = Encoded(Histogram::FromValues(std::move(changed)));
  bytes.front() = static_cast<char>(kHistogramChangesV2);
  return bytes;
}

bool LacksNone(const Histogram& before, const Histogram& after) {
  return std::ranges::all_of(before.values(), [&](const ValueCount& value) {
    const ValueCount* now = after.Find(value.value);
    return now != nullptr &&
           std::ranges::includes(now->periods, value.periods, {},
                                 &PeriodCount::period, &PeriodCount::period);
  });
}

// Forgets all but the values that were seen last.
void KeepFour(Histogram& histogram) {
  histogram.Edit([](std::vector<ValueCount>& values) {
    while (values.size() > 4) {
      values.erase(
          std::ranges::min_element(values, {}, &ValueCount::last_seen_seconds));
    }
  });
}

TEST(HistogramChanges, MakeOfWhatWasStoredWhatIs) {
  std::mt19937_64 random(5);
  int alone = 0;
  for (int round = 0; round < 200; ++round) {
    Histogram histogram;
    Histogram stored;
    const bool by_hours = round % 2 == 0;
    for (int batch = 0; batch < 20; ++batch) {
      ChangeAtRandom(random, static_cast<int64_t>(random() % 10), by_hours,
                     histogram);
      if (random() % 20 == 0) KeepFour(histogram);
      if (by_hours && random() % 20 == 0)
        ForgetHours(kNow - 86400, kNow, histogram);
      const bool is_alone = LacksNone(stored, histogram);
      alone += is_alone ? 1 : 0;
      const std::string changes =
          is_alone ? ChangesOf(stored, histogram) : Encoded(histogram);
      for (uint64_t times = 1 + random() % 2; times > 0; --times) {
        const absl::Status status = ApplyHistogramChanges(changes, stored);
        ASSERT_TRUE(status.ok()) << status;
        ASSERT_EQ(stored, histogram);
      }
    }
  }
  EXPECT_GT(alone, 500);
}

TEST(HistogramChanges, EveryTruncationFailsCleanlyAndChangesNothing) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 50; ++i) {
    Histogram histogram;
    ChangeAtRandom(random, 100, i % 2 == 0, histogram);
    const Histogram before = histogram;
    ChangeAtRandom(random, 5, i % 2 == 0, histogram);
    const std::string bytes = ChangesOf(before, histogram);
    Histogram stored = before;
    for (size_t size = 0; size < bytes.size(); ++size) {
      ASSERT_EQ(
          ApplyHistogramChanges(std::string_view(bytes).substr(0, size), stored)
              .code(),
          absl::StatusCode::kDataLoss);
      ASSERT_EQ(stored, before);
    }
  }
}

TEST(HistogramChanges, WhatDamagedOnesMakeIsValid) {
  std::mt19937_64 random(7);
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    Histogram histogram;
    ChangeAtRandom(random, 100, i % 2 == 0, histogram);
    Histogram stored = histogram;
    ChangeAtRandom(random, 3, i % 2 == 0, histogram);
    std::string bytes = ChangesOf(stored, histogram);
    bytes[random() % bytes.size()] = static_cast<char>(random());
    const absl::Status status = ApplyHistogramChanges(bytes, stored);
    ASSERT_TRUE(EncodeHistogram(stored).ok());
    if (status.ok()) continue;
    ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss);
    ++refused;
  }
  EXPECT_GT(refused, 500);
}

TEST(HistogramCodec, EveryTruncationFailsCleanly) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 50; ++i) {
    const std::string bytes = Encoded(RandomHistogram(random));
    for (size_t size = 0; size < bytes.size(); ++size) {
      ASSERT_EQ(DecodeHistogram(std::string_view(bytes).substr(0, size))
                    .status()
                    .code(),
                absl::StatusCode::kDataLoss);
    }
  }
}

TEST(HistogramCodec, WhatADamagedValueDecodesToIsValid) {
  std::mt19937_64 random(3);
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string intact = Encoded(RandomHistogram(random));
    for (int j = 0; j < 100; ++j) {
      std::string bytes = intact;
      for (uint64_t flips = 1 + random() % 3; flips > 0; --flips) {
        bytes[random() % bytes.size()] = static_cast<char>(random());
      }
      const auto decoded = DecodeHistogram(bytes);
      if (decoded.ok()) {
        // Only what keeps the rules can be encoded.
        ASSERT_TRUE(EncodeHistogram(*decoded).ok());
      } else {
        ASSERT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(HistogramCodec, RandomBytesFailCleanly) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 60, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    if (!bytes.empty()) bytes[0] = 1;
    const auto decoded = DecodeHistogram(bytes);
    if (!decoded.ok()) {
      ASSERT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
    }
  }
}

TEST(HistogramCodec, NamesTheVersionItDoesNotKnow) {
  EXPECT_THAT(std::string(DecodeHistogram("\x04...").status().message()),
              HasSubstr("version 4"));
}

// As version 1 wrote it: DE, two hours and three calls.
TEST(HistogramCodec, ReadsTheVersionBefore) {
  const auto decoded =
      DecodeHistogram(std::string("\x01\x01\xa0\x9a\xd0\xaa\x06\x02"
                                  "DE\x00\xa0\x38\x03\x00\x02\x01\x86\x02\x01",
                                  20));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  Histogram expected;
  expected.Count("DE", 1'700'000'000);
  expected.Count("DE", 1'700'000'100);
  expected.Count("DE", 1'700'007'200);
  EXPECT_EQ(*decoded, expected);
}

// As version 2 wrote it: DE as above; JP, judged before it was seen, as one
// call that nobody made.
TEST(HistogramCodec, ReadsNoCallOfAVerdictInTheVersionBefore) {
  const std::string values(
      "\xa0\x9a\xd0\xaa\x06\x02"
      "DE\x00\xa0\x38\x05\x00\x02\x01\x86\x02\x01"
      "\x02JP\x00\x00\x06\x00\x01\x00\x00\x01",
      29);
  Histogram expected;
  expected.Count("DE", 1'700'000'000);
  expected.Count("DE", 1'700'000'100);
  expected.Count("DE", 1'700'007'200);
  expected.Judge("JP", {Verdict::kBenign});
  const auto decoded = DecodeHistogram("\x02\x02" + values);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, expected);
  Histogram changed;
  ASSERT_TRUE(ApplyHistogramChanges("\x81\x02" + values, changed).ok());
  EXPECT_EQ(changed, expected);
}

TEST(HistogramCodec, RefusesBytesLeftOver) {
  Histogram histogram;
  histogram.Count("DE", kNow);
  EXPECT_THAT(
      std::string(DecodeHistogram(Encoded(histogram) + "x").status().message()),
      HasSubstr("left over"));
}

TEST(HistogramCodec, RefusesMoreValuesThanAHistogramHolds) {
  std::string bytes(1, '\1');
  AppendVarint(kValuesMax + 1, bytes);
  EXPECT_THAT(std::string(DecodeHistogram(bytes).status().message()),
              HasSubstr("number of values"));
}

TEST(HistogramCodec, WritesNothingThatItWouldNotRead) {
  ASSERT_TRUE(EncodingOf(Valid()).ok());
  const auto refuses = [](const char* why, auto&& spoil) {
    ValueCount value = Valid();
    spoil(value);
    const absl::Status status = EncodingOf(std::move(value));
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << why;
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  };
  refuses("first_seen before 1970",
          [](ValueCount& value) { value.first_seen_seconds = -1; });
  refuses("last_seen before first_seen",
          [](ValueCount& value) { value.last_seen_seconds = kNow - 11; });
  refuses("slots that are not the observations",
          [](ValueCount& value) { value.periods[0].slots.set(7); });
  refuses("value without periods",
          [](ValueCount& value) { value.periods.clear(); });
  refuses("time of a value that was not seen", [](ValueCount& value) {
    value.periods.clear();
    value.judgement = {Verdict::kMalicious, 0, 7};
  });
  refuses("end of what is no benign verdict", [](ValueCount& value) {
    value.judgement = {Verdict::kMalicious, 7, 0};
  });
  refuses("end of a verdict before 1970", [](ValueCount& value) {
    value.judgement = {Verdict::kBenign, -7, 0};
  });
  refuses("verdict before 1970", [](ValueCount& value) {
    value.judgement = {Verdict::kBenign, 0, -7};
  });
  refuses("too many periods", [](ValueCount& value) {
    value.periods.assign(13, value.periods[0]);
  });
  refuses("periods not ascending",
          [](ValueCount& value) { value.periods.push_back(value.periods[0]); });
  refuses("period without calls",
          [](ValueCount& value) { value.periods[0].calls = 0; });
  refuses("more observations than calls",
          [](ValueCount& value) { value.periods[0].observations = 3; });
  refuses("period after last_seen",
          [](ValueCount& value) { ++value.periods[0].period; });
  EXPECT_EQ(EncodeHistogram(Histogram::FromValues({Valid(), Valid()}))
                .status()
                .code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace farcall
