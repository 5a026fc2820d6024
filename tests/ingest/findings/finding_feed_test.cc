// SPDX-License-Identifier: Apache-2.0
#include "ingest/findings/finding_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "tests/cli/fake_farcall.h"
#include "tests/formats/sample_finding.h"
#include "tests/ingest/mover/fakes.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::ElementsAre;

// Takes changes, and stops the feed at the last one that is expected.
class FakeSink final : public FindingSink {
 public:
  std::string_view name() const override { return "fake"; }

  absl::Status Deliver(const v1::WatchFindingsResponse& change) override {
    absl::Status status = fault();
    if (status.ok()) {
      taken.push_back(absl::StrCat(change.finding().id(), "@",
                                   change.finding().revision()));
    }
    if (taken.size() >= stop_at) stop.request_stop();
    return status;
  }

  std::function<absl::Status()> fault = [] { return absl::OkStatus(); };
  std::vector<std::string> taken;
  size_t stop_at = 1;
  std::stop_source stop;
};

class FakeFeedEvents final : public FindingFeedEvents {
 public:
  void Delivered(std::string_view, milliseconds) override { ++delivered; }
  void Refused(std::string_view, const std::string& finding_id,
               const absl::Status&) override {
    refused.push_back(finding_id);
  }
  void Failed(std::string_view, const absl::Status& reason) override {
    failed.emplace_back(reason.message());
  }
  void Recovered(std::string_view) override { ++recovered; }
  void BeganAnew(std::string_view, const absl::Status&) override {
    ++began_anew;
  }

  size_t delivered = 0;
  size_t recovered = 0;
  size_t began_anew = 0;
  std::vector<std::string> refused;
  std::vector<std::string> failed;
};

class FindingFeedTest : public testing::Test {
 protected:
  FindingFeedTest() {
    std::string name = testing::TempDir() + "finding_feed_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~FindingFeedTest() override { std::filesystem::remove_all(folder_); }

  // Runs a feed until its sink has taken so many changes.
  void RunUntil(size_t taken) {
    sink_.stop = {};
    sink_.stop_at = sink_.taken.size() + taken;
    ServerAccess access;
    access.address = fake_.address();
    auto cursor = CursorFile::Open(folder_ / "cursor");
    ASSERT_TRUE(cursor.ok()) << cursor.status();
    FindingFeed::Options options;
    options.watch.wait_first = milliseconds(1);
    options.watch.wait_max = milliseconds(4);
    FindingFeed feed(
        [channel = OpenChannel(access, {})] {
          return v1::FindingService::NewStub(channel);
        },
        fake_.address(), sink_, *std::move(cursor), events_, clock_, options);
    feed.Run(sink_.stop.get_token());
  }

  std::filesystem::path folder_;
  FakeFarcall fake_;
  FakeSink sink_;
  FakeFeedEvents events_;
  FakeMoverClock clock_;
};

TEST_F(FindingFeedTest, HandsChangesOnInTheirOrderFromTheFirstThatIsKept) {
  for (int i = 1; i <= 3; ++i) {
    fake_.findings().Log(SampleChange(absl::StrCat("f", i), 1));
  }
  RunUntil(3);
  EXPECT_THAT(sink_.taken, ElementsAre("f1@1", "f2@1", "f3@1"));
  EXPECT_EQ(events_.delivered, 3u);
  EXPECT_EQ(fake_.findings().watch_requests().at(0).resume_token(), "start");
  EXPECT_TRUE(fake_.findings().watch_requests().at(0).planned());
}

TEST_F(FindingFeedTest, GoesOnBehindWhatWasHandedOnAfterARestart) {
  fake_.findings().Log(SampleChange("f1", 1));
  fake_.findings().Log(SampleChange("f1", 2));
  RunUntil(2);
  fake_.findings().Log(SampleChange("f1", 3));
  // The last one comes twice: the feed was stopped before its cursor moved.
  RunUntil(2);
  EXPECT_THAT(sink_.taken, ElementsAre("f1@1", "f1@2", "f1@2", "f1@3"));
}

TEST_F(FindingFeedTest, WaitsForASinkThatIsDown) {
  fake_.findings().Log(SampleChange("f1", 1));
  fake_.findings().Log(SampleChange("f2", 1));
  sink_.fault = [failures = 7]() mutable {
    return failures-- > 0 ? absl::UnavailableError("sink is down")
                          : absl::OkStatus();
  };
  RunUntil(2);
  EXPECT_THAT(sink_.taken, ElementsAre("f1@1", "f2@1"));
  EXPECT_THAT(events_.failed, Contains("sink is down").Times(7));
  EXPECT_EQ(events_.recovered, 1u);
}

TEST_F(FindingFeedTest, PassesOverWhatASinkNeverTakesAndSaysSo) {
  fake_.findings().Log(SampleChange("f1", 1));
  fake_.findings().Log(SampleChange("f2", 1));
  sink_.fault = [refusals = 5]() mutable {
    return refusals-- > 0 ? absl::InvalidArgumentError("no such field")
                          : absl::OkStatus();
  };
  RunUntil(1);
  EXPECT_THAT(sink_.taken, ElementsAre("f2@1"));
  EXPECT_THAT(events_.refused, ElementsAre("f1"));
}

TEST_F(FindingFeedTest, BeginsAnewWithAllFindingsWhereItsCursorIsTooOld) {
  for (const char* id : {"f1", "f2", "f3"}) {
    fake_.findings().Add(SampleChange(id, 7).finding());
  }
  fake_.findings().OnWatch([](int watch) -> std::optional<grpc::Status> {
    if (watch > 1) return std::nullopt;
    return grpc::Status(grpc::StatusCode::OUT_OF_RANGE, "too old");
  });
  RunUntil(3);
  EXPECT_THAT(sink_.taken, ElementsAre("f1@7", "f2@7", "f3@7"));
  EXPECT_EQ(events_.began_anew, 1u);
}

TEST_F(FindingFeedTest, WorksAgainOnceAServerThatRefusedItTakesIt) {
  fake_.findings().OnWatch([this](int watch) -> std::optional<grpc::Status> {
    if (watch < 3) {
      return grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "no right");
    }
    if (watch == 3) fake_.findings().Log(SampleChange("f1", 1));
    return std::nullopt;
  });
  RunUntil(1);
  EXPECT_THAT(sink_.taken, ElementsAre("f1@1"));
  EXPECT_THAT(events_.failed, Contains("no right"));
  EXPECT_EQ(events_.recovered, 1u);
}

TEST_F(FindingFeedTest, LivesThroughAnOutageOfTheServer) {
  fake_.findings().Log(SampleChange("f1", 1));
  fake_.findings().OnWatch([this](int watch) -> std::optional<grpc::Status> {
    if (watch < 3) {
      return grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining");
    }
    if (watch == 3) fake_.findings().Log(SampleChange("f1", 2));
    return std::nullopt;
  });
  RunUntil(2);
  EXPECT_THAT(sink_.taken, ElementsAre("f1@1", "f1@2"));
  EXPECT_THAT(events_.failed, Contains("draining"));
  EXPECT_EQ(events_.recovered, 1u);
}

}  // namespace
}  // namespace farcall
