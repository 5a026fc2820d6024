// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "cluster/rules/shard_log_rules.h"
#include "tests/cluster/rules/read_records.h"

namespace farcall {
namespace {

TEST(ShardLogRestart, ACopyGoesOnWhereItsPositionWasStored) {
  LogReader reader = OwnedByAlice();
  reader.Read(BatchOf(1, kAlice, 1));
  const ShardPosition stored = reader.rules().position();
  EXPECT_EQ(stored.genesis, GenesisOf(1));
  EXPECT_EQ(stored.claim, ClaimOf(1, kAlice));
  EXPECT_EQ(stored.number, 1U);
  EXPECT_EQ(stored.resume_offset, reader.next_offset());

  ShardLogRules restarted(stored);
  EXPECT_EQ(restarted.position(), stored);
  EXPECT_TRUE(restarted.IsOwnedBy(kAlice));
  EXPECT_EQ(restarted.Read(BatchOf(1, kAlice, 2), 3).outcome, Outcome::kBatch);
}

TEST(ShardLogRestart, AReleaseIsStored) {
  LogReader reader = OwnedByAlice();
  reader.Read(ReleaseRecord{1, kAlice});
  ShardLogRules restarted(reader.rules().position());
  EXPECT_FALSE(restarted.has_owner());
  EXPECT_EQ(restarted.claim().owner, "alice");
  EXPECT_EQ(restarted.Read(BatchOf(1, kAlice, 1), 3).refusal,
            Refusal::kNoOwner);
}

TEST(ShardLogRestart, IncompleteBatchesAreReadAgainFromTheirFirstPart) {
  LogReader reader = OwnedByAlice();
  const BatchRecord first = PartOf(BatchOf(1, kAlice, 1, "one,"), 0, 2);
  const int64_t offset = reader.next_offset();
  reader.Read(first);
  reader.Read(BeatRecord{1, kAlice});
  const ShardPosition stored = reader.rules().position();
  EXPECT_EQ(stored.resume_offset, offset);

  ShardLogRules restarted(stored);
  EXPECT_EQ(restarted.Read(first, offset).outcome, Outcome::kIncomplete);
  EXPECT_EQ(restarted.Read(BeatRecord{1, kAlice}, offset + 1).outcome,
            Outcome::kAlive);
  EXPECT_EQ(
      restarted.Read(PartOf(BatchOf(1, kAlice, 1, "two"), 1, 2), offset + 2)
          .effects,
      "one,two");
  EXPECT_EQ(restarted.position().resume_offset, offset + 3);
}

TEST(ShardLogRestart, ARecordThatWasReadIsNotJudgedAgain) {
  // Batch 3 came before 2. Judged once more it would count, as no other copy
  // has it.
  LogReader reader = OwnedByAlice();
  reader.Read(BatchOf(1, kAlice, 1));
  const int64_t early = reader.next_offset();
  reader.Read(BatchOf(1, kAlice, 3));
  reader.Read(BatchOf(1, kAlice, 2));
  ShardLogRules restarted(reader.rules().position());
  EXPECT_EQ(restarted.Read(BatchOf(1, kAlice, 3), early).refusal,
            Refusal::kRepeated);
  EXPECT_EQ(restarted.number(), 2U);
}

TEST(ShardLogRestart, OffsetsMayHaveGaps) {
  ShardLogRules rules;
  rules.Read(GenesisOf(1), 100);
  EXPECT_EQ(rules.Read(ClaimOf(1, kAlice), 250).outcome, Outcome::kClaimed);
  EXPECT_EQ(rules.position().resume_offset, 251);
}

// Records that come near to counting, in a random order.
LogRecord AnyRecord(std::mt19937_64& random) {
  const uint64_t epoch = 1 + random() % 3;
  const uint64_t writer = random() % 3 == 0 ? kBob : kAlice;
  const uint64_t number = 1 + random() % 4;
  switch (random() % 12) {
    case 0:
      return ClaimOf(epoch, writer);
    case 1:
      return random() % 4 == 0 ? LogRecord(ReleaseRecord{epoch, writer})
                               : LogRecord(BeatRecord{epoch, writer});
    case 2:
      return EraseOf(epoch, writer, number);
    case 3:
      return GenesisOf(static_cast<uint8_t>(random() % 2));
    default:
      const auto parts = static_cast<uint32_t>(1 + random() % 3);
      return PartOf(BatchOf(epoch, writer, number),
                    static_cast<uint32_t>(random() % parts), parts);
  }
}

TEST(ShardLogRestart, ARestartAnywhereChangesNoVerdict) {
  std::mt19937_64 random(1);
  size_t incomplete = 0;
  for (int log = 0; log < 500; ++log) {
    std::vector<LogRecord> records;
    for (int i = 0; i < 60; ++i) records.push_back(AnyRecord(random));

    ShardLogRules all;
    std::vector<LogVerdict> verdicts;
    std::vector<ShardPosition> stored{all.position()};
    for (size_t i = 0; i < records.size(); ++i) {
      verdicts.push_back(all.Read(records[i], static_cast<int64_t>(i)));
      stored.push_back(all.position());
    }
    for (size_t stop = 0; stop < stored.size(); ++stop) {
      ShardLogRules restarted(stored[stop]);
      const auto from = static_cast<size_t>(stored[stop].resume_offset);
      ASSERT_LE(from, stop);
      if (from < stop) ++incomplete;
      for (size_t i = from; i < records.size(); ++i) {
        ASSERT_EQ(restarted.Read(records[i], static_cast<int64_t>(i)),
                  verdicts[i])
            << "log " << log << ", restart at " << stop << ", record " << i;
      }
      ASSERT_EQ(restarted.position(), all.position());
    }
  }
  EXPECT_GT(incomplete, 1000U);
}

}  // namespace
}  // namespace farcall
