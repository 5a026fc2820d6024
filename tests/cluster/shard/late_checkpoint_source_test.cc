// SPDX-License-Identifier: Apache-2.0
#include "cluster/shard/late_checkpoint_source.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stop_token>
#include <string>
#include <thread>

namespace farcall {
namespace {

// Answers at once, or when it is stopped.
class FakeSource final : public CheckpointSource {
 public:
  std::atomic<bool> hangs = false;
  std::atomic<int> asked = 0;

  absl::Status Fetch(uint32_t /*shard*/, std::span<const Replica> /*holders*/,
                     const std::string& /*directory*/,
                     const std::stop_token& stop) override {
    ++asked;
    while (hangs) {
      if (stop.stop_requested()) return absl::CancelledError("stopped");
      std::this_thread::yield();
    }
    return absl::OkStatus();
  }
};

class LateCheckpointSourceTest : public testing::Test {
 protected:
  absl::Status Fetch() { return late_.Fetch(7, {}, "", stop_.get_token()); }

  LateCheckpointSource late_;
  FakeSource source_;
  std::stop_source stop_;
};

TEST_F(LateCheckpointSourceTest, HasNothingWhileThereIsNoSource) {
  EXPECT_TRUE(absl::IsUnavailable(Fetch()));
  late_.Set(&source_);
  EXPECT_TRUE(Fetch().ok());
  late_.Set(nullptr);
  EXPECT_TRUE(absl::IsUnavailable(Fetch()));
  EXPECT_EQ(source_.asked, 1);
}

TEST_F(LateCheckpointSourceTest, EndsWhatIsUnderWayWhenItsSourceGoes) {
  late_.Set(&source_);
  source_.hangs = true;
  std::jthread going([&] {
    while (source_.asked == 0) std::this_thread::yield();
    late_.Set(nullptr);
  });
  EXPECT_TRUE(absl::IsCancelled(Fetch()));
  going.join();
  // The next one is not cancelled.
  source_.hangs = false;
  late_.Set(&source_);
  EXPECT_TRUE(Fetch().ok());
}

TEST_F(LateCheckpointSourceTest, StopsWhenItsCallerDoes) {
  late_.Set(&source_);
  source_.hangs = true;
  stop_.request_stop();
  EXPECT_TRUE(absl::IsCancelled(Fetch()));
}

}  // namespace
}  // namespace farcall
