// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

#include "absl/status/status.h"
#include "cli/input/batch_queue.h"
#include "cli/server/server_connection.h"

namespace farcall {

struct RetryPolicy {
  std::chrono::milliseconds wait_total{
      30'000};  // without an answer, before giving up
  std::chrono::milliseconds wait_first{100};  // doubles with each attempt
  std::chrono::milliseconds wait_max{2'000};
};

// Sends batches over one stream after another and takes their answers, several
// batches in flight. When a stream breaks, what is not answered is sent again:
// the server counts no event twice.
class ScoreStream {
 public:
  using OnAnswer =
      std::function<void(const Batch&, const v1::ScoreEventsResponse&)>;

  ScoreStream(ServerConnection& server, RetryPolicy retry)
      : server_(server), retry_(retry) {}

  // Sends what `queue` gives until its end. Calls `on_answer` once for each
  // batch, in order, on the calling thread. On an error the batches answered so
  // far stand.
  absl::Status Run(BatchQueue& queue, const OnAnswer& on_answer);

  // A broken stream is not made again from here on. Thread-safe.
  void StopReconnecting();

  uint64_t reconnections() const { return reconnections_; }
  uint64_t batches_resent() const { return batches_resent_; }

 private:
  using Stream = grpc::ClientReaderWriter<v1::StreamScoreEventsRequest,
                                          v1::StreamScoreEventsResponse>;

  grpc::Status RunOneStream(BatchQueue& queue, const OnAnswer& on_answer);
  void WriteBatches(Stream& stream, BatchQueue& queue,
                    const std::stop_token& stop);
  grpc::Status TakeAnswer(const v1::ScoreEventsResponse& answer,
                          const OnAnswer& on_answer);
  bool WaitForRoom(const std::stop_token& stop);
  bool WaitToReconnect(const grpc::Status& broken);
  bool IsDone();
  bool may_reconnect();

  ServerConnection& server_;
  const RetryPolicy retry_;

  std::mutex mutex_;
  std::condition_variable_any has_room_;
  std::deque<std::shared_ptr<const Batch>> unanswered_;  // in the order sent
  bool all_taken_ = false;  // `queue` is at its end
  bool may_reconnect_ = true;
  std::condition_variable stops_reconnecting_;

  // Of the calling thread alone.
  int attempts_ = 0;                     // since the last answer
  std::chrono::milliseconds waited_{0};  // since the last answer
  uint64_t reconnections_ = 0;
  uint64_t batches_resent_ = 0;
};

}  // namespace farcall
