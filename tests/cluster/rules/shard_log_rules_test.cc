// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/shard_log_rules.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/cluster/rules/read_records.h"

namespace farcall {
namespace {

const LogVerdict kRepeated = {.outcome = Outcome::kRefused,
                              .refusal = Refusal::kRepeated};

LogVerdict RefusedAs(Refusal refusal) {
  return {.outcome = Outcome::kRefused, .refusal = refusal};
}

TEST(ShardLogRules, NothingCountsBeforeTheGenesis) {
  LogReader reader;
  for (const LogRecord& record :
       {LogRecord(ClaimOf(1, kAlice)), LogRecord(BatchOf(1, kAlice, 1)),
        LogRecord(EraseOf(1, kAlice, 1)), LogRecord(BeatRecord{1, kAlice}),
        LogRecord(ReleaseRecord{1, kAlice})}) {
    EXPECT_EQ(reader.Read(record), RefusedAs(Refusal::kNoGenesis));
  }
  EXPECT_FALSE(reader.rules().has_owner());
}

TEST(ShardLogRules, TheFirstGenesisHolds) {
  LogReader reader;
  EXPECT_EQ(reader.Read(GenesisOf(7)).outcome, Outcome::kBegun);
  EXPECT_EQ(reader.Read(GenesisOf(7)), kRepeated);
  // The later replica takes over the key of the first.
  EXPECT_EQ(reader.Read(GenesisOf(8)), kRepeated);
  EXPECT_EQ(reader.rules().genesis(), GenesisOf(7));
}

TEST(ShardLogRules, AGenesisThatDisagreesIsRefused) {
  LogReader reader;
  reader.Read(GenesisOf(7));
  GenesisRecord names = GenesisOf(7);
  names.pseudonym_check.clear();
  EXPECT_EQ(reader.Read(names), RefusedAs(Refusal::kOtherGenesis));
  GenesisRecord shards = GenesisOf(7);
  shards.shards = 16;
  EXPECT_EQ(reader.Read(shards), RefusedAs(Refusal::kOtherGenesis));
  EXPECT_EQ(reader.rules().genesis(), GenesisOf(7));
}

TEST(ShardLogRules, AReplicaLearnsWhyItMayNotFollow) {
  const GenesisRecord first = GenesisOf(7);
  GenesisRecord own = GenesisOf(8);
  EXPECT_EQ(GenesisDifference(first, own), std::nullopt);
  own.format = 2;  // it can write it, and writes what the log began with
  EXPECT_EQ(GenesisDifference(first, own), std::nullopt);
  own.shards = 16;
  EXPECT_EQ(GenesisDifference(first, own), "number of shards (cluster-shards)");
  own.pseudonym_check.clear();
  EXPECT_EQ(GenesisDifference(first, own),
            "key of pseudonyms (pseudonym-key-file)");
}

TEST(ShardLogRules, ALogOfANewerFormatIsNotPassed) {
  LogReader reader;
  GenesisRecord newer = GenesisOf(7);
  newer.format = kLogFormatNewest + 1;
  EXPECT_EQ(reader.Read(newer), RefusedAs(Refusal::kNewerFormat));
  // A newer binary counts the first one, so this one must not count another.
  EXPECT_EQ(reader.Read(GenesisOf(7)), RefusedAs(Refusal::kNewerFormat));
  EXPECT_EQ(reader.Read(ClaimOf(1, kAlice)), RefusedAs(Refusal::kNewerFormat));
  EXPECT_EQ(reader.rules().position(), ShardPosition());
}

TEST(ShardLogRules, AGenesisOfANewerFormatThatCameLateChangesNothing) {
  LogReader reader = OwnedByAlice();
  GenesisRecord newer = GenesisOf(7);
  newer.format = kLogFormatNewest + 1;
  EXPECT_EQ(reader.Read(newer), kRepeated);
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 1)).outcome, Outcome::kBatch);
}

TEST(ShardLogRules, TheFirstOfTwoRivalClaimsCounts) {
  LogReader reader;
  reader.Read(GenesisOf(1));
  EXPECT_EQ(reader.Read(ClaimOf(1, kBob)).outcome, Outcome::kClaimed);
  EXPECT_EQ(reader.Read(ClaimOf(1, kAlice)), RefusedAs(Refusal::kOldEpoch));
  EXPECT_TRUE(reader.rules().IsOwnedBy(kBob));
  EXPECT_FALSE(reader.rules().IsOwnedBy(kAlice));
  EXPECT_EQ(reader.rules().claim(), ClaimOf(1, kBob));
}

