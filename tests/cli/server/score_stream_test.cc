// SPDX-License-Identifier: Apache-2.0
#include "cli/server/score_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <numeric>
#include <thread>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/cli/fake_farcall.h"

namespace farcall {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

constexpr RetryPolicy kImpatient{.wait_total = std::chrono::milliseconds(50),
                                 .wait_first = std::chrono::milliseconds(1)};
constexpr RetryPolicy kPatient{.wait_total = std::chrono::minutes(1),
                               .wait_first = std::chrono::milliseconds(1)};
constexpr uint64_t kRecords = 100;
constexpr size_t kBatchEvents = 3;  // 34 batches

// What came of sending kRecords records.
struct Sent {
  absl::Status status;
  std::vector<uint64_t> answered;  // numbers, in order
  uint64_t reconnections = 0;
  uint64_t batches_resent = 0;
};

Sent SendAll(const std::string& address, const RetryPolicy& retry) {
  auto server = Connect({address});
  EXPECT_TRUE(server.ok()) << server.status();
  BatchQueue queue({.events = kBatchEvents}, {});
  std::thread reader([&queue] {
    for (uint64_t i = 0; i < kRecords; ++i) {
      queue.Add(i, Record("e" + std::to_string(i), 1));
    }
    queue.Close();
  });
  Sent sent;
  ScoreStream stream(*server, retry);
  sent.status = stream.Run(
      queue,
      [&sent](const Batch& batch, const v1::ScoreEventsResponse& answer) {
        for (size_t i = 0; i < batch.numbers.size(); ++i) {
          const auto& result = answer.results(static_cast<int>(i));
          EXPECT_EQ(result.event_id(), "e" + std::to_string(batch.numbers[i]));
        }
        sent.answered.insert(sent.answered.end(), batch.numbers.begin(),
                             batch.numbers.end());
      });
  queue.Close();
  reader.join();
  sent.reconnections = stream.reconnections();
  sent.batches_resent = stream.batches_resent();
  return sent;
}

std::vector<uint64_t> AllNumbers() {
  std::vector<uint64_t> numbers(kRecords);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

TEST(ScoreStream, AnswersEveryRecordInOrder) {
  const FakeFarcall fake;
  const Sent sent = SendAll(fake.address(), kImpatient);
  EXPECT_TRUE(sent.status.ok()) << sent.status;
  EXPECT_THAT(sent.answered, ElementsAreArray(AllNumbers()));
  EXPECT_EQ(sent.reconnections, 0u);
  EXPECT_EQ(fake.streams(), 1);
}

TEST(ScoreStream, SendsUnansweredBatchesAgainWhenTheStreamBreaks) {
  FakeFarcall fake;
  // The batch is counted, the answer lost.
  fake.OnBatch([](int batch) {
    return batch == 5 || batch == 20
               ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining")
               : grpc::Status::OK;
  });
  const Sent sent = SendAll(fake.address(), kPatient);
  EXPECT_TRUE(sent.status.ok()) << sent.status;
  EXPECT_THAT(sent.answered, ElementsAreArray(AllNumbers()));
  EXPECT_EQ(sent.reconnections, 2u);
  EXPECT_GE(sent.batches_resent, 2u);
  EXPECT_EQ(fake.streams(), 3);
}

TEST(ScoreStream, LivesThroughARestartOfTheServer) {
  FakeFarcall fake;
  std::promise<void> reached;
  fake.OnBatch([&reached](int batch) {
    if (batch == 10) reached.set_value();
    return grpc::Status::OK;
  });
  std::thread operator_thread([&] {
    reached.get_future().wait();
    fake.Stop();
    fake.Start();
  });
  const Sent sent = SendAll(fake.address(), kPatient);
  operator_thread.join();
  EXPECT_TRUE(sent.status.ok()) << sent.status;
  EXPECT_THAT(sent.answered, ElementsAreArray(AllNumbers()));
}

TEST(ScoreStream, ComesAgainAfterTheWaitThatABusyServerAsksFor) {
  FakeFarcall fake;
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(1'000'000);
  google::rpc::Status rich;
  rich.add_details()->PackFrom(retry);
  fake.OnBatch([&rich](int batch) {
    return batch == 1 ? grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                                     "busy", rich.SerializeAsString())
                      : grpc::Status::OK;
  });
  const Sent sent = SendAll(fake.address(), kPatient);
  EXPECT_TRUE(sent.status.ok()) << sent.status;
  EXPECT_THAT(sent.answered, ElementsAreArray(AllNumbers()));
}

TEST(ScoreStream, GivesUpAtOnceWhenTheServerRefuses) {
  FakeFarcall fake;
  fake.OnBatch([](int batch) {
    return batch == 3 ? grpc::Status(grpc::StatusCode::INVALID_ARGUMENT,
                                     "tenant: has a blank")
                      : grpc::Status::OK;
  });
  const Sent sent = SendAll(fake.address(), kPatient);
  EXPECT_TRUE(absl::IsInvalidArgument(sent.status));
  EXPECT_EQ(sent.answered.size(), 2 * kBatchEvents)
      << "what was answered stands";
  EXPECT_EQ(fake.streams(), 1);
}

TEST(ScoreStream, GivesUpWhenTheServerStaysAway) {
  FakeFarcall fake;
  fake.OnBatch([](int) {
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining");
  });
  const Sent sent = SendAll(fake.address(), kImpatient);
  EXPECT_TRUE(absl::IsUnavailable(sent.status));
  EXPECT_THAT(std::string(sent.status.message()), HasSubstr("draining"));
  EXPECT_GE(fake.streams(), 2);
}

TEST(ScoreStream, DoesNotTryAgainIfItMayNotWait) {
  FakeFarcall fake;
  fake.OnBatch([](int) {
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining");
  });
  const Sent sent =
      SendAll(fake.address(), {.wait_total = std::chrono::milliseconds(0)});
  EXPECT_TRUE(absl::IsUnavailable(sent.status));
  EXPECT_EQ(fake.streams(), 1);
}

TEST(ScoreStream, StopsWaitingForInputWhenTheStreamIsRefused) {
  FakeFarcall fake;
  fake.OnBatch([](int) {
    return grpc::Status(grpc::StatusCode::PERMISSION_DENIED, "no");
  });
  auto server = Connect({fake.address()});
  ASSERT_TRUE(server.ok());
  BatchQueue queue({.events = 1}, {});
  queue.Add(0, Record("a", 1));  // and never another one
  ScoreStream stream(*server, kPatient);
  const absl::Status status =
      stream.Run(queue, [](const Batch&, const v1::ScoreEventsResponse&) {});
  EXPECT_TRUE(absl::IsPermissionDenied(status));
}

}  // namespace
}  // namespace farcall
