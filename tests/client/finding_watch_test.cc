// SPDX-License-Identifier: Apache-2.0
#include "client/finding_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "client/channel.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/cli/fake_farcall.h"
#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// What a hook answers: the end of a watch, or nothing.
using End = std::optional<grpc::Status>;

constexpr WatchPolicy kQuick{.wait_first = milliseconds(1),
                             .wait_max = milliseconds(4),
                             .silence_max = std::chrono::minutes(10)};

grpc::Status Unavailable(const std::string& why) {
  return {grpc::StatusCode::UNAVAILABLE, why};
}

FindingWatch::Connect StubsOf(const FakeFarcall& fake) {
  ServerAccess access;
  access.address = fake.address();
  return [channel = OpenChannel(access, {})] {
    return v1::FindingService::NewStub(channel);
  };
}

// What a watch saw until it ended.
struct Watched {
  absl::Status status;
  std::vector<std::string> tokens;
  std::vector<std::string> outages;
};

// Whether the answer with this token is handled.
using Handles = std::function<bool(const std::string& token)>;

bool HandlesAll(const std::string&) { return true; }

// Watches from the start of the log, and stops at the token `last`.
Watched WatchUntil(const FakeFarcall& fake, const std::string& last,
                   const WatchPolicy& policy = kQuick,
                   const Handles& handles = HandlesAll) {
  v1::WatchFindingsRequest request;
  request.set_resume_token("start");
  FindingWatch watch(StubsOf(fake), fake.address(), request, policy);
  Watched watched;
  watched.status = watch.Run(
      [&](const v1::WatchFindingsResponse& answer) {
        watched.tokens.push_back(answer.resume_token());
        if (answer.resume_token() == last) watch.Stop();
        return handles(answer.resume_token());
      },
      [&](const absl::Status& outage) {
        watched.outages.emplace_back(outage.message());
      });
  return watched;
}

std::vector<std::string> TokensAsked(FakeFarcall& fake) {
  std::vector<std::string> tokens;
  for (const auto& request : fake.findings().watch_requests()) {
    tokens.push_back(request.resume_token());
  }
  return tokens;
}

TEST(FindingWatch, TakesChangesAndSignsOfLifeInOrder) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("f1", 1));
  fake.findings().Log({});
  fake.findings().Log(SampleChange("f1", 2));
  const Watched watched = WatchUntil(fake, "3");
  EXPECT_TRUE(watched.status.ok()) << watched.status;
  EXPECT_THAT(watched.tokens, ElementsAre("1", "2", "3"));
  EXPECT_THAT(watched.outages, IsEmpty());
  EXPECT_THAT(TokensAsked(fake), ElementsAre("start"));
}

TEST(FindingWatch, GoesOnBehindTheLastAnswerWhenTheStreamBreaks) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("f1", 1));
  fake.findings().OnWatch([&fake](int watch) -> End {
    if (watch < 4) return Unavailable("draining");
    fake.findings().Log(SampleChange("f1", 2));
    return std::nullopt;
  });
  const Watched watched = WatchUntil(fake, "2");
  EXPECT_TRUE(watched.status.ok()) << watched.status;
  EXPECT_THAT(watched.tokens, ElementsAre("1", "2"));
  EXPECT_THAT(TokensAsked(fake), ElementsAre("start", "1", "1", "1"));
  EXPECT_THAT(watched.outages, ElementsAre("draining"))
      << "one outage, whatever the number of attempts";
}

TEST(FindingWatch, TellsOfEachOutage) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("f1", 1));
  // Watches 2 and 4 log an answer that the next one gets.
  fake.findings().OnWatch([&fake](int watch) -> End {
    if (watch % 2 == 0) fake.findings().Log({});
    return Unavailable("outage " + std::to_string(watch));
  });
  const Watched watched = WatchUntil(fake, "3");
  EXPECT_THAT(watched.outages, ElementsAre("outage 1", "outage 3"));
}

TEST(FindingWatch, LivesThroughARestartOfTheServer) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("f1", 1));
  std::jthread operator_thread;
  const Watched watched =
      WatchUntil(fake, "2", kQuick, [&](const std::string& token) {
        if (token != "1") return true;
        operator_thread = std::jthread([&fake] {
          fake.Stop();
          fake.findings().Log(SampleChange("f1", 2));
          fake.Start();
        });
        return true;
      });
  EXPECT_TRUE(watched.status.ok()) << watched.status;
  EXPECT_THAT(watched.tokens, ElementsAre("1", "2"));
  EXPECT_THAT(watched.outages, SizeIs(1));
}

