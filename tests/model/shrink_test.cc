// SPDX-License-Identifier: Apache-2.0
#include "tests/model/shrink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/model/generator.h"

namespace farcall {
namespace {

Operation BatchOf(std::vector<Call> calls) {
  return {.action = Action::kScore, .calls = std::move(calls)};
}

// A long sequence that holds what fails.
Sequence Long(std::vector<Operation> wanted) {
  Sequence sequence = RandomSequence(1);
  for (size_t i = 0; i < wanted.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(3 * i + 1);
    sequence.operations.insert(sequence.operations.begin() + at, wanted[i]);
  }
  return sequence;
}

bool HasId(const Operation& operation, int id) {
  return std::ranges::any_of(operation.calls,
                             [id](const Call& call) { return call.id == id; });
}

TEST(Shrink, LeavesTheOperationsThatAreNeededInTheirOrder) {
  const Operation restart{.action = Action::kRestart};
  const Operation wait{.action = Action::kWait, .hours = 1000};
  const Sequence shrunk =
      Shrink(Long({wait, restart}), [&](const Sequence& sequence) {
        const auto& operations = sequence.operations;
        const auto waits = std::ranges::find(operations, wait);
        return std::find(waits, operations.end(), restart) != operations.end();
      });
  EXPECT_EQ(shrunk.operations, (std::vector{wait, restart}));
}

TEST(Shrink, LeavesTheEventsThatAreNeeded) {
  std::vector<Call> calls;
  for (int id = 1000; id < 1008; ++id) calls.push_back({.id = id});
  const Sequence shrunk =
      Shrink(Long({BatchOf(calls)}), [](const Sequence& sequence) {
        return std::ranges::any_of(
            sequence.operations, [](const Operation& operation) {
              return HasId(operation, 1001) && HasId(operation, 1006);
            });
      });
  ASSERT_EQ(shrunk.operations.size(), 1U);
  EXPECT_EQ(shrunk.operations[0].calls,
            (std::vector{Call{.id = 1001}, Call{.id = 1006}}));
}

TEST(Shrink, MakesUsualWhatDoesNotMatter) {
  Sequence sequence = Long({BatchOf({{.id = 1000,
                                      .caller = 2,
                                      .command = 2,
                                      .country = 2,
                                      .client = 1,
                                      .failed = true}})});
  sequence.promise = Promise::kWritten;
  const Sequence shrunk = Shrink(sequence, [](const Sequence& candidate) {
    return std::ranges::any_of(
        candidate.operations, [](const Operation& operation) {
          return HasId(operation, 1000) && operation.calls[0].country == 2;
        });
  });
  EXPECT_EQ(shrunk,
            (Sequence{.operations = {BatchOf({{.id = 1000, .country = 2}})}}));
}

TEST(Shrink, AsksNoMoreOftenThanItMay) {
  int asked = 0;
  Shrink(
      RandomSequence(1),
      [&](const Sequence&) {
        ++asked;
        return false;
      },
      /*attempts_max=*/7);
  EXPECT_EQ(asked, 7);
}

TEST(Shrink, OfWhatAlwaysFailsNothingIsLeft) {
  const Sequence shrunk =
      Shrink(RandomSequence(1), [](const Sequence&) { return true; });
  EXPECT_TRUE(shrunk.operations.empty());
}

TEST(TextOfSequence, HasALineForEachOperation) {
  const Operation score =
      BatchOf({{.id = 3, .failed = true, .time_seconds = 1710000000}});
  const Operation forget{.action = Action::kForgetRange,
                         .tenant = 1,
                         .of = 2,
                         .feedback_id = 4,
                         .from_seconds = 0,
                         .to_seconds = 3600};
  EXPECT_EQ(TextOf(Sequence{.operations = {score, forget}}),
            "a store that syncs\n"
            "1. score acme: e3 alice s3:GetObject DE aws-cli failed "
            "2024-03-09T16:00:00Z\n"
            "2. forget acme.eu: f4 deploy 1970-01-01T00:00:00Z to "
            "1970-01-01T01:00:00Z\n");
}

TEST(RandomSequence, IsTheSameForTheSameSeed) {
  EXPECT_EQ(RandomSequence(7), RandomSequence(7));
  EXPECT_NE(RandomSequence(7), RandomSequence(8));
}

}  // namespace
}  // namespace farcall
