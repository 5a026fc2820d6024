// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/findings/finding_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "tests/server/rpc/findings/finding_server.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::WatchFindingsRequest From(const std::string& token) {
  v1::WatchFindingsRequest request;
  request.set_resume_token(token);
  return request;
}

std::string NameOf(const std::optional<v1::WatchFindingsResponse>& answer) {
  return answer.has_value() ? answer->finding().principal() : "nothing";
}

void Open(FindingServer& server, int number, uint16_t score_hundredths = 7500) {
  server.store().Put("default", NumberedFinding(number, score_hundredths),
                     FindingChange::kOpened);
}

TEST(FindingWatch, BeginsWithASignOfLifeFromNowOn) {
  FindingServer server;
  Open(server, 1);
  Watching watching(server);
  const auto sign = watching.Next();
  ASSERT_TRUE(sign.has_value());
  EXPECT_FALSE(sign->has_finding());
  EXPECT_FALSE(sign->resume_token().empty());
  Open(server, 2);
  const auto answer = watching.Next();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->finding().principal(), "p2");
  EXPECT_THAT(answer->changes(), ElementsAre(v1::FINDING_CHANGE_OPENED));
  EXPECT_NE(answer->resume_token(), sign->resume_token());
}

TEST(FindingWatch, TellsEachChangeInOrder) {
  FindingServer server;
  Watching watching(server);
  watching.AwaitBegin();
  for (int i = 0; i < 20; ++i) {
    Open(server, i);
    const auto answer = watching.NextFinding();
    ASSERT_EQ(NameOf(answer), "p" + std::to_string(i));
  }
  server.store().Put("default", NumberedFinding(3, 9500),
                     FindingChange::kEscalated);
  const auto escalated = watching.NextFinding();
  ASSERT_EQ(NameOf(escalated), "p3");
  EXPECT_THAT(escalated->changes(), ElementsAre(v1::FINDING_CHANGE_ESCALATED));
  EXPECT_EQ(escalated->finding().revision(), 2U);
  server.store().Put("default", NumberedFinding(3, 9500), FindingChange::kGrew);
  const auto grown = watching.NextFinding();
  ASSERT_EQ(NameOf(grown), "p3");
  EXPECT_THAT(grown->changes(), ElementsAre(v1::FINDING_CHANGE_GREW));
}

TEST(FindingWatch, TellsWhatIsKeptFromTheStartOn) {
  FindingServer server;
  constexpr int kFindings = 600;
  for (int i = 0; i < kFindings; ++i) Open(server, i);
  Watching watching(server, From("start"));
  for (int i = 0; i < kFindings; ++i) {
    ASSERT_EQ(NameOf(watching.NextFinding()), "p" + std::to_string(i));
  }
}

TEST(FindingWatch, GoesOnWhereAnotherWatchEnded) {
  FindingServer server;
  std::string token;
  {
    Watching watching(server);
    token = watching.AwaitBegin();
    Open(server, 1);
    const auto answer = watching.NextFinding();
    ASSERT_EQ(NameOf(answer), "p1");
    token = answer->resume_token();
  }
  Open(server, 2);
  Watching resumed(server, From(token));
  const auto answer = resumed.Next();
  ASSERT_EQ(NameOf(answer), "p2") << "at once, and no sign of life before it";
}

TEST(FindingWatch, TellsOfOneTenant) {
  FindingServer server;
  v1::WatchFindingsRequest request;
  request.set_tenant("acme");
  Watching watching(server, request);
  watching.AwaitBegin();
  Open(server, 1);
  server.store().Put("acme", NumberedFinding(2), FindingChange::kOpened);
  EXPECT_EQ(NameOf(watching.NextFinding()), "p2");
}

TEST(FindingWatch, TellsOfALevelAndAbove) {
  FindingServer server;
  v1::WatchFindingsRequest request;
  request.set_risk_from(v1::RISK_LEVEL_HIGH);
  Watching watching(server, request);
  watching.AwaitBegin();
  Open(server, 1, 6999);
  Open(server, 2, 7000);
  EXPECT_EQ(NameOf(watching.NextFinding()), "p2");
  server.store().Put("default", NumberedFinding(1, 9000),
                     FindingChange::kEscalated);
  EXPECT_EQ(NameOf(watching.NextFinding()), "p1");
}

TEST(FindingWatch, TellsThatAFindingIsGone) {
  FindingServer server;
  Watching watching(server);
  watching.AwaitBegin();
  Open(server, 1);
  ASSERT_EQ(NameOf(watching.NextFinding()), "p1");
  server.store().Remove("default", NumberedId(1));
  const auto answer = watching.NextFinding();
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->finding().id(), NumberedId(1).text());
  EXPECT_THAT(answer->finding().principal(), IsEmpty());
  EXPECT_THAT(answer->changes(), ElementsAre(v1::FINDING_CHANGE_REMOVED));
}

TEST(FindingWatch, GivesSignsOfLifeWhileNothingChanges) {
  FindingServer server({.watchers = {.sign_of_life = milliseconds(5),
                                     .pause = milliseconds(1)}});
  Watching watching(server);
  for (int i = 0; i < 5; ++i) {
    const auto sign = watching.Next();
    ASSERT_TRUE(sign.has_value());
    EXPECT_FALSE(sign->has_finding());
    EXPECT_FALSE(sign->resume_token().empty());
  }
}

// What is below the watcher's level is nothing to it, but its place goes on.
TEST(FindingWatch, SignsOfLifeMoveTheTokenOn) {
  FindingServer server({.watchers = {.sign_of_life = milliseconds(5),
                                     .pause = milliseconds(1)}});
  v1::WatchFindingsRequest request;
  request.set_risk_from(v1::RISK_LEVEL_CRITICAL);
  Watching watching(server, request);
  const std::string before = watching.AwaitBegin();
  Open(server, 1);
  std::string token = before;
  while (token == before) {
    const auto sign = watching.Next();
    ASSERT_TRUE(sign.has_value());
    EXPECT_FALSE(sign->has_finding());
    token = sign->resume_token();
  }
  Open(server, 2);
  Watching resumed(server, From(token));
  EXPECT_EQ(NameOf(resumed.NextFinding()), "p2");
}

TEST(FindingWatch, TellsWhatIsDurableAlone) {
  FindingServer server;
  Watching watching(server);
  watching.AwaitBegin();
  const auto& sent = server.metrics().rpc.watch_findings.sent;
  while (sent.Value() < 1) std::this_thread::yield();
  server.store().Hold();
  Open(server, 1);
  server.store().AwaitWaiters(1);
  EXPECT_EQ(sent.Value(), 1) << "the sign of life";
  server.store().Sync();
  EXPECT_EQ(NameOf(watching.NextFinding()), "p1");
}

TEST(FindingWatch, EachWatcherIsTold) {
  FindingServer server;
  Watching first(server);
  Watching second(server);
  first.AwaitBegin();
  second.AwaitBegin();
  Open(server, 1);
  EXPECT_EQ(NameOf(first.NextFinding()), "p1");
  EXPECT_EQ(NameOf(second.NextFinding()), "p1");
}

}  // namespace
}  // namespace farcall
