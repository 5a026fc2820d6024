// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/interruption.h"

#include <gtest/gtest.h>

#include <semaphore>

namespace farcall {
namespace {

TEST(Interruption, CallsOnTheFirstSignalAndLeavesTheNextItsDefault) {
  for (const int signal_number : {SIGINT, SIGTERM}) {
    std::binary_semaphore called(0);
    const Interruption interruption([&called] { called.release(); });
    std::raise(signal_number);
    called.acquire();
    for (const int next : {SIGINT, SIGTERM}) {
      struct sigaction now {};
      sigaction(next, nullptr, &now);
      EXPECT_EQ(now.sa_handler, SIG_DFL) << next;
    }
  }
}

TEST(Interruption, CallsNothingWithoutASignalAndPutsBackWhatWasThere) {
  {
    const Interruption interruption([] { ADD_FAILURE(); });
  }
  struct sigaction now {};
  sigaction(SIGINT, nullptr, &now);
  EXPECT_EQ(now.sa_handler, SIG_DFL);
}

TEST(Interruption, LeavesASignalAloneThatTheProcessIgnores) {
  std::signal(SIGINT, SIG_IGN);
  {
    const Interruption interruption([] { ADD_FAILURE(); });
    std::raise(SIGINT);
  }
  std::signal(SIGINT, SIG_DFL);
}

}  // namespace
}  // namespace farcall