TEST(ShardLogRules, AClaimSentTwiceIsRepeated) {
  LogReader reader = OwnedByAlice();
  reader.Read(BatchOf(1, kAlice, 1));
  EXPECT_EQ(reader.Read(ClaimOf(1, kAlice)), kRepeated);
  EXPECT_EQ(reader.rules().number(), 1U);
  reader.Read(ReleaseRecord{1, kAlice});
  EXPECT_EQ(reader.Read(ClaimOf(1, kAlice)), kRepeated);
  EXPECT_FALSE(reader.rules().has_owner());
}

TEST(ShardLogRules, AClaimOfAFormerLifeIsNotOnesOwn) {
  LogReader reader = OwnedByAlice();
  const uint64_t started_again = kAlice + 1;
  EXPECT_FALSE(reader.rules().IsOwnedBy(started_again));
  EXPECT_EQ(reader.Read(BatchOf(1, started_again, 1)),
            RefusedAs(Refusal::kNotOwner));
  EXPECT_EQ(reader.Read(ClaimOf(1, started_again)),
            RefusedAs(Refusal::kOldEpoch));
}

TEST(ShardLogRules, BatchesAndErasuresCountInTheOrderOfTheirNumbers) {
  LogReader reader = OwnedByAlice();
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 1, "one")),
            (LogVerdict{.outcome = Outcome::kBatch, .effects = "one"}));
  EXPECT_EQ(reader.Read(EraseOf(1, kAlice, 2)),
            (LogVerdict{.outcome = Outcome::kErasure, .effects = "entity"}));
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 3, "")),
            (LogVerdict{.outcome = Outcome::kBatch}));
  EXPECT_EQ(reader.rules().number(), 3U);
}

TEST(ShardLogRules, RecordsBehindALostOneDoNotCount) {
  LogReader reader = OwnedByAlice();
  reader.Read(BatchOf(1, kAlice, 1));
  const LogVerdict refused = RefusedAs(Refusal::kNumberOutOfOrder);
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 3)), refused);
  EXPECT_EQ(reader.Read(EraseOf(1, kAlice, 4)), refused);
  // Once it comes after all, so do those behind it.
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 2)).outcome, Outcome::kBatch);
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 3)).outcome, Outcome::kBatch);
}

TEST(ShardLogRules, ARecordSentTwiceCountsOnce) {
  LogReader reader = OwnedByAlice();
  reader.Read(BatchOf(1, kAlice, 1));
  reader.Read(EraseOf(1, kAlice, 2));
  EXPECT_EQ(reader.Read(EraseOf(1, kAlice, 2)), kRepeated);
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 1)), kRepeated);
  EXPECT_EQ(reader.rules().number(), 2U);
}

TEST(ShardLogRules, RecordsOfAnEpochThatIsOverDoNotCount) {
  LogReader reader = OwnedByAlice();
  reader.Read(BatchOf(1, kAlice, 1));
  EXPECT_EQ(reader.Read(ClaimOf(2, kBob)).outcome, Outcome::kClaimed);
  const LogVerdict refused = RefusedAs(Refusal::kOldEpoch);
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 2)), refused);
  EXPECT_EQ(reader.Read(EraseOf(1, kAlice, 2)), refused);
  EXPECT_EQ(reader.Read(BeatRecord{1, kAlice}), refused);
  EXPECT_EQ(reader.Read(ReleaseRecord{1, kAlice}), refused);
  EXPECT_EQ(reader.Read(BatchOf(2, kBob, 1)).outcome, Outcome::kBatch);
  EXPECT_EQ(reader.rules().number(), 1U);
}

TEST(ShardLogRules, ARecordOfAnEpochThatNobodyClaimedDoesNotCount) {
  LogReader reader = OwnedByAlice();
  const LogVerdict refused = RefusedAs(Refusal::kUnclaimedEpoch);
  EXPECT_EQ(reader.Read(BatchOf(2, kAlice, 1)), refused);
  EXPECT_EQ(reader.Read(ReleaseRecord{2, kAlice}), refused);
  LogReader begun;
  begun.Read(GenesisOf(1));
  EXPECT_EQ(begun.Read(BatchOf(0, 0, 1)), refused);
}

