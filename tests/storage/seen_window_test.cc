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

}  // namespace
}  // namespace farcall
