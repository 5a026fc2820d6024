// SPDX-License-Identifier: Apache-2.0
#include "storage/fact_keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "storage/codec/fact/term_use_codec.h"
#include "storage/codec/key_codec.h"

namespace farcall {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr uint32_t kHour = 480'000;
constexpr uint32_t kNow = 490'000;

class FactKeeperTest : public testing::Test {
 protected:
  const FactDigests digests_{EventHasher::Key{1}};
  FactKeeper keeper_{"acme", 48, digests_};
  const std::string ada_ =
      *EncodeEntityKey({"acme", EntityKind::kPrincipal, "ada"});

  static Event CallAt(uint32_t hour, const std::string& agent = "cli") {
    Event event;
    event.event_id = "e";
    event.event_time_seconds = int64_t{hour} * kSecondsPerHour + 5;
    event.command = "s3:GetObject";
    event.source_address = "198.51.100.7";
    event.user_agent = agent;
    return event;
  }
  // Calls of one update.
  void AddAll(std::span<const CountedCall> calls) {
    CallLogWriter writer("acme", digests_);
    writer.Add(calls, {&ada_, 1});
    CallLogEntry entry;
    const std::string& bytes =
        logged_.emplace_back(std::move(writer).Finish(kNow));
    ASSERT_TRUE(DecodeCallLog(bytes, entry).ok());
    keeper_.Add(entry, ++sequence_);
  }
  void Add(const Event& event, bool is_noteworthy = false) {
    const CountedCall call = {.event = &event,
                              .origin = "VN",
                              .network = "198.51.100.0/24",
                              .is_noteworthy = is_noteworthy};
    AddAll({&call, 1});
  }
  struct Read {
    std::vector<EventFact> facts{};
    uint64_t not_kept = 0;
    size_t bytes = 0;
    size_t blocks = 0;
  };
  // All that was to be written so far, by hour.
  std::map<uint32_t, Read> TakeAll() {
    std::map<uint32_t, FactHourReader> readers;
    std::map<uint32_t, Read> read;
    for (const Written& writes : taken_) {
      for (const FactBlock& block : writes.blocks) {
        auto& reader =
            readers.try_emplace(block.hour, block.hour).first->second;
        EXPECT_TRUE(reader.Add(block.content).ok());
        read[block.hour].bytes += block.content.size();
        ++read[block.hour].blocks;
      }
    }
    for (const auto& [hour, reader] : readers) {
      reader.AppendTo(read[hour].facts, read[hour].not_kept);
    }
    return read;
  }
  struct Written {
    std::vector<FactBlock> blocks{};
    std::vector<FactTerm> terms{};
  };
  void Take() {
    Written& written = taken_.emplace_back();
    const absl::Status status = keeper_.Write(
        [&](const FactBlock& block) {
          written.blocks.push_back(block);
          return absl::OkStatus();
        },
        [&](FactTerm term) {
          term.content = contents_.emplace_back(term.content);
          written.terms.push_back(term);
          return absl::OkStatus();
        });
    ASSERT_TRUE(status.ok());
  }

