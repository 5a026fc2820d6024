// SPDX-License-Identifier: Apache-2.0
#include "server/admission/intake.h"

#include <gtest/gtest.h>

#include <array>

namespace farcall {
namespace {

class Guest final : public Intake::Guest {
 public:
  void Receive() override { ++received; }

  int received = 0;
};

TEST(Intake, ReceivesAsManyOfACallerAsItMayAndThenOneForEachThatLeaves) {
  Intake intake(2);
  std::array<Guest, 4> guests;
  for (Guest& guest : guests) intake.Enter(guest, "token:a");
  EXPECT_EQ(guests[1].received, 1);
  EXPECT_EQ(guests[2].received, 0);
  intake.Leave(guests[1]);
  EXPECT_EQ(guests[2].received, 1) << "first come, first served";
  EXPECT_EQ(guests[3].received, 0);
  intake.Leave(guests[0]);
  EXPECT_EQ(guests[3].received, 1);
  intake.Leave(guests[2]);
  intake.Leave(guests[3]);
  Guest later;
  intake.Enter(later, "token:a");
  EXPECT_EQ(later.received, 1);
}

TEST(Intake, ACallerWaitsForNoOther) {
  Intake intake(1);
  std::array<Guest, 3> guests;
  intake.Enter(guests[0], "token:a");
  intake.Enter(guests[1], "token:a");
  intake.Enter(guests[2], "token:b");
  EXPECT_EQ(guests[1].received, 0);
  EXPECT_EQ(guests[2].received, 1);
}

TEST(Intake, TakesBackWhatWaits) {
  Intake intake(1);
  std::array<Guest, 3> guests;
  for (Guest& guest : guests) intake.Enter(guest, "token:a");
  EXPECT_FALSE(intake.Withdraw(guests[0])) << "it is being received";
  EXPECT_TRUE(intake.Withdraw(guests[1]));
  EXPECT_FALSE(intake.Withdraw(guests[1]));
  intake.Leave(guests[0]);
  EXPECT_EQ(guests[1].received, 0);
  EXPECT_EQ(guests[2].received, 1);
}

TEST(Intake, DoesNotBoundWhoIsNobodyInParticular) {
  Intake intake(1);
  std::array<Guest, 3> guests;
  for (Guest& guest : guests) intake.Enter(guest, "");
  EXPECT_EQ(guests[2].received, 1);
  EXPECT_FALSE(intake.Withdraw(guests[2]));
  intake.Leave(guests[2]);
}

}  // namespace
}  // namespace farcall
