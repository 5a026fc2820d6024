// SPDX-License-Identifier: Apache-2.0
#include "cli/input/batch_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace farcall {
namespace {

using ::testing::ElementsAre;

// Long enough that no test sees a batch leave before it is full.
constexpr std::chrono::hours kForever{1};

std::vector<size_t> SizesOf(BatchQueue& queue) {
  std::vector<size_t> sizes;
  while (const auto batch = queue.Next({})) {
    sizes.push_back(batch->numbers.size());
    EXPECT_EQ(batch->request.batch().events_size(),
              static_cast<int>(batch->numbers.size()));
  }
  return sizes;
}

TEST(BatchQueue, CutsByEvents) {
  BatchQueue queue({.events = 2, .batches_waiting = 9, .linger = kForever}, {});
  for (uint64_t i = 0; i < 5; ++i) EXPECT_TRUE(queue.Add(i, "{}"));
  queue.Close();
  EXPECT_THAT(SizesOf(queue), ElementsAre(2, 2, 1));
}

TEST(BatchQueue, CutsByBytesBeforeTheyAreExceeded) {
  BatchQueue queue({.bytes = 10, .batches_waiting = 9, .linger = kForever}, {});
  for (const size_t bytes : {4, 4, 4, 6, 1}) {
    EXPECT_TRUE(queue.Add(0, std::string(bytes, ' ')));
  }
  queue.Close();
  EXPECT_THAT(SizesOf(queue), ElementsAre(2, 2, 1));
}

TEST(BatchQueue, SendsALargeRecordAlone) {
  BatchQueue queue({.bytes = 10, .batches_waiting = 9, .linger = kForever}, {});
  for (const size_t bytes : {1, 50, 1}) {
    EXPECT_TRUE(queue.Add(0, std::string(bytes, ' ')));
  }
  queue.Close();
  EXPECT_THAT(SizesOf(queue), ElementsAre(1, 1, 1));
}

TEST(BatchQueue, CutsOffARecordThatNoServerTakes) {
  BatchQueue queue({}, {});
  EXPECT_TRUE(queue.Add(0, std::string(BatchQueue::kRecordBytesMax + 1, ' ')));
  queue.Close();
  const auto batch = queue.Next({});
  ASSERT_TRUE(batch.has_value());
  EXPECT_EQ(batch->request.batch().events(0).cloudtrail_record().json().size(),
            BatchQueue::kRecordBytesMax);
}

TEST(BatchQueue, KeepsRecordsWithTheirNumbersTenantAndMode) {
  v1::ScoreEventsRequest prototype;
  prototype.set_tenant("acme");
  prototype.set_mode(v1::SCORING_MODE_SCORE_ONLY);
  BatchQueue queue({.linger = kForever}, prototype);
  queue.Add(7, "seven");
  queue.Add(3, "three");
  queue.Close();
  const auto batch = queue.Next({});
  ASSERT_TRUE(batch.has_value());
  EXPECT_THAT(batch->numbers, ElementsAre(7, 3));
  EXPECT_EQ(batch->request.batch().tenant(), "acme");
  EXPECT_EQ(batch->request.batch().mode(), v1::SCORING_MODE_SCORE_ONLY);
  EXPECT_EQ(batch->request.batch().events(1).cloudtrail_record().json(),
            "three");
}

TEST(BatchQueue, GivesAPartOfABatchWhenTheInputPauses) {
  BatchQueue queue({.linger = std::chrono::milliseconds(1)}, {});
  queue.Add(0, "{}");
  const auto batch = queue.Next({});  // not closed, not full
  ASSERT_TRUE(batch.has_value());
  EXPECT_THAT(batch->numbers, ElementsAre(0));
}

TEST(BatchQueue, HoldsBackTheReaderWhileItIsFull) {
  BatchQueue queue({.events = 1, .batches_waiting = 2, .linger = kForever}, {});
  std::thread reader([&queue] {
    for (uint64_t i = 0; i < 100; ++i) queue.Add(i, "{}");
    queue.Close();
  });
  uint64_t next = 0;
  while (const auto batch = queue.Next({})) {
    EXPECT_THAT(batch->numbers, ElementsAre(next));
    ++next;
  }
  EXPECT_EQ(next, 100u);
  reader.join();
}

TEST(BatchQueue, FreesAReaderThatWaitsWhenItIsClosed) {
  BatchQueue queue({.events = 1, .batches_waiting = 1, .linger = kForever}, {});
  ASSERT_TRUE(queue.Add(0, "{}"));
  bool added = true;
  std::thread reader([&] { added = queue.Add(1, "{}"); });
  queue.Close();
  reader.join();
  EXPECT_FALSE(added);
}

TEST(BatchQueue, StopsWaitingWhenAskedAndLosesNothing) {
  BatchQueue queue({.linger = kForever}, {});
  queue.Add(0, "{}");
  std::stop_source stop;
  std::thread stopper([&stop] { stop.request_stop(); });
  EXPECT_FALSE(queue.Next(stop.get_token()).has_value());
  stopper.join();
  queue.Close();
  EXPECT_THAT(SizesOf(queue), ElementsAre(1));
}

}  // namespace
}  // namespace farcall