  uint64_t sequence_ = 0;
  std::deque<std::string> logged_;
  std::deque<std::string> contents_;
  std::vector<Written> taken_;
};

TEST_F(FactKeeperTest, ACallIsKeptWithItsTextsAndTerms) {
  Add(CallAt(kHour));
  Take();
  const auto read = TakeAll();
  ASSERT_THAT(read.at(kHour).facts, SizeIs(1));
  EXPECT_EQ(read.at(kHour).facts.front().command, "s3:GetObject");
  EXPECT_EQ(read.at(kHour).facts.front().origin, "VN");
  ASSERT_THAT(taken_.front().terms, SizeIs(3));  // origin, network, address
  const auto use = DecodeTermUse(taken_.front().terms.front().content);
  ASSERT_TRUE(use.ok());
  EXPECT_EQ(use->principal, "ada");
  EXPECT_EQ(use->first_hour, kHour);
}

TEST_F(FactKeeperTest, OneBlockIsWrittenForTheCallsOfAnUpdateInAnHour) {
  const Event event = CallAt(kHour);
  const std::vector<CountedCall> calls(10, {.event = &event, .origin = "VN"});
  AddAll(calls);
  Take();
  EXPECT_THAT(taken_.front().blocks, SizeIs(1));
  EXPECT_THAT(TakeAll().at(kHour).facts, SizeIs(10));
}

TEST_F(FactKeeperTest, ATextIsWrittenOnceAnHour) {
  const std::string agent(200, 'a');
  for (int i = 0; i < 20; ++i) {
    Add(CallAt(kHour, agent));
    Take();
  }
  const Read read = TakeAll().at(kHour);
  EXPECT_LT(read.bytes, 20 * agent.size());
  for (const EventFact& fact : read.facts) EXPECT_EQ(fact.user_agent, agent);
}

TEST_F(FactKeeperTest, OfManyAlikeCallsTheFirstAreKeptAndTheRestCounted) {
  for (int i = 0; i < 1'000; ++i) {
    Add(CallAt(kHour));
    Take();
  }
  const Read read = TakeAll().at(kHour);
  EXPECT_THAT(read.facts, SizeIs(FactKeeper::kUsualCalls));
  const uint64_t not_kept = 1'000 - FactKeeper::kUsualCalls;
  EXPECT_LE(read.not_kept, not_kept);
  EXPECT_GE(read.not_kept, not_kept / 2);
  // Their number is told by few blocks.
  EXPECT_LE(read.blocks, FactKeeper::kUsualCalls + 10);
}

TEST_F(FactKeeperTest, TheNextBlockTellsTheRestOfWhatWasNotKept) {
  for (int i = 0; i < 1'000; ++i) Add(CallAt(kHour));
  Add(CallAt(kHour), /*is_noteworthy=*/true);
  Take();
  EXPECT_EQ(TakeAll().at(kHour).not_kept, 1'000 - FactKeeper::kUsualCalls);
}

TEST_F(FactKeeperTest, NoteworthyCallsAreKeptBeyondTheUsualOnes) {
  for (int i = 0; i < 100; ++i) Add(CallAt(kHour));
  Add(CallAt(kHour), /*is_noteworthy=*/true);
  Take();
  EXPECT_THAT(TakeAll().at(kHour).facts, SizeIs(FactKeeper::kUsualCalls + 1));
}

TEST_F(FactKeeperTest, TheFirstCallWithAnotherToolIsKept) {
  for (int i = 0; i < 100; ++i) Add(CallAt(kHour));
  Add(CallAt(kHour, "pacu"));
  Add(CallAt(kHour, "pacu"));
  Take();
  const auto facts = TakeAll().at(kHour).facts;
  ASSERT_THAT(facts, SizeIs(FactKeeper::kUsualCalls + 1));
  EXPECT_EQ(facts.back().user_agent, "pacu");
}

TEST_F(FactKeeperTest, AFloodOfNewTextsTakesBoundedBytes) {
  for (int i = 0; i < 20'000; ++i) {
    Event event = CallAt(kHour, std::string(200, 'a') + std::to_string(i));
    const std::string number = std::to_string(100'000 + i);
    event.event_id = "0f0e0d0c-0b0a-0908-0706-050403" + number;
    event.source_address = "2001:db8::" + std::to_string(i);
    event.details.access_key_id = "AKIA" + std::to_string(i);
    event.details.assets = {"arn:aws:s3:::" + std::to_string(i)};
    Add(event, /*is_noteworthy=*/true);
    Take();
  }
  size_t bytes = 0;
  size_t terms = 0;
  for (const Written& writes : taken_) {
    for (const auto& block : writes.blocks) bytes += block.content.size();
    for (const auto& term : writes.terms) bytes += term.content.size();
    terms += writes.terms.size();
  }
  EXPECT_THAT(TakeAll().at(kHour).facts, SizeIs(FactKeeper::kCallsMax));
  EXPECT_LE(terms, 2 * FactKeeper::kTermsMax);
  // 48 hours of it take less than 1 MiB.
  EXPECT_LE(bytes, size_t{21} << 10);
}

TEST_F(FactKeeperTest, AnHourHasItsOwnBounds) {
  for (int i = 0; i < 100; ++i) {
    Add(CallAt(kHour));
    Add(CallAt(kHour + 1));
  }
  Take();
  EXPECT_THAT(TakeAll().at(kHour).facts, SizeIs(FactKeeper::kUsualCalls));
  EXPECT_THAT(TakeAll().at(kHour + 1).facts, SizeIs(FactKeeper::kUsualCalls));
}

TEST_F(FactKeeperTest, ACallThatIsTooOldIsNotKept) {
  Add(CallAt(kHour));
  Take();
  Add(CallAt(kHour - 48));
  Take();
  EXPECT_THAT(taken_.back().blocks, IsEmpty());
  EXPECT_EQ(keeper_.TakeCounts().not_kept, 1u);
  Add(CallAt(kHour - 47));
  Take();
  EXPECT_THAT(taken_.back().blocks, SizeIs(1));
}

TEST_F(FactKeeperTest, WhatWasForgottenIsWrittenAgain) {
  Add(CallAt(kHour));
  Take();
  keeper_.Clear();
  taken_.clear();
  Add(CallAt(kHour));
  Take();
  const auto facts = TakeAll().at(kHour).facts;
  ASSERT_THAT(facts, SizeIs(1));
  EXPECT_EQ(facts.front().command, "s3:GetObject");
}

class InstanceAddressTest : public FactKeeperTest {
 protected:
  InstanceAddressTest() {
    call_.account = "111122223333";
    call_.principal = "arn:aws:iam::111122223333:role/web";
    call_.instance_id = "i-0abc12345";
  }

  // The uses of the call's address by instances that it shows.
  std::vector<StoredTermUse> Shown() {
    Add(call_);
    std::vector<StoredTermUse> uses;
    Take();
    for (const FactTerm& term : taken_.back().terms) {
      if (term.kind != TermKind::kInstanceAddress) continue;
      uses.push_back(*DecodeTermUse(term.content));
    }
    return uses;
  }

  Event call_ = CallAt(kHour);
};

TEST_F(InstanceAddressTest, IsShownForThirtyDays) {
  const auto uses = Shown();
  ASSERT_THAT(uses, SizeIs(1));
  EXPECT_EQ(uses.front().instance, "i-0abc12345");
  EXPECT_EQ(uses.front().kept_to_hour - kNow, 30u * 24);
}

TEST_F(InstanceAddressTest, IsShownByTheDeliveryOfCredentialsAsWell) {
  call_.instance_id.clear();
  call_.details.ec2_role_delivery = "2.0";
  EXPECT_THAT(Shown(), SizeIs(1));
}

TEST_F(InstanceAddressTest, IsNotShownByARoleThatIsNoInstances) {
  call_.instance_id.clear();
  EXPECT_THAT(Shown(), IsEmpty());
}

TEST_F(InstanceAddressTest, IsNotShownByAnInstanceOfAnotherAccount) {
  call_.principal = "arn:aws:iam::999988887777:role/web";
  EXPECT_THAT(Shown(), IsEmpty());
}

TEST_F(InstanceAddressTest, IsNotShownWhereItsCallerMayHaveChosenIt) {
  call_.vpc_endpoint_id = "vpce-0123456789abcdef0";
  EXPECT_THAT(Shown(), IsEmpty());
}

TEST_F(InstanceAddressTest, IsNotShownWithoutCredentials) {
  call_.unauthenticated = true;
  EXPECT_THAT(Shown(), IsEmpty());
}

TEST_F(InstanceAddressTest, IsNotShownByACallThatAwsMade) {
  call_.invoked_by_aws = true;
  EXPECT_THAT(Shown(), IsEmpty());
}

TEST_F(FactKeeperTest, LongTermKeysAreFoundForNinetyDays) {
  Event event = CallAt(kHour);
  event.details.access_key_id = "AKIAIOSFODNN7EXAMPLE";
  event.details.issued_access_key_id = "ASIAIOSFODNN7EXAMPLE";
  Add(event);
  Take();
  std::map<TermKind, uint32_t> kept_hours;
  for (const FactTerm& term : taken_.front().terms) {
    kept_hours[term.kind] = DecodeTermUse(term.content)->kept_to_hour - kNow;
  }
  EXPECT_EQ(kept_hours[TermKind::kAccessKey], 90u * 24);
  EXPECT_EQ(kept_hours[TermKind::kIssuedKey], 48u + 24);
  EXPECT_EQ(kept_hours[TermKind::kOrigin], 180u * 24);
}

}  // namespace
}  // namespace farcall
