// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/commands/run_farcall.h"
#include "tests/cli/output/findings/sample_card.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Calls e0, e1 and so on. `not_kept` of their hours are not there.
void Keep(FakeFarcall& fake, int count, uint64_t not_kept) {
  std::vector<v1::EventFact> events;
  for (int i = 0; i < count; ++i) {
    events.push_back(SampleEvent());
    events.back().set_event_id("e" + std::to_string(i));
  }
  v1::ListEventsResponse rest;
  rest.set_not_kept(not_kept);
  rest.mutable_kept_since()->set_seconds(1767150245);
  fake.findings().Keep(events, rest);
}

std::vector<std::string> IdsOf(const std::string& ndjson) {
  std::vector<std::string> ids;
  std::istringstream lines(ndjson);
  std::string line;
  while (std::getline(lines, line)) {
    ids.push_back(nlohmann::json::parse(line)["event_id"]);
  }
  return ids;
}

TEST(FarcallEvents, ListsAllPagesNewestFirst) {
  FakeFarcall fake;
  Keep(fake, 5, 0);
  const Outcome outcome = Farcall(
      fake, {"events", "--finding=f1", "--format=ndjson", "--tenant=acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(IdsOf(outcome.out), ElementsAre("e0", "e1", "e2", "e3", "e4"));
  const auto requests = fake.findings().event_requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].page_size(), 100);
  EXPECT_EQ(requests[2].page_size(), 96);
  EXPECT_EQ(requests[2].page_token(), "4");
  EXPECT_EQ(requests[2].tenant(), "acme");
  EXPECT_EQ(requests[2].finding_id(), "f1");
}

TEST(FarcallEvents, DrawsATable) {
  FakeFarcall fake;
  Keep(fake, 2, 0);
  const Outcome outcome = Farcall(fake, {"events", "--principal", "alice"});
  EXPECT_THAT(outcome.out, HasSubstr("TIME                  SCORE  COMMAND"));
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 3);
}

TEST(FarcallEvents, AsksForOneSubject) {
  FakeFarcall fake;
  Farcall(fake, {"events", "--principal", "alice"});
  Farcall(fake, {"events", "--address", "198.51.100.7"});
  Farcall(fake, {"events", "--key", "AKIAIOSFODNN7EXAMPLE"});
  Farcall(fake, {"events", "--asset", "arn:aws:s3:::payments"});
  const auto requests = fake.findings().event_requests();
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_EQ(requests[0].principal(), "alice");
  EXPECT_EQ(requests[1].source_address(), "198.51.100.7");
  EXPECT_EQ(requests[2].access_key_id(), "AKIAIOSFODNN7EXAMPLE");
  EXPECT_EQ(requests[3].asset(), "arn:aws:s3:::payments");
}

TEST(FarcallEvents, TellsSinceWhenCallsAreKeptAndHowManyAreNot) {
  FakeFarcall fake;
  Keep(fake, 5, 1200);
  EXPECT_EQ(Farcall(fake, {"events", "--principal=alice"}).err,
            "farcall: calls are kept since 2025-12-31T03:04:05Z; at least "
            "1,200 more calls were counted and not kept\n");
  Keep(fake, 1, 1);
  EXPECT_THAT(Farcall(fake, {"events", "--principal=alice"}).err,
              HasSubstr("; at least 1 more call was counted and not kept\n"));
  Keep(fake, 1, 0);
  EXPECT_EQ(Farcall(fake, {"events", "--principal=alice"}).err,
            "farcall: calls are kept since 2025-12-31T03:04:05Z\n");
}

TEST(FarcallEvents, SaysThatThereAreMoreThanItsLimit) {
  FakeFarcall fake;
  Keep(fake, 5, 0);
  const Outcome outcome = Farcall(
      fake, {"events", "--principal=alice", "--limit=2", "--format=ndjson"});
  EXPECT_THAT(IdsOf(outcome.out), ElementsAre("e0", "e1"));
  EXPECT_THAT(outcome.err,
              HasSubstr("farcall: there are more calls: --limit 2 was "
                        "reached\n"));
}

TEST(FarcallEvents, SaysWhatItLookedForWhereTheListIsEmpty) {
  FakeFarcall fake;
  v1::Baseline tenant;
  tenant.mutable_entity()->set_kind(v1::ENTITY_KIND_TENANT);
  fake.Add(tenant);
  const Outcome outcome = Farcall(fake, {"events", "--key", "AKIA"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_EQ(outcome.err,
            "farcall: there are no kept calls of access key AKIA in tenant "
            "default\n"
            "farcall: no calls are kept\n");
}

TEST(FarcallEvents, TellsWhatTheServerRefuses) {
  FakeFarcall fake;
  fake.findings().Refuse({grpc::StatusCode::FAILED_PRECONDITION,
                          "no events are kept: event-hours is 0"});
  const Outcome outcome = Farcall(fake, {"events", "--principal=alice"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err, "farcall: no events are kept: event-hours is 0\n");
  fake.findings().Refuse({grpc::StatusCode::NOT_FOUND, "none"});
  EXPECT_EQ(Farcall(fake, {"events", "--finding=abc"}).err,
            "farcall: there is no finding abc in tenant default\n");
}

}  // namespace
}  // namespace farcall
