// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "tests/cluster/model/schedule.h"

namespace farcall {
namespace {

// As many run with `make test`, in all parts together.
constexpr uint64_t kSchedules = 100'000;
constexpr uint64_t kParts = 8;
// Enough to find what is broken some hundred times.
constexpr uint64_t kBrokenSchedules = 2'000;
constexpr size_t kTraceLines = 400;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string Report(uint64_t seed, const Findings& findings) {
  std::vector<std::string> trace;
  RunSchedule(seed, Behaviour::kAsDesigned, &trace);
  std::string text =
      "FARCALL_CLUSTER_SEED=" + std::to_string(seed) +
      " FARCALL_CLUSTER_SCHEDULES=1 runs this one again: " + findings.Text() +
      "\n";
  const size_t lines = std::min(trace.size(), kTraceLines);
  for (size_t i = trace.size() - lines; i < trace.size(); ++i) {
    text += trace[i] + "\n";
  }
  return text;
}

void Print(const Met& met) {
  const auto outcome = [&met](Outcome of) {
    return met.outcomes[static_cast<size_t>(of)];
  };
  std::cout << met.schedules << " schedules, " << met.records << " records, "
            << met.answers << " answers, " << outcome(Outcome::kClaimed)
            << " claims, " << outcome(Outcome::kAsked) << " asks, "
            << outcome(Outcome::kReleased) << " releases, "
            << outcome(Outcome::kBatch) << " batches, "
            << outcome(Outcome::kErasure) << " erasures, "
            << met.batches_of_parts << " batches of parts, " << met.pauses
            << " pauses, " << met.kills << " kills, " << met.power_losses
            << " losses of power, " << met.empty_disks << " empty disks, "
            << met.restarts_within_a_batch << " restarts within a batch, "
            << met.new_lives << " new lives of the log, "
            << met.copies_at_the_base << " copies that go on with them and "
            << met.copies_elsewhere << " that do not; refused:";
  for (size_t i = 1; i < met.refusals.size(); ++i) {
    if (met.refusals[i] == 0) continue;
    std::cout << " " << met.refusals[i] << " "
              << ReasonOf(static_cast<Refusal>(i)) << ",";
  }
  std::cout << " and no more\n";
}

class ShardLog : public testing::TestWithParam<uint64_t> {};

TEST_P(ShardLog, CountsEachAnsweredEventOnceInEveryCopy) {
  const uint64_t first = FromEnvironment("FARCALL_CLUSTER_SEED", 1);
  const uint64_t schedules =
      FromEnvironment("FARCALL_CLUSTER_SCHEDULES", kSchedules);
  Findings all;
  for (uint64_t i = GetParam(); i < schedules; i += kParts) {
    const Findings one =
        RunSchedule(first + i, Behaviour::kAsDesigned, nullptr);
    ASSERT_EQ(one.schedules_with_any, 0U) << Report(first + i, one);
    all.Add(one);
  }
  Print(all.met);
  if (all.met.schedules < kSchedules / kParts) return;
  // Otherwise it would prove little.
  for (const size_t some :
       {all.met.batches_of_parts, all.met.pauses, all.met.kills,
        all.met.power_losses, all.met.empty_disks,
        all.met.restarts_within_a_batch, all.met.new_lives,
        all.met.copies_at_the_base, all.met.copies_elsewhere}) {
    EXPECT_GT(some, all.met.schedules / 100);
  }
  for (const size_t outcome : all.met.outcomes) {
    EXPECT_GT(outcome, all.met.schedules / 2);
  }
  for (const Refusal refusal :
       {Refusal::kRepeated, Refusal::kNoGenesis, Refusal::kOldEpoch,
        Refusal::kNoOwner, Refusal::kNumberOutOfOrder,
        Refusal::kPartOutOfOrder}) {
    EXPECT_GT(all.met.refusals[static_cast<size_t>(refusal)], 0U)
        << ReasonOf(refusal);
  }
}

INSTANTIATE_TEST_SUITE_P(Random, ShardLog, testing::Range<uint64_t>(0, kParts));

// Without one part of the design, the model must find this.
Findings Broken(Behaviour behaviour) {
  Findings all;
  for (uint64_t seed = 1; seed <= kBrokenSchedules; ++seed) {
    all.Add(RunSchedule(seed, behaviour, nullptr));
  }
  std::cout << all.met.schedules << " schedules, " << all.schedules_with_any
            << " with violations: " << all.Text() << "\n";
  return all;
}

size_t Count(const Findings& findings, Violation violation) {
  return findings.violations[static_cast<size_t>(violation)];
}

TEST(BrokenShardLog, AnswersAtTheAcknowledgementAreLost) {
  const Findings found = Broken(Behaviour::kAnswersAtAppend);
  EXPECT_GT(Count(found, Violation::kLost), 0U);
}

TEST(BrokenShardLog, WithoutNumbersEventsAreCountedTwice) {
  const Findings found = Broken(Behaviour::kIgnoresNumbers);
  EXPECT_GT(Count(found, Violation::kDoubled), 0U);
}

TEST(BrokenShardLog, WithoutEpochsEventsAreCountedTwice) {
  const Findings found = Broken(Behaviour::kIgnoresEpochs);
  EXPECT_GT(Count(found, Violation::kDoubled), 0U);
}

TEST(BrokenShardLog, TakingAFormerLifesClaimForOnesOwnLosesAnswers) {
  const Findings found = Broken(Behaviour::kKeepsIncarnation);
  EXPECT_GT(Count(found, Violation::kLost), 0U);
}

TEST(BrokenShardLog, CopiesThatSkipPartsAtARestartDiffer) {
  const Findings found = Broken(Behaviour::kSkipsIncompleteParts);
  EXPECT_GT(Count(found, Violation::kDiffers), 0U);
}

TEST(BrokenShardLog, CopiesThatGoOnFromAnotherPlaceDiffer) {
  const Findings found = Broken(Behaviour::kGoesOnFromAnyPlace);
  EXPECT_GT(Count(found, Violation::kDiffers), 0U);
}

}  // namespace
}  // namespace farcall
