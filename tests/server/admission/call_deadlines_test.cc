// SPDX-License-Identifier: Apache-2.0
#include "server/admission/call_deadlines.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace farcall {
namespace {

using std::chrono::milliseconds;

// Counts where a call would be cancelled. Without a call of gRPC's behind it, a
// context may be cancelled as often as one likes.
TEST(CallDeadlines, DoesNotTouchACallWhoseStepEndedInTime) {
  std::atomic<int> cancelled = 0;
  CallDeadlines deadlines(std::chrono::hours(1), [&] { ++cancelled; });
  std::vector<std::unique_ptr<CallDeadlines::Step>> steps;
  for (int i = 0; i < 10; ++i) {
    steps.push_back(deadlines.Begin(nullptr));
    if (i % 2 == 1) steps.erase(steps.begin());
  }
  steps.clear();
  EXPECT_EQ(cancelled, 0);
}

}  // namespace
}  // namespace farcall
