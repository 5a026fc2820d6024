// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/fact/call_log_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "storage/codec/fact/fact_block_codec.h"
#include "storage/codec/key_codec.h"

namespace farcall {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr uint32_t kHour = 480'000;

class CallLogCodecTest : public testing::Test {
 protected:
  CallLogCodecTest() {
    event_.event_id = "0f0e0d0c-0b0a-0908-0706-050403020100";
    event_.event_time_seconds = int64_t{kHour} * kSecondsPerHour + 5;
    event_.principal_kind = PrincipalKind::kRole;
    event_.account = "111122223333";
    event_.principal = "arn:aws:iam::111122223333:role/web";
    event_.command = "s3:GetObject";
    event_.source_address = "198.51.100.7";
  }

  CountedCall Call() const {
    return {.event = &event_, .origin = "VN", .network = "198.51.100.0/24"};
  }
  std::string Write(const std::vector<CountedCall>& calls) const {
    CallLogWriter writer("acme", digests_);
    writer.Add(calls, keys_);
    EXPECT_EQ(writer.calls(), calls.size());
    return std::move(writer).Finish(490'000);
  }
  // Views of `bytes_`.
  CallLogEntry Read(std::string bytes) {
    bytes_ = std::move(bytes);
    CallLogEntry entry;
    const absl::Status status = DecodeCallLog(bytes_, entry);
    EXPECT_TRUE(status.ok()) << status;
    return entry;
  }

  const FactDigests digests_{EventHasher::Key{1, 2, 3}};
  const std::vector<std::string> keys_ = {
      *EncodeEntityKey({"acme", EntityKind::kPrincipal, "ada"}),
      *EncodeEntityKey({"acme", EntityKind::kPrincipal, "bob"})};
  Event event_;
  std::string bytes_;
};

TEST_F(CallLogCodecTest, WhatACallHasComesBack) {
  CountedCall noteworthy = Call();
  noteworthy.principal = 1;
  noteworthy.is_noteworthy = true;
  const CallLogEntry entry = Read(Write({Call(), noteworthy}));
  EXPECT_EQ(entry.tenant, "acme");
  EXPECT_EQ(entry.written_hour, 490'000u);
  ASSERT_THAT(entry.calls, SizeIs(2));
  const LoggedCall& call = entry.calls[0];
  EXPECT_EQ(entry.texts[call.principal], keys_[0]);
  EXPECT_EQ(entry.texts[entry.calls[1].principal], keys_[1]);
  EXPECT_EQ(call.principal_kind, PrincipalKind::kRole);
  EXPECT_FALSE(call.is_noteworthy);
  EXPECT_TRUE(entry.calls[1].is_noteworthy);
  EXPECT_EQ(call.hour, kHour);
  EXPECT_EQ(entry.texts[call.network], "198.51.100.0/24");
  EXPECT_THAT(entry.texts[call.instance], IsEmpty());
}

TEST_F(CallLogCodecTest, ItsHeadAndTextsMakeABlock) {
  const CallLogEntry entry = Read(Write({Call()}));
  const LoggedCall& call = entry.calls.front();
  FactBlockWriter writer;
  std::vector<uint32_t> numbers;
  for (size_t i = call.first_number; i < entry.numbers.size(); ++i) {
    const std::string_view text = entry.texts[entry.numbers[i]];
    numbers.push_back(writer.AddText(digests_.OfText(text), text));
  }
  writer.AddCall(call.head, call.present, numbers);
  FactHourReader reader(kHour);
  ASSERT_TRUE(reader.Add(writer.Finish(1, 0)).ok());
  std::vector<EventFact> facts;
  uint64_t not_kept = 0;
  reader.AppendTo(facts, not_kept);
  ASSERT_THAT(facts, SizeIs(1));
  EXPECT_EQ(facts.front().event_id, event_.event_id);
  EXPECT_EQ(facts.front().at_seconds, event_.event_time_seconds);
  EXPECT_EQ(facts.front().command, "s3:GetObject");
  EXPECT_EQ(facts.front().source_address, "198.51.100.7");
  EXPECT_EQ(facts.front().origin, "VN");
}

TEST_F(CallLogCodecTest, ATextStandsOnceInAnEntry) {
  event_.user_agent = std::string(200, 'a');
  const size_t one = Write({Call()}).size();
  EXPECT_LT(Write({Call(), Call()}).size(), one + event_.user_agent.size());
}

TEST_F(CallLogCodecTest, ACallOfAnInstanceShowsItsAddress) {
  EXPECT_FALSE(Read(Write({Call()})).calls.front().shows_instance);
  event_.instance_id = "i-0abc12345";
  const CallLogEntry entry = Read(Write({Call()}));
  EXPECT_TRUE(entry.calls.front().shows_instance);
  EXPECT_EQ(entry.texts[entry.calls.front().instance], "i-0abc12345");
}

TEST_F(CallLogCodecTest, DamageIsRefused) {
  const std::string bytes = Write({Call(), Call()});
  CallLogEntry entry;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const absl::Status status = DecodeCallLog(bytes.substr(0, size), entry);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << size;
  }
  EXPECT_FALSE(DecodeCallLog(bytes + "x", entry).ok());
  EXPECT_FALSE(DecodeCallLog("\x02" + bytes.substr(1), entry).ok());
}

}  // namespace
}  // namespace farcall
