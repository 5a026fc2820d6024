// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "tests/model/generator.h"
#include "tests/model/operation.h"
#include "tests/model/run.h"
#include "tests/model/shrink.h"
#include "tests/model/tested_store.h"

namespace farcall {
namespace {

// As many run with `make test`, in all parts together.
constexpr uint64_t kSequences = 1200;
constexpr uint64_t kParts = 6;
// To open a store takes as long as some hundred operations.
constexpr uint64_t kSequencesOfAStore = 50;

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// The minimal failing sequence, and what is wrong with it.
std::string Report(uint64_t seed, const Sequence& sequence,
                   const Mismatch& mismatch) {
  const std::string head =
      "FARCALL_MODEL_SEED=" + std::to_string(seed) +
      " FARCALL_MODEL_SEQUENCES=1 runs this sequence again. ";
  const auto fails = [](const Sequence& candidate) {
    return RunAlone(candidate).has_value();
  };
  if (!fails(sequence)) {
    return head + "By itself it does not fail; it did after others:\n" +
           TextOf(sequence) + "operation " +
           std::to_string(mismatch.operation + 1) + ": " + mismatch.what;
  }
  const Sequence shrunk = Shrink(sequence, fails);
  const auto left = RunAlone(shrunk);
  return head + "At its smallest:\n" + TextOf(shrunk) + "operation " +
         std::to_string(left->operation + 1) + ": " + left->what;
}

void Print(const Met& met) {
  std::cout << met.sequences << " sequences, " << met.operations
            << " operations, " << met.events << " events, " << met.duplicates
            << " duplicates, " << met.scores << " scores above 0, "
            << met.forgotten_ids << " times an id forgotten, " << met.deletions
            << " deletions, " << met.judged << " feedback, "
            << met.repeated_feedback << " repeated, " << met.hours_forgotten
            << " hours forgotten, " << met.restarts << " restarts, "
            << met.power_losses << " losses of power, " << met.operations_lost
            << " operations lost, " << met.comparisons << " comparisons, "
            << met.inexact << " with something left out\n";
}

class ScoringAndStorage : public testing::TestWithParam<uint64_t> {};

TEST_P(ScoringAndStorage, LosesNothingAndCountsNothingTwice) {
  const uint64_t first = FromEnvironment("FARCALL_MODEL_SEED", 1);
  const uint64_t sequences =
      FromEnvironment("FARCALL_MODEL_SEQUENCES", kSequences);
  Met met;
  std::unique_ptr<TestedStore> shared;
  for (uint64_t i = GetParam(); i < sequences; i += kParts) {
    const uint64_t seed = first + i;
    const Sequence sequence = RandomSequence(seed);
    std::unique_ptr<TestedStore> own;
    if (sequence.promise == Promise::kWritten) {
      own = std::make_unique<TestedStore>(sequence.promise);
    } else if (met.sequences % kSequencesOfAStore == 0 || shared == nullptr) {
      shared = std::make_unique<TestedStore>(Promise::kSynced);
    }
    TestedStore& tested = own != nullptr ? *own : *shared;
    ASSERT_TRUE(tested.status().ok()) << tested.status();
    const auto mismatch =
        RunOn(sequence, tested, std::to_string(seed) + "-", met);
    ASSERT_FALSE(mismatch.has_value()) << Report(seed, sequence, *mismatch);
  }
  Print(met);
  if (met.sequences < kSequences / kParts) return;
  // Otherwise the comparisons would prove little.
  EXPECT_GT(met.duplicates, met.events / 20);
  EXPECT_GT(met.scores, met.events / 10);
  EXPECT_GT(met.judged, met.sequences);
  EXPECT_LT(met.inexact, met.comparisons / 20);
  for (const uint64_t some :
       {met.forgotten_ids, met.deletions, met.repeated_feedback,
        met.hours_forgotten, met.restarts, met.power_losses,
        met.operations_lost}) {
    EXPECT_GT(some, 0U);
  }
}

INSTANTIATE_TEST_SUITE_P(Random, ScoringAndStorage,
                         testing::Range<uint64_t>(0, kParts));

}  // namespace
}  // namespace farcall
