// SPDX-License-Identifier: Apache-2.0
#include "scoring/slot_window.h"

#include <gtest/gtest.h>

namespace farcall {
namespace {

using Insertion = SlotWindow::Insertion;

TEST(SlotWindow, TakesEachSlotOnce) {
  SlotWindow window;
  EXPECT_EQ(window.Insert(1000), Insertion::kNew);
  EXPECT_EQ(window.Insert(1000), Insertion::kAlreadyThere);
  EXPECT_EQ(window.Insert(1003), Insertion::kNew);
  EXPECT_EQ(window.Insert(1001), Insertion::kNew);
  EXPECT_EQ(window.Insert(1000), Insertion::kAlreadyThere);
  EXPECT_EQ(window.Insert(1003), Insertion::kAlreadyThere);
}

TEST(SlotWindow, ReachesBack64Slots) {
  SlotWindow window;
  window.Insert(1000);
  EXPECT_EQ(window.Insert(1000 - 63), Insertion::kNew);
  const SlotWindow before = window;
  EXPECT_EQ(window.Insert(1000 - 64), Insertion::kTooOld);
  EXPECT_EQ(window, before);
}

TEST(SlotWindow, ForgetsWhatMovesOutOfReach) {
  SlotWindow window;
  window.Insert(1000);
  window.Insert(1063);
  EXPECT_EQ(window.Insert(1000), Insertion::kAlreadyThere);
  window.Insert(1064);
  EXPECT_EQ(window.Insert(1000), Insertion::kTooOld);
  window.Insert(5000);
  EXPECT_EQ(window.bits, 1U);
}

TEST(SlotWindow, TakesSlotZero) {
  SlotWindow window;
  EXPECT_EQ(window.Insert(0), Insertion::kNew);
  EXPECT_EQ(window.Insert(0), Insertion::kAlreadyThere);
}

}  // namespace
}  // namespace farcall
