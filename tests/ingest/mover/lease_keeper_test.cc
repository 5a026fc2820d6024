// SPDX-License-Identifier: Apache-2.0
#include "ingest/mover/lease_keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes.h"

namespace farcall {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;

class LeaseKeeperTest : public testing::Test {
 protected:
  LeaseKeeperTest() {
    queue_.PutRecords(RecordOf("a"));
    queue_.PutRecords(RecordOf("b"));
  }

  std::string Receive() {
    const std::string id = queue_.Receive({})->at(0).id;
    leases_.Add(id);
    return id;
  }

  FakeMoverClock clock_;
  FakeQueue queue_{clock_};
  FakeMoverEvents events_;
  LeaseKeeper leases_{queue_, events_, clock_};
};

TEST_F(LeaseKeeperTest, ExtendsEachAtHalfOfItsLease) {
  Receive();
  clock_.Advance(seconds(10));
  Receive();
  leases_.ExtendDue();
  EXPECT_EQ(queue_.extended(), 0u);
  clock_.Advance(seconds(5));
  leases_.ExtendDue();
  EXPECT_EQ(queue_.extended(), 1u);
  clock_.Advance(seconds(10));
  leases_.ExtendDue();
  EXPECT_EQ(queue_.extended(), 2u);
}

TEST_F(LeaseKeeperTest, HoldsADeliveryForAsLongAsItTakes) {
  const std::string id = Receive();
  for (int i = 0; i < 20; ++i) {
    clock_.Advance(seconds(15));
    leases_.ExtendDue();
  }
  EXPECT_FALSE(leases_.IsLost(id));
  EXPECT_EQ(leases_.held(), 1u);
}

TEST_F(LeaseKeeperTest, TellsWhatIsLostAndAsksForItNoMore) {
  const std::string id = Receive();
  clock_.Advance(seconds(31));
  leases_.ExtendDue();
  EXPECT_TRUE(leases_.IsLost(id));
  clock_.Advance(seconds(31));
  leases_.ExtendDue();
  EXPECT_EQ(queue_.extended(), 0u);
}

TEST_F(LeaseKeeperTest, ExtendsNothingThatIsDone) {
  leases_.Remove(Receive());
  clock_.Advance(seconds(20));
  leases_.ExtendDue();
  EXPECT_EQ(queue_.extended(), 0u);
  EXPECT_EQ(leases_.held(), 0u);
}

TEST_F(LeaseKeeperTest, TriesAgainWhereItFails) {
  const std::string id = Receive();
  queue_.fault = [failures = 1](std::string_view) mutable {
    return failures-- > 0 ? absl::UnavailableError("503") : absl::OkStatus();
  };
  clock_.Advance(seconds(16));
  leases_.ExtendDue();
  leases_.ExtendDue();
  EXPECT_EQ(queue_.extended(), 1u);
  EXPECT_THAT(events_.lines(),
              ElementsAre("failed: extend", "recovered: extend"));
}

}  // namespace
}  // namespace farcall
