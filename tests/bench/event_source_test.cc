// SPDX-License-Identifier: Apache-2.0
#include "bench/event_source.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "cloudtrail/reader/record_parser.h"

namespace farcall::bench {
namespace {

constexpr int64_t kStart = 1750000000;

std::map<uint64_t, int> CallsByPrincipal(EventSource::Options options,
                                         int calls) {
  EventSource source(options);
  std::map<uint64_t, int> counts;
  for (int i = 0; i < calls; ++i) ++counts[source.Next().principal];
  return counts;
}

TEST(EventSource, NeverRepeatsAnEventId) {
  std::set<std::string> ids;
  for (const uint64_t run : {1, 2}) {
    for (const uint64_t first : {0, 500}) {
      EventSource source({.run = run, .first = first});
      for (int i = 0; i < 500; ++i) {
        ids.insert(EventIdOf(run, source.Next()));
      }
    }
  }
  EXPECT_EQ(ids.size(), 2000U);
}

TEST(EventSource, MakesTheSameEventsAgain) {
  EventSource one({.run = 7});
  EventSource other({.run = 7});
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(MakeRecord(7, one.Next()), MakeRecord(7, other.Next()));
  }
}

TEST(EventSource, CallsAsOftenAsItsSkewSays) {
  auto zipf = CallsByPrincipal({.principals = 1000}, 20000);
  EXPECT_NEAR(static_cast<double>(zipf[0]) / zipf[9], 10, 5);
  auto uniform =
      CallsByPrincipal({.principals = 10, .skew = Skew::kUniform}, 20000);
  EXPECT_NEAR(uniform[3], 2000, 300);
  auto hot = CallsByPrincipal({.principals = 1000, .skew = Skew::kHotPrincipal},
                              20000);
  EXPECT_NEAR(hot[0], 10000, 500);

  EventSource source({.skew = Skew::kHotCommand});
  int of_hot = 0;
  for (int i = 0; i < 20000; ++i) of_hot += source.Next().command == 0 ? 1 : 0;
  EXPECT_GT(of_hot, 9500);
}

TEST(EventSource, CallsEverybodyFirstFromWhereAnotherEnded) {
  EventSource source({.principals = 10, .everybody_first = true, .first = 4});
  for (uint64_t principal = 4; principal < 10; ++principal) {
    EXPECT_EQ(source.Next().principal, principal);
  }
}

TEST(EventSource, SaysTheSameInBothShapes) {
  EventSource source({.start_seconds = kStart});
  RecordParser parser(PrincipalStrategy::kAuto);
  for (int i = 0; i < 200; ++i) {
    const Call call = source.Next();
    v1::Event fields;
    MakeEvent(1, call, fields);
    const auto parsed = parser.Parse(MakeRecord(1, call));
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(parsed.event.event_id, fields.event_id());
    EXPECT_EQ(parsed.event.event_time_seconds, fields.event_time().seconds());
    EXPECT_EQ(parsed.event.principal, fields.principal());
    EXPECT_EQ(parsed.event.account, fields.account());
    EXPECT_EQ(parsed.event.command, fields.command());
    EXPECT_EQ(parsed.event.source_address, fields.source_address());
    EXPECT_EQ(parsed.event.error_code, fields.error_code());
    EXPECT_EQ(parsed.event.user_agent, fields.user_agent());
  }
}

}  // namespace
}  // namespace farcall::bench