TEST(ShardLogRules, OnlyTheOwnerWritesInItsEpoch) {
  LogReader reader = OwnedByAlice();
  const LogVerdict refused = RefusedAs(Refusal::kNotOwner);
  EXPECT_EQ(reader.Read(BatchOf(1, kBob, 1)), refused);
  EXPECT_EQ(reader.Read(EraseOf(1, kBob, 1)), refused);
  EXPECT_EQ(reader.Read(BeatRecord{1, kBob}), refused);
  EXPECT_EQ(reader.Read(ReleaseRecord{1, kBob}), refused);
  EXPECT_TRUE(reader.rules().IsOwnedBy(kAlice));
}

TEST(ShardLogRules, ABeatChangesNothing) {
  LogReader reader = OwnedByAlice();
  ShardPosition before = reader.rules().position();
  EXPECT_EQ(reader.Read(BeatRecord{1, kAlice}),
            LogVerdict{.outcome = Outcome::kAlive});
  ++before.resume_offset;
  EXPECT_EQ(reader.rules().position(), before);
}

TEST(ShardLogRules, AnAskIsForTheOwnerOfItsEpochAndChangesNothing) {
  LogReader reader = OwnedByAlice();
  ShardPosition before = reader.rules().position();
  EXPECT_EQ(reader.Read(AskRecord{1, kBob, "bob"}),
            LogVerdict{.outcome = Outcome::kAsked});
  ++before.resume_offset;
  EXPECT_EQ(reader.rules().position(), before);
  EXPECT_FALSE(IsOfOwner(Outcome::kAsked));
  EXPECT_EQ(reader.Read(AskRecord{2, kBob, "bob"}),
            RefusedAs(Refusal::kUnclaimedEpoch));
  reader.Read(ReleaseRecord{1, kAlice});
  EXPECT_EQ(reader.Read(AskRecord{1, kBob, "bob"}),
            RefusedAs(Refusal::kNoOwner));
  reader.Read(ClaimOf(2, kBob));
  EXPECT_EQ(reader.Read(AskRecord{1, kAlice, "alice"}),
            RefusedAs(Refusal::kOldEpoch));
}

TEST(ShardLogRules, AReleaseLeavesTheShardWithoutAnOwner) {
  LogReader reader = OwnedByAlice();
  reader.Read(BatchOf(1, kAlice, 1));
  EXPECT_EQ(reader.Read(ReleaseRecord{1, kAlice}).outcome, Outcome::kReleased);
  EXPECT_FALSE(reader.rules().IsOwnedBy(kAlice));
  const LogVerdict refused = RefusedAs(Refusal::kNoOwner);
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 2)), refused);
  EXPECT_EQ(reader.Read(EraseOf(1, kAlice, 2)), refused);
  EXPECT_EQ(reader.Read(BeatRecord{1, kAlice}), refused);
  // Late copies of what counted are no alarm.
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 1)), kRepeated);
  EXPECT_EQ(reader.Read(ReleaseRecord{1, kAlice}), kRepeated);
  EXPECT_EQ(reader.Read(ClaimOf(2, kBob)).outcome, Outcome::kClaimed);
  EXPECT_TRUE(reader.rules().IsOwnedBy(kBob));
}

TEST(ShardLogRules, ABatchInPartsCountsWithItsLastPart) {
  LogReader reader = OwnedByAlice();
  const auto part = [](uint32_t i, std::string bytes) {
    return PartOf(BatchOf(1, kAlice, 1, std::move(bytes)), i, 3);
  };
  const LogVerdict incomplete{.outcome = Outcome::kIncomplete};
  EXPECT_EQ(reader.Read(part(0, "one,")), incomplete);
  EXPECT_EQ(reader.Read(BeatRecord{1, kAlice}).outcome, Outcome::kAlive);
  EXPECT_EQ(reader.Read(part(1, "two,")), incomplete);
  EXPECT_EQ(reader.rules().number(), 0U);
  EXPECT_EQ(reader.Read(ClaimOf(1, kBob)), RefusedAs(Refusal::kOldEpoch));
  EXPECT_EQ(
      reader.Read(part(2, "three")),
      (LogVerdict{.outcome = Outcome::kBatch, .effects = "one,two,three"}));
  EXPECT_EQ(reader.rules().number(), 1U);
  EXPECT_EQ(reader.Read(part(2, "three")), kRepeated);
}

