// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/fact_block_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "text/utf8.h"

namespace farcall {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr uint32_t kHour = 480'000;
constexpr int64_t kStart = int64_t{kHour} * kSecondsPerHour;

class FactBlockCodecTest : public testing::Test {
 protected:
  const FactDigests digests_{EventHasher::Key{1, 2, 3}};
  std::set<std::string> held_;

  // Holds each text once, as the keeper of an hour does.
  bool Holds(std::string_view text) {
    return held_.insert(std::string(text)).second;
  }
  enum class Texts { kHeldOnce, kNotHeld };
  void Add(const Event& event, FactBlockWriter& writer,
           Texts held = Texts::kHeldOnce) {
    uint32_t present = 0;
    std::vector<uint32_t> numbers;
    ForEachFactText(event, "VN", [&](FactText where, std::string_view text) {
      present |= uint32_t{1} << static_cast<unsigned>(where);
      const bool holds = held == Texts::kHeldOnce && Holds(text);
      numbers.push_back(writer.AddText(
          digests_.OfText(text), holds ? std::optional(text) : std::nullopt));
    });
    std::string head;
    AppendFactHead(event, 9'150, digests_, head);
    writer.AddCall(head, present, numbers);
  }
  static std::vector<EventFact> Read(const std::vector<std::string>& blocks,
                                     uint64_t* not_kept = nullptr) {
    FactHourReader reader(kHour);
    for (const std::string& block : blocks) {
      EXPECT_TRUE(reader.Add(block).ok());
    }
    std::vector<EventFact> facts;
    uint64_t calls = 0;
    reader.AppendTo(facts, calls);
    if (not_kept != nullptr) *not_kept = calls;
    return facts;
  }
};

Event FullEvent() {
  Event event;
  event.event_id = "0f0e0d0c-0b0a-0908-0706-050403020100";
  event.event_time_seconds = kStart + 1'234;
  event.account = "111122223333";
  event.command = "iam:CreateUser";
  event.source_address = "198.51.100.7";
  event.user_agent = "Boto3/1.34";
  event.error_code = "AccessDenied";
  event.from_console = true;
  event.unauthenticated = true;
  event.details = {.identity_arn = "arn:aws:iam::111122223333:user/ada",
                   .access_key_id = "AKIAIOSFODNN7EXAMPLE",
                   .issued_access_key_id = "ASIAIOSFODNN7EXAMPLE",
                   .region = "eu-central-1",
                   .ec2_role_delivery = "2.0",
                   .session_created_seconds = kStart - 60,
                   .mfa = false,
                   .read_only = true,
                   .assets = {"arn:aws:s3:::a", "arn:aws:s3:::b"},
                   .parameters = {"userName=eve", "path=/"},
                   .parameters_fingerprint = 77,
                   .parameters_shape = 5};
  return event;
}

TEST_F(FactBlockCodecTest, EveryFieldComesBack) {
  FactBlockWriter writer;
  const Event event = FullEvent();
  Add(event, writer);
  const auto facts = Read({writer.Finish(1, 0)});
  ASSERT_EQ(facts.size(), 1u);
  const EventFact& fact = facts.front();
  EXPECT_EQ(fact.event_id, event.event_id);
  EXPECT_EQ(fact.at_seconds, event.event_time_seconds);
  EXPECT_EQ(fact.account, event.account);
  EXPECT_EQ(fact.command, event.command);
  EXPECT_EQ(fact.origin, "VN");
  EXPECT_EQ(fact.source_address, event.source_address);
  EXPECT_EQ(fact.user_agent, event.user_agent);
  EXPECT_EQ(fact.error_code, event.error_code);
  EXPECT_TRUE(fact.from_console);
  EXPECT_FALSE(fact.invoked_by_aws);
  EXPECT_TRUE(fact.unauthenticated);
  EXPECT_EQ(fact.score_hundredths, 9'150);
  CallDetails expected = event.details;
  expected.parameters_fingerprint = digests_.OfFingerprint(77);
  EXPECT_EQ(fact.details, expected);
}

TEST_F(FactBlockCodecTest, AnEventWithoutDetailsComesBack) {
  FactBlockWriter writer;
  Event event;
  event.event_id = "not a UUID";
  event.event_time_seconds = kStart;
  Add(event, writer);
  const auto facts = Read({writer.Finish(1, 0)});
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts.front().event_id, "not a UUID");
  EXPECT_EQ(facts.front().details, CallDetails());
}

TEST_F(FactBlockCodecTest, IdsThatAreNearlyUuidsComeBackAsTheyAre) {
  FactBlockWriter writer;
  const std::vector<std::string> ids = {"0F0E0D0C-0B0A-0908-0706-050403020100",
                                        "0f0e0d0c-0b0a-0908-0706-05040302010g",
                                        "0f0e0d0c-0b0a-0908-0706+050403020100",
                                        ""};
  for (const std::string& id : ids) {
    Event event;
    event.event_id = id;
    event.event_time_seconds = kStart;
    Add(event, writer);
  }
  const auto facts = Read({writer.Finish(1, 0)});
  ASSERT_EQ(facts.size(), ids.size());
  for (size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(facts[i].event_id, ids[i]);
}

TEST_F(FactBlockCodecTest, ATextOfAnotherBlockIsFound) {
  FactBlockWriter writer;
  Add(FullEvent(), writer);
  const std::string first = writer.Finish(1, 0);
  Add(FullEvent(), writer);
  const std::string second = writer.Finish(1, 0);
  EXPECT_LT(second.size(), first.size());
  const auto facts = Read({second, first});
  ASSERT_EQ(facts.size(), 2u);
  EXPECT_EQ(facts[0], facts[1]);
  EXPECT_EQ(facts[0].command, "iam:CreateUser");
}

TEST_F(FactBlockCodecTest, ATextThatNoBlockHoldsIsEmpty) {
  FactBlockWriter writer;
  Add(FullEvent(), writer, Texts::kNotHeld);
  const auto facts = Read({writer.Finish(1, 0)});
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_THAT(facts.front().command, IsEmpty());
  EXPECT_THAT(facts.front().details.assets, IsEmpty());
}

TEST_F(FactBlockCodecTest, CallsThatWereNotKeptAddUp) {
  FactBlockWriter writer;
  uint64_t not_kept = 0;
  const std::string first = writer.Finish(1, 3);
  const std::string second = writer.Finish(1, 4);
  EXPECT_THAT(Read({first, second}, &not_kept), IsEmpty());
  EXPECT_EQ(not_kept, 7u);
}

TEST_F(FactBlockCodecTest, ALongUserAgentIsCut) {
  FactBlockWriter writer;
  Event event = FullEvent();
  event.user_agent = std::string(2'000, 'a');
  Add(event, writer);
  EXPECT_EQ(Read({writer.Finish(1, 0)}).front().user_agent.size(),
            CallDetails::kTextBytesMax);
}

TEST_F(FactBlockCodecTest, ALongUserAgentIsCutBetweenCharacters) {
  FactBlockWriter writer;
  Event event = FullEvent();
  event.user_agent = "x";
  for (int i = 0; i < 200; ++i) event.user_agent += "\u03b1";  // two bytes each
  Add(event, writer);
  EXPECT_TRUE(IsUtf8(Read({writer.Finish(1, 0)}).front().user_agent));
}

TEST_F(FactBlockCodecTest, AFingerprintDiffersBetweenStores) {
  const FactDigests other{EventHasher::Key{9}};
  EXPECT_NE(other.OfFingerprint(77), digests_.OfFingerprint(77));
  EXPECT_EQ(other.OfFingerprint(0), 0u);
}

TEST_F(FactBlockCodecTest, AHeadIsToldFromOtherBytes) {
  std::string head;
  AppendFactHead(FullEvent(), 9'150, digests_, head);
  EXPECT_TRUE(IsFactHead(head));
  EXPECT_FALSE(IsFactHead(head + "x"));
  for (size_t size = 0; size < head.size(); ++size) {
    EXPECT_FALSE(IsFactHead(head.substr(0, size))) << size;
  }
}

TEST_F(FactBlockCodecTest, TheHourOfWritingIsTold) {
  FactBlockWriter writer;
  EXPECT_EQ(*WrittenHourOfFactBlock(writer.Finish(123'456, 0)), 123'456u);
  EXPECT_FALSE(WrittenHourOfFactBlock("").ok());
}

TEST_F(FactBlockCodecTest, DamageIsAnErrorOrOtherFacts) {
  FactBlockWriter writer;
  Add(FullEvent(), writer);
  const std::string block = writer.Finish(1, 0);
  for (size_t size = 0; size < block.size(); ++size) {
    FactHourReader reader(kHour);
    EXPECT_FALSE(reader.Add(std::string_view(block).substr(0, size)).ok());
  }
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = block;
    damaged[random() % damaged.size()] ^=
        static_cast<char>(1 << (random() % 8));
    FactHourReader reader(kHour);
    if (!reader.Add(damaged).ok()) continue;
    std::vector<EventFact> facts;
    uint64_t not_kept = 0;
    reader.AppendTo(facts, not_kept);
    EXPECT_LE(facts.size(), block.size());
  }
}

}  // namespace
}  // namespace farcall
