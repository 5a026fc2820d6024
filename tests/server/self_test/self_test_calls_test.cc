// SPDX-License-Identifier: Apache-2.0
#include "server/self_test/self_test_calls.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "server/handlers/input_reader.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1'750'000'000;
constexpr int64_t kHour = 3600;

Event Read(const CanaryCall& call, int64_t now_seconds = kNow) {
  RequestLimits limits;
  limits.record_bytes_max = 1 << 10;  // the least that may be set
  InputReader reader(limits, PrincipalStrategy::kAuto, now_seconds);
  ParsedRecord record = reader.Read(call.input());
  EXPECT_TRUE(record.ok()) << call.json;
  EXPECT_FALSE(record.identity_unread);
  return record.event;
}

TEST(SelfTestCalls, AreRecordsOfThreeKindsOfPrincipals) {
  std::set<std::pair<PrincipalKind, std::string>> principals;
  for (const CanaryCall& call : CanaryCalls(kNow, CanaryCountry::kLookedUp)) {
    const Event event = Read(call);
    principals.emplace(event.principal_kind, event.principal);
    EXPECT_EQ(event.event_time_seconds, kNow);
    EXPECT_EQ(event.account, "000000000000");
    EXPECT_EQ(event.country, "");
  }
  std::set<PrincipalKind> kinds;
  for (const auto& [kind, principal] : principals) kinds.insert(kind);
  EXPECT_EQ(principals.size(), 3);
  EXPECT_EQ(kinds, std::set({PrincipalKind::kUser, PrincipalKind::kRole,
                             PrincipalKind::kHuman}));
}

TEST(SelfTestCalls, ATheftDiffersFromAnHonestCallByItsPlaceAlone) {
  std::map<std::string, Event> honest;
  std::map<std::string, std::set<std::string>> stolen_to;
  std::set<std::string> ids;
  for (const CanaryCall& call : CanaryCalls(kNow, CanaryCountry::kSupplied)) {
    Event event = Read(call);
    EXPECT_TRUE(ids.insert(event.event_id).second) << event.event_id;
    if (call.kind == CanaryCall::Kind::kHonest) {
      honest[event.principal] = event;
      continue;
    }
    ASSERT_TRUE(honest.contains(event.principal));
    const Event& home = honest[event.principal];
    EXPECT_NE(event.source_address, home.source_address);
    EXPECT_EQ(event.command, home.command);
    EXPECT_EQ(event.user_agent, home.user_agent);
    EXPECT_TRUE(stolen_to[event.principal].insert(event.country).second);
  }
  ASSERT_EQ(honest.size(), 3);
  for (const auto& [principal, countries] : stolen_to) {
    EXPECT_EQ(countries.size(), 4);
    for (const auto& [other, home] : honest) {
      EXPECT_FALSE(countries.contains(home.country));
    }
  }
}

TEST(SelfTestCalls, TheNextRoundHasOtherIds) {
  std::set<std::string> ids;
  for (const int64_t now : {kNow, kNow + 1}) {
    for (const CanaryCall& call : CanaryCalls(now, CanaryCountry::kLookedUp)) {
      EXPECT_TRUE(ids.insert(Read(call, now).event_id).second);
    }
  }
}

TEST(SelfTestCalls, AHistoryIsFourWeeksOfCallsFromHome) {
  const auto country = CanaryCountry::kSupplied;
  std::map<std::string, std::string> homes;
  for (const CanaryCall& call : CanaryCalls(kNow, country)) {
    const Event event = Read(call);
    if (call.kind == CanaryCall::Kind::kHonest) {
      homes[event.principal] = event.country;
    }
  }
  std::map<std::string, int> calls;
  int64_t last = 0;
  int64_t first = kNow;
  for (const CanaryCall& call : CanaryHistory(kNow, country)) {
    const Event event = Read(call);
    ++calls[event.principal];
    EXPECT_EQ(event.country, homes[event.principal]);
    EXPECT_GE(event.event_time_seconds, last) << "in the order of time";
    last = event.event_time_seconds;
    first = std::min(first, last);
  }
  EXPECT_EQ(calls.size(), 3);
  for (const auto& [principal, count] : calls) EXPECT_EQ(count, 84);
  EXPECT_LT(last, kNow);
  EXPECT_GE(kNow - first, 28 * 24 * kHour);
}

TEST(SelfTestCalls, AHistoryThatIsTaughtAgainHasTheSameIds) {
  const int64_t begin = kNow - kNow % (8 * kHour);
  const auto once = CanaryHistory(begin, CanaryCountry::kLookedUp);
  const auto again =
      CanaryHistory(begin + 8 * kHour - 1, CanaryCountry::kLookedUp);
  ASSERT_EQ(once.size(), again.size());
  for (size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].json, again[i].json);
  }
}

}  // namespace
}  // namespace farcall