TEST(ShardLogRules, APartSentTwiceIsRepeated) {
  LogReader reader = OwnedByAlice();
  const BatchRecord first = PartOf(BatchOf(1, kAlice, 1, "one,"), 0, 2);
  reader.Read(first);
  EXPECT_EQ(reader.Read(first), kRepeated);
  EXPECT_EQ(reader.Read(PartOf(BatchOf(1, kAlice, 1, "two"), 1, 2)).effects,
            "one,two");
}

TEST(ShardLogRules, PartsThatAreNotTheNextOneDoNotCount) {
  LogReader reader = OwnedByAlice();
  const LogVerdict refused = RefusedAs(Refusal::kPartOutOfOrder);
  const BatchRecord batch = BatchOf(1, kAlice, 1);
  EXPECT_EQ(reader.Read(PartOf(batch, 1, 3)), refused);
  reader.Read(PartOf(batch, 0, 3));
  EXPECT_EQ(reader.Read(PartOf(batch, 2, 3)), refused);  // one is missing
  EXPECT_EQ(reader.Read(PartOf(batch, 1, 2)), refused);  // of another batch
  EXPECT_EQ(reader.Read(PartOf(batch, 0, 1)), refused);
  EXPECT_EQ(reader.Read(PartOf(batch, 3, 3)), refused);  // there is none
  EXPECT_EQ(reader.Read(PartOf(BatchOf(1, kAlice, 1, "other"), 0, 3)), refused);
  EXPECT_EQ(reader.Read(PartOf(batch, 0, kPartsMax + 1)), refused);
  reader.Read(PartOf(batch, 1, 3));
  EXPECT_EQ(reader.Read(PartOf(batch, 2, 3)).outcome, Outcome::kBatch);
}

TEST(ShardLogRules, NothingElseCountsWhileABatchIsIncomplete) {
  LogReader reader = OwnedByAlice();
  reader.Read(PartOf(BatchOf(1, kAlice, 1), 0, 2));
  const LogVerdict refused = RefusedAs(Refusal::kNumberOutOfOrder);
  EXPECT_EQ(reader.Read(BatchOf(1, kAlice, 2)), refused);
  EXPECT_EQ(reader.Read(EraseOf(1, kAlice, 1)), refused);
  EXPECT_EQ(reader.Read(EraseOf(1, kAlice, 2)), refused);
}

TEST(ShardLogRules, AClaimOrReleaseDropsAnIncompleteBatch) {
  for (const LogRecord& end :
       {LogRecord(ClaimOf(2, kBob)), LogRecord(ReleaseRecord{1, kAlice})}) {
    LogReader reader = OwnedByAlice();
    reader.Read(PartOf(BatchOf(1, kAlice, 1, "old,"), 0, 2));
    reader.Read(end);
    EXPECT_EQ(reader.Read(PartOf(BatchOf(1, kAlice, 1), 1, 2)).outcome,
              Outcome::kRefused);
    reader.Read(ClaimOf(3, kBob));
    reader.Read(PartOf(BatchOf(3, kBob, 1, "new,"), 0, 2));
    EXPECT_EQ(reader.Read(PartOf(BatchOf(3, kBob, 1, "newer"), 1, 2)).effects,
              "new,newer");
  }
}

TEST(ShardLogRules, TheOwnersRecordsAreSignsOfLife) {
  LogReader reader;
  EXPECT_FALSE(IsOfOwner(reader.Read(GenesisOf(1)).outcome));
  for (const LogRecord& record :
       {LogRecord(ClaimOf(1, kAlice)), LogRecord(BatchOf(1, kAlice, 1)),
        LogRecord(EraseOf(1, kAlice, 2)), LogRecord(BeatRecord{1, kAlice}),
        LogRecord(PartOf(BatchOf(1, kAlice, 3), 0, 2))}) {
    EXPECT_TRUE(IsOfOwner(reader.Read(record).outcome));
  }
  EXPECT_FALSE(IsOfOwner(reader.Read(BeatRecord{1, kBob}).outcome));
  EXPECT_FALSE(IsOfOwner(reader.Read(ReleaseRecord{1, kAlice}).outcome));
}

TEST(ShardLogRules, EachRefusalSaysWhy) {
  std::set<std::string_view> reasons;
  for (int i = 0; i <= static_cast<int>(Refusal::kPartOutOfOrder); ++i) {
    const std::string_view reason = ReasonOf(static_cast<Refusal>(i));
    EXPECT_NE(reason, "unknown") << i;
    EXPECT_TRUE(reasons.insert(reason).second) << reason;
  }
}

}  // namespace
}  // namespace farcall
