// SPDX-License-Identifier: Apache-2.0
// Whatever fails, and whenever the process dies, no record is lost and none is
// counted twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "fakes.h"
#include "ingest/mover/mover.h"

namespace farcall {
namespace {

constexpr int kObjects = 30;
constexpr int kRecords = 7;

// Faults by chance, from several threads.
class Chance {
 public:
  explicit Chance(uint64_t seed) : random_(seed) {}

  bool OneIn(int n) {
    const std::lock_guard lock(mutex_);
    return random_() % static_cast<uint64_t>(n) == 0;
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 random_;
};

// A run of several processes, one after the other, until the queue is empty:
// each dies somewhere.
void RunUntilEmpty(uint64_t seed, int lanes) {
  FakeMoverClock clock;
  FakeQueue queue(clock);
  FakeScorer scorer;
  FakeDeadLetters letters;
  FakeMoverEvents events;
  Chance chance(seed);
  for (int object = 0; object < kObjects; ++object) {
    std::string records;
    for (int i = 0; i < kRecords; ++i) {
      const bool bad = i == 3 && object % 5 == 0;
      absl::StrAppend(&records,
                      RecordOf(absl::StrCat(bad ? "bad" : "r", object, ".", i)),
                      "\n");
    }
    queue.Put({{absl::StrCat("object ", object), records}});
  }
  bool done = false;
  for (int process = 0; !done; ++process) {
    ASSERT_LT(process, 1000);
    std::stop_source dies;
    std::stop_source receiving;
    const auto die = [&] {
      receiving.request_stop();
      dies.request_stop();
    };
    queue.when_empty = [&] { receiving.request_stop(); };
    queue.fault = [&](std::string_view) -> absl::Status {
      if (chance.OneIn(40)) die();
      if (dies.stop_requested() || chance.OneIn(5)) {
        return absl::UnavailableError("fault");
      }
      return absl::OkStatus();
    };
    scorer.fault = [&]() -> ScoreAnswer {
      if (dies.stop_requested() || chance.OneIn(5)) {
        return {absl::UnavailableError("fault")};
      }
      return {};
    };
    scorer.lose = [&]() -> absl::Status {
      if (chance.OneIn(30)) die();
      return chance.OneIn(5) ? absl::UnavailableError("lost")
                             : absl::OkStatus();
    };
    letters.fault = [&]() -> absl::Status {
      return chance.OneIn(3) ? absl::UnavailableError("fault")
                             : absl::OkStatus();
    };
    Mover mover(queue, scorer, letters, events, clock, {.batch_events = 3});
    {
      std::vector<std::jthread> threads;
      for (int lane = 0; lane < lanes; ++lane) {
        threads.emplace_back([&, lane] {
          mover.RunLane({receiving.get_token(), dies.get_token()},
                        seed + static_cast<uint64_t>(lane));
        });
      }
    }
    done = queue.left() == 0;
    // The next process comes after the leases of this one.
    clock.Advance(std::chrono::minutes(1));
  }
  const std::vector<std::string> counted = scorer.counted();
  EXPECT_EQ(std::set(counted.begin(), counted.end()).size(), counted.size());
  EXPECT_EQ(counted.size(), size_t{kObjects * kRecords - kObjects / 5});
  // Poison lies in the dead letters, at least once.
  std::set<std::string> dead;
  for (const DeadLetter& letter : letters.letters()) dead.insert(letter.place);
  EXPECT_EQ(dead.size(), size_t{kObjects / 5});
  EXPECT_THAT(queue.rejected(), testing::IsEmpty());
}

class MoverFaults : public testing::TestWithParam<uint64_t> {};

TEST_P(MoverFaults, LoseNothingAndCountNothingTwiceInOneLane) {
  RunUntilEmpty(GetParam(), 1);
}

TEST_P(MoverFaults, LoseNothingAndCountNothingTwiceInSeveralLanes) {
  RunUntilEmpty(GetParam(), 4);
}

INSTANTIATE_TEST_SUITE_P(Seeds, MoverFaults, testing::Range<uint64_t>(1, 21));

}  // namespace
}  // namespace farcall
