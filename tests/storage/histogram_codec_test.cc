// SPDX-License-Identifier: Apache-2.0
#include "storage/histogram_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/byte_coding.h"

namespace farcall {
namespace {

using testing::HasSubstr;

constexpr int64_t kNow = 1'700'000'000;

Histogram RandomHistogram(std::mt19937_64& random) {
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
  Histogram histogram;
  const int64_t span = below(2) == 0 ? 3600 * 90 : 3600 * 24 * 400;
  const int64_t events = 1 + below(200);
  const bool own_slots = below(2) == 0;
  for (int64_t i = 0; i < events; ++i) {
    const auto& value = values[static_cast<size_t>(below(1 + below(7)))];
    const int64_t time = kNow - below(span);
    if (own_slots) {
      histogram.Count(value, time);
    } else {
      histogram.CountAs(
          below(3) == 0 ? Histogram::As::kObservation : Histogram::As::kCall,
          value, time);
    }
    if (below(4) == 0) histogram.Note(value, static_cast<uint32_t>(random()));
    if (below(4) == 0) histogram.Judge(value, Verdict::kMalicious, time);
  }
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
  EXPECT_THAT(std::string(DecodeHistogram("\x03...").status().message()),
              HasSubstr("version 3"));
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
