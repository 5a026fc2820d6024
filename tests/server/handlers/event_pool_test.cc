// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/event_pool.h"

#include <gtest/gtest.h>

#include <string>

namespace farcall {
namespace {

TEST(EventPool, GivesOutWhatItWasGiven) {
  EventPool pool;
  EXPECT_TRUE(pool.Take().empty());
  std::vector<Event> events(2);
  events[0].user_agent = std::string(100, 'x');
  const char* text = events[0].user_agent.data();
  pool.Give(std::move(events));
  events = pool.Take();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].user_agent.data(), text);
  EXPECT_TRUE(pool.Take().empty());
}

TEST(EventPool, KeepsABoundedNumber) {
  EventPool pool;
  for (size_t i = 0; i < 2 * EventPool::kKept; ++i) {
    pool.Give(std::vector<Event>(EventPool::kEventsKept + 1));
  }
  for (size_t i = 0; i < EventPool::kKept; ++i) {
    EXPECT_EQ(pool.Take().size(), EventPool::kEventsKept);
  }
  EXPECT_TRUE(pool.Take().empty());
}

}  // namespace
}  // namespace farcall
