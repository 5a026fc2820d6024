// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "scoring/records/attribute.h"
#include "scoring/records/words.h"

namespace farcall {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr int64_t kStart = 1750000000;
constexpr int64_t kHour = 3600;
constexpr MemoryPlace kHome{.origin = "DE", .network = "91.1.1"};

Anomaly Odd(std::string_view detector, std::string_view value, double bits) {
  return {
      .detector = &*std::ranges::find(Detectors(), detector, &Detector::name),
      .value = value,
      .bits = bits};
}

RecalledThings RecallAt(const ShortMemory& memory, const MemoryPlace& place,
                        int64_t at_seconds,
                        const std::vector<Anomaly>& now = {},
                        Purpose purpose = Purpose::kWhatIf) {
  return Recall(memory, Model{},
                {.place = place, .at_seconds = at_seconds, .purpose = purpose},
                now);
}

// What was recalled at home, in words.
Factor Told(const RecalledThings& recalled, int64_t at_seconds) {
  Factor factor{.detector = &RecentEvidence(),
                .entity = "arn:aws:iam::111122223333:user/alice",
                .at_seconds = at_seconds};
  Describe(recalled, kHome, factor);
  return factor;
}

// Remembers what is odd among `anomalies`. Whether anything is.
bool Remember(const MemoryPlace& place, std::span<const Anomaly> anomalies,
              int64_t at_seconds, ShortMemory& memory) {
  const std::vector<EvidenceNote> evidence = EvidenceOf(place, anomalies);
  if (evidence.empty()) return false;
  memory.Remember(evidence, at_seconds);
  return true;
}

TEST(Memory, KeepsWhatIsOddAndNothingElse) {
  ShortMemory memory;
  EXPECT_FALSE(Remember(kHome,
                        std::vector{Odd("country_for_principal", "BR", 20),
                                    Odd("command_for_principal", "s:C", 1)},
                        kStart, memory));
  EXPECT_TRUE(memory.empty());
  EXPECT_TRUE(Remember(kHome,
                       std::vector{Odd("command_for_principal", "s:C", 5)},
                       kStart, memory));
  const auto recalled = RecallAt(memory, kHome, kStart);
  ASSERT_THAT(recalled, SizeIs(1));
  EXPECT_EQ(recalled[0].detector, "command_for_principal");
  EXPECT_EQ(recalled[0].value, "s:C");
  EXPECT_DOUBLE_EQ(recalled[0].bits, 4);
}

TEST(Memory, CountsEachThingOnceHoweverOftenItComes) {
  ShortMemory memory;
  const std::vector<Anomaly> odd = {Odd("command_for_principal", "s:C", 5)};
  for (int i = 0; i < 100; ++i) Remember(kHome, odd, kStart + i, memory);
  const auto recalled = RecallAt(memory, kHome, kStart + 100);
  ASSERT_THAT(recalled, SizeIs(1));
  EXPECT_NEAR(recalled[0].bits, 4, 0.01);
  EXPECT_EQ(recalled[0].calls, 100U);
  EXPECT_THAT(RecallAt(memory, kHome, kStart + 100, odd), IsEmpty())
      << "what the event says itself does not count again";
}

TEST(Memory, FadesWithinHoursAndIsGoneAfterTwoDays) {
  ShortMemory memory;
  Remember(kHome, std::vector{Odd("command_for_principal", "s:C", 5)}, kStart,
           memory);
  EXPECT_NEAR(RecallAt(memory, kHome, kStart + 6 * kHour)[0].bits, 2, 0.01);
  Remember(kHome, std::vector{Odd("command_for_principal", "s:D", 5)},
           kStart + 49 * kHour, memory);
  EXPECT_THAT(memory.things(), SizeIs(1));
}

TEST(Memory, RecallsNothingThatWasFirstSeenLater) {
  ShortMemory memory;
  Remember(kHome, std::vector{Odd("command_for_principal", "s:C", 5)},
           kStart + 60, memory);
  EXPECT_THAT(RecallAt(memory, kHome, kStart + 59), IsEmpty());
  EXPECT_THAT(RecallAt(memory, kHome, kStart + 60), SizeIs(1));
}

// So that the order of arrival does not matter.
TEST(Memory, RecallsToAnEventThatArrivesLateWhatWasSeenAfterIt) {
  ShortMemory memory;
  const std::vector<Anomaly> odd = {Odd("command_for_principal", "s:C", 8)};
  Remember(kHome, odd, kStart + 6 * kHour, memory);
  const auto bits_at = [&](int64_t at_seconds) {
    const auto recalled =
        RecallAt(memory, kHome, at_seconds, {}, Purpose::kCount);
    EXPECT_THAT(recalled, SizeIs(1));
    return recalled[0].bits;
  };
  EXPECT_EQ(bits_at(kStart), bits_at(kStart + 12 * kHour))
      << "as far before as after";
  EXPECT_LT(bits_at(kStart), bits_at(kStart + 5 * kHour));
  const double whole = bits_at(kStart + 6 * kHour);
  EXPECT_LT(bits_at(kStart + 5 * kHour), whole);
  Remember(kHome, odd, kStart + 10 * kHour, memory);
  EXPECT_EQ(bits_at(kStart + 8 * kHour), whole) << "between the two";
}

TEST(Memory, TakesTheFirstTimeOfWhatWasSeenBeforeAndAfter) {
  ShortMemory memory;
  const std::vector<Anomaly> odd = {Odd("command_for_principal", "s:C", 5)};
  Remember(kHome, odd, kStart, memory);
  Remember(kHome, odd, kStart + 8 * kHour, memory);
  const auto recalled = RecallAt(memory, kHome, kStart + 6 * kHour);
  ASSERT_THAT(recalled, SizeIs(1));
  EXPECT_NEAR(recalled[0].bits, 2, 0.01);
  EXPECT_EQ(Told(recalled, kStart + 6 * kHour).detail, ": s:C")
      << "how many of its calls were before is not known";
}

TEST(Memory, DoesNotRecallToACountedEventWhatItLeftItself) {
  CountedEvent event;
  event.SetValue(Attribute::kCommand, "s:C");
  ShortMemory memory;
  const auto recall = [&] {
    return Recall(memory, Model{},
                  {.place = kHome,
                   .at_seconds = kStart,
                   .purpose = Purpose::kAgain,
                   .counted = &event},
                  {});
  };
  Remember(kHome,
           std::vector{Odd("command_for_principal", "s:C", 5),
                       Odd("network_for_principal", "91.1.1", 6)},
           kStart, memory);
  EXPECT_THAT(recall(), IsEmpty());
  Remember(kHome, std::vector{Odd("command_for_principal", "s:D", 5)}, kStart,
           memory);
  EXPECT_THAT(recall(), SizeIs(1)) << "another call of the same second";
}

Model HalfEach() {
  Model model;
  model.memory_next_part = 0.5;
  return model;
}

// What is remembered of new commands of 5 bits (4 as evidence), first seen so
// many seconds after kStart, at kStart.
double SumOfCommands(const std::vector<int64_t>& seen_after_seconds,
                     const std::vector<Anomaly>& now = {}) {
  RecalledThings recalled;
  for (const int64_t seconds : seen_after_seconds) {
    recalled.push_back({.detector = "command_for_principal",
                        .value = "s:C",
                        .bits = 4,
                        .first_seen_seconds = kStart + seconds});
  }
  return SumOf(recalled, HalfEach(), now);
}

TEST(MemorySum, CountsEachThingOfADetectorForLessThanTheOneBefore) {
  EXPECT_EQ(SumOfCommands({}), 0);
  EXPECT_EQ(SumOfCommands({0}), 4);
  EXPECT_EQ(SumOfCommands({0, 100, 200}), 4 + 2 + 1);
}

TEST(MemorySum, CountsWhatTheEventSaysAsTheFirst) {
  EXPECT_EQ(SumOfCommands({0, 100}, {Odd("command_for_principal", "s:D", 5)}),
            2 + 1);
  EXPECT_EQ(SumOfCommands({0, 100}, {Odd("command_for_principal", "s:D", 1)}),
            4 + 2)
      << "below the floor it says nothing";
  EXPECT_EQ(SumOfCommands({0, 100}, {Odd("tool_for_principal", "x", 5)}),
            4 + 2);
}

TEST(MemorySum, CountsABurstOfADetectorAsOneThing) {
  EXPECT_EQ(SumOfCommands({0, 1, 30, 60}), 4);
  EXPECT_EQ(SumOfCommands({0, 1, 61}), 4 + 2);
  const RecalledThings two_detectors = {{.detector = "command_for_principal",
                                         .value = "s:C",
                                         .bits = 4,
                                         .first_seen_seconds = kStart},
                                        {.detector = "tool_for_principal",
                                         .value = "t",
                                         .bits = 3,
                                         .first_seen_seconds = kStart}};
  EXPECT_EQ(SumOf(two_detectors, HalfEach(), {}), 4 + 3);
}

TEST(Memory, IsOfOnePlace) {
  ShortMemory memory;
  Remember(kHome, std::vector{Odd("command_for_principal", "s:C", 5)}, kStart,
           memory);
  EXPECT_THAT(RecallAt(memory, {"DE", "91.2.2"}, kStart), IsEmpty());
  EXPECT_THAT(RecallAt(memory, {"FR", "91.1.1"}, kStart), IsEmpty());
}

TEST(Memory, TakesNewNetworksOfOneOriginForOnePlace) {
  ShortMemory memory;
  const std::vector<Anomaly> odd = {Odd("command_for_principal", "s:C", 5)};
  Remember({"DE", "91.2.2", true}, odd, kStart, memory);
  Remember({"DE", "91.3.3", true}, odd, kStart, memory);
  EXPECT_THAT(RecallAt(memory, {"DE", "91.4.4", true}, kStart), SizeIs(1));
  EXPECT_THAT(RecallAt(memory, {"FR", "91.4.4", true}, kStart), IsEmpty());
  EXPECT_THAT(RecallAt(memory, {"DE", "91.4.4", false}, kStart), IsEmpty());
}

TEST(Memory, IsBounded) {
  ShortMemory memory;
  for (int i = 0; i < 1000; ++i) {
    Remember(
        kHome,
        std::vector{Odd("command_for_principal", "s:C" + std::to_string(i), 5)},
        kStart + i, memory);
  }
  EXPECT_LE(memory.things().size(), 64U);
}

TEST(MemoryWords, TellWhatBelongsTogetherByKindAndTime) {
  ShortMemory memory;
  for (int i = 0; i < 3; ++i) {
    const std::string command = "iam:List" + std::to_string(i);
    Remember(kHome, std::vector{Odd("command_for_principal", command, 7)},
             kStart + i * 60, memory);
  }
  Remember(kHome,
           std::vector{Odd("command_for_principal", "iam:List2", 7),
                       Odd("error_code", "AccessDenied", 4),
                       Odd("two_places", "DE", 1)},
           kStart + 150, memory);
  const Factor told = Told(RecallAt(memory, kHome, kStart + 180), kStart + 180);
  EXPECT_EQ(told.brief,
            "3 commands, 1 error code and 1 quick change of place unusual for "
            "alice, from the same place (DE) within 3 minutes, since " +
                Minute(kStart));
  EXPECT_THAT(told.detail, HasSubstr("iam:List2 (2 calls)"));
  EXPECT_THAT(told.detail, HasSubstr("AccessDenied (1 call)"));
}

TEST(MemoryWords, NameTheHeaviestThings) {
  ShortMemory memory;
  for (int i = 0; i < 7; ++i) {
    Remember(kHome,
             std::vector{Odd("command_for_principal", "s:C" + std::to_string(i),
                             2.0 + i / 2.0)},
             kStart, memory);
  }
  const Factor told = Told(RecallAt(memory, kHome, kStart), kStart);
  EXPECT_THAT(told.brief, StartsWith("7 commands unusual for alice"));
  EXPECT_THAT(told.brief, HasSubstr("within 1 second"));
  EXPECT_THAT(told.detail, StartsWith(": s:C6 (1 call), s:C5"));
  EXPECT_THAT(told.detail, EndsWith(" and 2 more"));
}

// An event that arrives late recalls what was seen after it.
TEST(MemoryWords, CoverTheTimeOfALateEventToo) {
  ShortMemory memory;
  Remember(kHome, std::vector{Odd("command_for_principal", "s:A", 7)}, kStart,
           memory);
  Remember(kHome, std::vector{Odd("command_for_principal", "s:B", 7)},
           kStart + 600, memory);
  const auto recalled =
      RecallAt(memory, kHome, kStart + 60, {}, Purpose::kCount);
  EXPECT_THAT(Told(recalled, kStart + 60).brief, HasSubstr("10 minutes"));
}

}  // namespace
}  // namespace farcall