TEST(FindingWatch, ConnectsAgainWhenTheServerEndsTheStream) {
  for (const auto& end : {grpc::Status::OK, grpc::Status::CANCELLED}) {
    FakeFarcall fake;
    fake.findings().Log(SampleChange("f1", 1));
    fake.findings().OnWatch([&](int watch) -> End {
      if (watch == 1) return end;
      fake.findings().Log({});
      return std::nullopt;
    });
    EXPECT_THAT(WatchUntil(fake, "2").tokens, ElementsAre("1", "2"));
  }
}

TEST(FindingWatch, ComesAgainAfterTheWaitThatABusyServerAsksFor) {
  FakeFarcall fake;
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(1'000'000);
  google::rpc::Status rich;
  rich.add_details()->PackFrom(retry);
  fake.findings().OnWatch([&](int watch) -> End {
    if (watch == 1) {
      return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                          "too many watchers", rich.SerializeAsString());
    }
    fake.findings().Log({});
    return std::nullopt;
  });
  const Watched watched = WatchUntil(fake, "1");
  EXPECT_TRUE(watched.status.ok()) << watched.status;
  EXPECT_THAT(watched.outages, ElementsAre("too many watchers"));
}

TEST(FindingWatch, GivesUpAStreamWithoutASignOfLife) {
  FakeFarcall fake;
  fake.findings().Log(SampleChange("f1", 1));
  fake.findings().OnWatch([&fake](int watch) -> End {
    if (watch > 1) fake.findings().Log({});
    return std::nullopt;
  });
  const Watched watched = WatchUntil(
      fake, "2",
      {.wait_first = milliseconds(1), .silence_max = milliseconds(900)});
  EXPECT_TRUE(watched.status.ok()) << watched.status;
  EXPECT_THAT(watched.tokens, ElementsAre("1", "2"));
  EXPECT_THAT(watched.outages, Not(IsEmpty()));
  EXPECT_THAT(watched.outages, Each("no sign of life for 1 second"));
}

TEST(FindingWatch, EndsAtOnceWhenTheServerRefuses) {
  for (const auto code :
       {grpc::StatusCode::OUT_OF_RANGE, grpc::StatusCode::PERMISSION_DENIED,
        grpc::StatusCode::INVALID_ARGUMENT}) {
    FakeFarcall fake;
    fake.findings().OnWatch(
        [code](int) { return grpc::Status(code, "refused"); });
    const Watched watched = WatchUntil(fake, "none");
    EXPECT_EQ(watched.status.code(), static_cast<absl::StatusCode>(code));
    EXPECT_THAT(std::string(watched.status.message()), HasSubstr("refused"));
    EXPECT_THAT(watched.outages, IsEmpty());
    EXPECT_THAT(TokensAsked(fake), SizeIs(1));
  }
}

TEST(FindingWatch, EndsWhenAnAnswerIsNotHandled) {
  FakeFarcall fake;
  for (int i = 0; i < 5; ++i) fake.findings().Log(SampleChange("f1", 1));
  const Watched watched =
      WatchUntil(fake, "none", kQuick,
                 [](const std::string& token) { return token != "2"; });
  EXPECT_TRUE(watched.status.ok()) << watched.status;
  EXPECT_THAT(watched.tokens, ElementsAre("1", "2"));
}

TEST(FindingWatch, StopEndsTheWaitForTheServer) {
  FakeFarcall fake;
  fake.findings().OnWatch([](int) { return Unavailable("draining"); });
  FindingWatch watch(
      StubsOf(fake), fake.address(), {},
      {.wait_first = std::chrono::hours(1), .wait_max = std::chrono::hours(1)});
  std::jthread stops;
  const absl::Status status =
      watch.Run([](const v1::WatchFindingsResponse&) { return true; },
                [&](const absl::Status&) {
                  stops = std::jthread([&watch] { watch.Stop(); });
                });
  EXPECT_TRUE(status.ok()) << status;
}

TEST(FindingWatch, StopBeforeTheStartEndsItAtOnce) {
  const FakeFarcall fake;
  FindingWatch watch(StubsOf(fake), fake.address(), {}, kQuick);
  watch.Stop();
  EXPECT_TRUE(watch
                  .Run([](const v1::WatchFindingsResponse&) { return true; },
                       [](const absl::Status&) { ADD_FAILURE(); })
                  .ok());
}

}  // namespace
}  // namespace farcall
