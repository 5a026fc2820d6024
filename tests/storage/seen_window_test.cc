// SPDX-License-Identifier: Apache-2.0
#include "storage/seen_window.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace farcall {
namespace {

SeenEvent Event(uint32_t number, uint16_t hundredths = 1) {
  return {{number << 26, number},
          PackOutcome({hundredths, BaselineState::kCold})};
}

bool Holds(const SeenWindow& window, uint32_t number) {
  const std::array<EventDigest, 1> digests = {Event(number).digest};
  std::array<std::optional<FirstOutcome>, 1> outcomes;
  window.Find(digests, outcomes);
  return outcomes[0].has_value();
}

TEST(SeenWindow, FindsInTheOrderAsked) {
  SeenWindow window;
  window.Apply({}, std::vector{Event(1, 11), Event(2, 22)});
  const std::vector<EventDigest> digests = {Event(2).digest, Event(3).digest,
                                            Event(1).digest};
  std::vector<std::optional<FirstOutcome>> outcomes(3);
  window.Find(digests, outcomes);
  EXPECT_EQ(outcomes[0]->score_hundredths, 22);
  EXPECT_EQ(outcomes[1], std::nullopt);
  EXPECT_EQ(outcomes[2]->score_hundredths, 11);
}

TEST(SeenWindow, CountsAnEventOnce) {
  SeenWindow window;
  window.Apply({}, std::vector{Event(1, 11)});
  window.Apply({}, std::vector{Event(1, 99)});
  EXPECT_EQ(window.events(), 1u);
}

TEST(SeenWindow, RemovesAndAdds) {
  SeenWindow window;
  window.Apply({}, std::vector{Event(1), Event(2)});
  window.Apply(std::vector{Event(1).digest, Event(7).digest},
               std::vector{Event(3)});
  EXPECT_FALSE(Holds(window, 1));
  EXPECT_TRUE(Holds(window, 2));
  EXPECT_TRUE(Holds(window, 3));
  EXPECT_EQ(window.events(), 2u);
}

TEST(SeenWindow, GivesAndRemovesTheEventsOfSlices) {
  SeenWindow window;
  constexpr SeenWindow::Slice kLast = 65'535;  // 0 comes after it
  window.Apply({}, std::vector{Event(1)}, 0, kLast - 1);
  window.Apply({}, std::vector{Event(2), Event(3)}, 0, kLast);
  window.Apply({}, std::vector{Event(4)}, 0, 0);
  window.Apply({}, std::vector{Event(5)}, 0, 1);
  size_t sorted = 0;
  for (size_t table = 0; table < SeenWindow::kTables; ++table) {
    uint64_t before = 0;
    for (const auto& held : window.Sorted(table, kLast, 0)) {
      EXPECT_LT(before, held.digest.bits());
      before = held.digest.bits();
      ++sorted;
    }
    window.Remove(table, kLast, 0);
  }
  EXPECT_EQ(sorted, 3u);
  EXPECT_EQ(window.events(), 2u);
  EXPECT_TRUE(Holds(window, 1));
  EXPECT_FALSE(Holds(window, 2));
  EXPECT_FALSE(Holds(window, 4));
  EXPECT_TRUE(Holds(window, 5));
}

TEST(SeenWindow, KeepsAnEventThatCameAgainSince) {
  SeenWindow window;
  window.Apply({}, std::vector{Event(1, 11)}, 0, 1);
  window.Apply({}, std::vector{Event(1, 99)}, 0, 2);
  window.Apply(std::vector{Event(1).digest}, {}, 1);
  EXPECT_TRUE(Holds(window, 1));
  window.Apply(std::vector{Event(1).digest}, {}, 2);
  EXPECT_FALSE(Holds(window, 1));
}

TEST(SeenWindow, TablesStayWithinTheirBytes) {
  SeenWindow window;
  constexpr uint64_t kBytes = 1 << 20;
  const uint64_t most = SeenWindow::EventsWithin(kBytes);
  EXPECT_GT(most * 26, kBytes);
  // As many in a slice as leave at once, more slices than fit.
  constexpr SeenWindow::Slice kSlices = 40;
  for (SeenWindow::Slice slice = 0; slice < kSlices; ++slice) {
    for (uint64_t i = 0; i < most / 4; ++i) {
      window.Apply({},
                   std::vector{Event(static_cast<uint32_t>((slice * most + i) *
                                                           2'654'435'761U))},
                   0, slice);
    }
    EXPECT_LE(window.bytes(), kBytes);
    if (slice < 3) continue;
    for (size_t table = 0; table < SeenWindow::kTables; ++table) {
      window.Remove(table, slice - 3, slice - 3);
    }
  }
}

}  // namespace
}  // namespace farcall
