// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/log_life.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr uint64_t kLog = 7;

GenesisRecord First() {
  GenesisRecord genesis{.format = 1, .shards = 8};
  genesis.event_hash_key.fill(9);
  return genesis;
}

GenesisRecord Second() {
  GenesisRecord genesis = First();
  genesis.life = 2;
  genesis.nonce = 5;
  genesis.base = {
      .life = 1, .log_id = LogIdOf(First()), .epoch = 4, .number = 90};
  return genesis;
}

LogPlace At(uint64_t epoch, uint64_t number, uint32_t life = 1) {
  return {.life = life, .log_id = kLog, .epoch = epoch, .number = number};
}

HolderReport Told(const std::string& replica, LogPlace place,
                  uint32_t log_life = 2) {
  return {replica, CopyReport{.log_life = log_life, .place = place}};
}

std::string Begins(const std::vector<HolderReport>& holders,
                   uint32_t life = 2) {
  const auto replica = WhoBegins(life, holders);
  if (replica.ok()) return *replica;
  EXPECT_TRUE(absl::IsFailedPrecondition(replica.status()));
  return std::string(replica.status().message());
}

TEST(LogLife, TheFurthestCopyBegins) {
  EXPECT_EQ(Begins({Told("a", At(4, 90)), Told("b", At(4, 91))}), "b");
  EXPECT_EQ(Begins({Told("a", At(4, 90)), Told("b", At(5, 0))}), "b");
  EXPECT_EQ(Begins({Told("a", At(4, 90)), Told("b", At(3, 900))}), "a");
  EXPECT_EQ(Begins({Told("a", {}), Told("b", At(0, 0))}), "b");
}

TEST(LogLife, OfTwoThatAreEquallyFarTheFirstBegins) {
  EXPECT_EQ(Begins({Told("a", At(4, 90)), Told("b", At(4, 90))}), "a");
  EXPECT_EQ(Begins({Told("a", At(4, 89)), Told("c", At(4, 90)),
                    Told("b", At(4, 90))}),
            "c");
}

TEST(LogLife, ACopyOfALaterLifeIsFurther) {
  const std::vector<HolderReport> holders = {Told("a", At(9, 90, 1), 3),
                                             Told("b", At(5, 1, 2), 3)};
  EXPECT_EQ(Begins(holders, 3), "b");
}

TEST(LogLife, NobodyBeginsBeforeAllHaveTold) {
  const HolderReport silent{"b", std::nullopt};
  const HolderReport unsure{"c", CopyReport{.log_life = 2}};
  EXPECT_THAT(Begins({Told("a", At(4, 90)), silent, unsure}),
              HasSubstr("have yet to tell how far their copies are: b, c"));
}

TEST(LogLife, ACopyThatFollowsAnotherLifeDoesNotStandStill) {
  EXPECT_THAT(
      Begins({Told("a", At(4, 90)), Told("b", At(4, 80), 1), Told("c", {})}),
      AllOf(HasSubstr("b (cluster-log-life is 1 there)"),
            Not(HasSubstr(", c"))));
}

TEST(LogLife, NothingBeginsFromNothing) {
  EXPECT_THAT(Begins({Told("a", {}), Told("b", {})}),
              HasSubstr("no replica has a copy of the shard"));
}

TEST(LogLife, ALifeDoesNotBeginTwice) {
  EXPECT_THAT(Begins({Told("a", At(4, 90)), Told("b", At(5, 1, 2))}),
              HasSubstr("replica b has a copy of life 2 already"));
}

TEST(LogLife, CopiesOfDifferentLogsAreNotCompared) {
  LogPlace other = At(4, 80);
  other.log_id = kLog + 1;
  EXPECT_THAT(Begins({Told("a", other), Told("b", At(4, 90))}),
              HasSubstr("a and b have copies of different logs of life 1"));
  other.life = 1;
  EXPECT_EQ(Begins({Told("a", other, 3), Told("b", At(4, 90, 2), 3)}, 3), "b");
}

TEST(LogLife, ALogIsKnownByItsGenesis) {
  GenesisRecord other_key = First();
  other_key.event_hash_key.fill(8);
  GenesisRecord other_nonce = Second();
  ++other_nonce.nonce;
  EXPECT_EQ(LogIdOf(First()), LogIdOf(First()));
  EXPECT_NE(LogIdOf(First()), LogIdOf(other_key));
  EXPECT_NE(LogIdOf(First()), LogIdOf(Second()));
  EXPECT_NE(LogIdOf(Second()), LogIdOf(other_nonce));
  // In logs: never change it.
  EXPECT_EQ(LogIdOf(First()), 3877176885954715291u);
}

TEST(LogLife, APlaceIsWhatHasCounted) {
  EXPECT_EQ(PlaceOf({}), LogPlace());
  ShardPosition position{.genesis = First(), .resume_offset = 100};
  position.claim = {.epoch = 4, .incarnation = 7};
  position.number = 90;
  EXPECT_EQ(PlaceOf(position), Second().base);
  position.released = true;
  position.resume_offset = 200;
  EXPECT_EQ(PlaceOf(position), Second().base);
}

TEST(LogLife, NothingOfAnEarlierLifeCounts) {
  const ShardPosition begun = PositionBehind(Second(), 3);
  EXPECT_EQ(begun.genesis, Second());
  EXPECT_EQ(begun.resume_offset, 4);
  ShardLogRules rules(begun);
  EXPECT_FALSE(rules.has_owner());
  // Also what the copy of the base has not read.
  int64_t offset = 4;
  for (const uint64_t epoch : {uint64_t{4}, uint64_t{5}, EpochBefore(2) - 1}) {
    const ClaimRecord late{.epoch = epoch, .incarnation = 7, .owner = "a"};
    EXPECT_EQ(rules.Read(late, offset++).refusal, Refusal::kOldEpoch) << epoch;
  }
  const BatchRecord batch{.epoch = 5, .writer = 7, .number = 1};
  EXPECT_EQ(rules.Read(batch, offset++).refusal, Refusal::kOldEpoch);
  const ClaimRecord next{
      .epoch = rules.epoch() + 1, .incarnation = 8, .owner = "a"};
  EXPECT_EQ(rules.Read(next, offset++).outcome, Outcome::kClaimed);
  const BatchRecord first{.epoch = next.epoch, .writer = 8, .number = 1};
  EXPECT_EQ(rules.Read(first, offset++).outcome, Outcome::kBatch);
}

TEST(LogLife, EpochsOfALifeAreAboveThoseOfAllEarlierOnes) {
  EXPECT_EQ(EpochBefore(1), 0u);
  EXPECT_EQ(EpochBefore(2), uint64_t{1} << 33);
  EXPECT_LT(EpochBefore(2), EpochBefore(3));
}

TEST(LogLife, AGenesisOfAnotherLifeIsAnotherOne) {
  ShardLogRules rules(PositionBehind(Second(), 0));
  EXPECT_EQ(rules.Read(First(), 1).refusal, Refusal::kOtherGenesis);
  EXPECT_EQ(rules.Read(Second(), 2).refusal, Refusal::kRepeated);
}

TEST(LogLife, ALifeThatIsNotTheSettingsIsNamedWithIt) {
  EXPECT_TRUE(CheckLife("the log", 2, 2).ok());
  const absl::Status status = CheckLife("the log", 2, 1);
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_EQ(status.message(),
            "the log is of life 2, and cluster-log-life is 1");
}

}  // namespace
}  // namespace farcall
