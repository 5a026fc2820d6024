// SPDX-License-Identifier: Apache-2.0
#include "cli/server/score_stream.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>

namespace farcall {
namespace {

// Enough that neither side waits for the other, few enough that a resend is
// short.
constexpr size_t kBatchesInFlightMax = 8;

// How soon a wait for a connection sees that it is no longer wanted.
constexpr std::chrono::milliseconds kConnectSlice{100};

}  // namespace

absl::Status ScoreStream::Run(BatchQueue& queue, const OnAnswer& on_answer) {
  while (true) {
    const auto begun = std::chrono::steady_clock::now();
    const grpc::Status status = RunOneStream(queue, on_answer);
    if (IsDone()) return absl::OkStatus();
    // Servers end old connections. That a stream ends which stood, and from
    // which no answer was due, is no failed attempt.
    if (unanswered_.empty() &&
        std::chrono::steady_clock::now() - begun > retry_.wait_total) {
      attempts_ = 0;
      waited_ = std::chrono::milliseconds(0);
    }
    if (!MayRetry(status) || !may_reconnect() || !WaitToReconnect(status)) {
      return FromServer(status, {"ScoringService", server_.address});
    }
    ++reconnections_;
    batches_resent_ += unanswered_.size();
  }
}

grpc::Status ScoreStream::RunOneStream(BatchQueue& queue,
                                       const OnAnswer& on_answer) {
  grpc::ClientContext context;
  const std::unique_ptr<Stream> stream =
      server_.scoring->StreamScoreEvents(&context);
  std::jthread writer([this, &stream, &queue](const std::stop_token& stop) {
    WriteBatches(*stream, queue, stop);
  });

  grpc::Status mismatch;
  v1::StreamScoreEventsResponse response;
  while (mismatch.ok() && stream->Read(&response)) {
    mismatch = TakeAnswer(response.batch(), on_answer);
  }
  if (!mismatch.ok()) context.TryCancel();
  writer.request_stop();
  writer.join();

  grpc::Status status = stream->Finish();
  if (!mismatch.ok()) return mismatch;
  if (status.ok() && !IsDone()) {
    return {grpc::StatusCode::UNAVAILABLE, "the server ended the stream"};
  }
  return status;
}

void ScoreStream::WriteBatches(Stream& stream, BatchQueue& queue,
                               const std::stop_token& stop) {
  std::deque<std::shared_ptr<const Batch>> again;
  {
    const std::lock_guard lock(mutex_);
    again = unanswered_;
  }
  for (const auto& batch : again) {
    if (!stream.Write(batch->request)) return;
  }
  while (WaitForRoom(stop)) {
    std::optional<Batch> next = queue.Next(stop);
    if (!next.has_value()) {
      if (stop.stop_requested()) return;
      {
        const std::lock_guard lock(mutex_);
        all_taken_ = true;
      }
      stream.WritesDone();
      return;
    }
    // Kept first: should the write fail, the next stream sends it.
    auto batch = std::make_shared<const Batch>(*std::move(next));
    {
      const std::lock_guard lock(mutex_);
      unanswered_.push_back(batch);
    }
    if (!stream.Write(batch->request)) return;
  }
}

bool ScoreStream::WaitForRoom(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  return has_room_.wait(
      lock, stop, [this] { return unanswered_.size() < kBatchesInFlightMax; });
}

grpc::Status ScoreStream::TakeAnswer(const v1::ScoreEventsResponse& answer,
                                     const OnAnswer& on_answer) {
  std::shared_ptr<const Batch> batch;
  {
    const std::lock_guard lock(mutex_);
    if (!unanswered_.empty()) batch = unanswered_.front();
  }
  const size_t results = static_cast<size_t>(answer.results_size());
  if (batch == nullptr || results != batch->numbers.size()) {
    return {grpc::StatusCode::INTERNAL,
            "the server gave " + std::to_string(results) + " results for " +
                std::to_string(batch ? batch->numbers.size() : 0) + " events"};
  }
  on_answer(*batch, answer);
  attempts_ = 0;
  waited_ = std::chrono::milliseconds(0);
  {
    const std::lock_guard lock(mutex_);
    unanswered_.pop_front();
  }
  has_room_.notify_one();
  return grpc::Status::OK;
}

bool ScoreStream::WaitToReconnect(const grpc::Status& broken) {
  using std::chrono::milliseconds;
  const milliseconds left = retry_.wait_total - waited_;
  if (left <= milliseconds(0)) return false;

  const milliseconds doubled =
      retry_.wait_first * (1 << std::min(attempts_, 10));
  const milliseconds pause =
      std::min({std::max(std::min(doubled, retry_.wait_max),
                         RetryDelay(broken).value_or(milliseconds(0))),
                left});
  const auto started = std::chrono::steady_clock::now();
  {
    std::unique_lock lock(mutex_);
    stops_reconnecting_.wait_for(lock, pause,
                                 [this] { return !may_reconnect_; });
  }
  bool connected = false;
  while (!connected && may_reconnect() &&
         std::chrono::steady_clock::now() < started + left) {
    connected = server_.channel->WaitForConnected(
        std::chrono::system_clock::now() + kConnectSlice);
  }
  waited_ += std::chrono::duration_cast<milliseconds>(
      std::chrono::steady_clock::now() - started);
  ++attempts_;
  return connected;
}

void ScoreStream::StopReconnecting() {
  const std::lock_guard lock(mutex_);
  may_reconnect_ = false;
  stops_reconnecting_.notify_all();
}

bool ScoreStream::may_reconnect() {
  const std::lock_guard lock(mutex_);
  return may_reconnect_;
}

bool ScoreStream::IsDone() {
  const std::lock_guard lock(mutex_);
  return all_taken_ && unanswered_.empty();
}

}  // namespace farcall
