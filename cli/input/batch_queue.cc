// SPDX-License-Identifier: Apache-2.0
#include "cli/input/batch_queue.h"

#include <utility>

namespace farcall {

BatchQueue::BatchQueue(BatchLimits limits, v1::ScoreEventsRequest prototype)
    : limits_(limits), prototype_(std::move(prototype)) {
  StartBatch();
}

void BatchQueue::StartBatch() {
  filling_ = Batch();
  filling_bytes_ = 0;
  *filling_.request.mutable_batch() = prototype_;
}

bool BatchQueue::Add(uint64_t number, std::string json) {
  if (json.size() > kRecordBytesMax) json.resize(kRecordBytesMax);

  std::unique_lock lock(mutex_);
  const auto complete = [this] {
    full_.push_back(std::move(filling_));
    StartBatch();
    has_records_.notify_one();
  };
  if (!filling_.numbers.empty() &&
      filling_bytes_ + json.size() > limits_.bytes) {
    complete();
  }
  has_room_.wait(lock, [this] { return closed_ || !IsFull(); });
  if (closed_) return false;

  if (filling_.numbers.empty()) {
    filling_since_ = std::chrono::steady_clock::now();
    has_records_.notify_one();  // its time to linger starts
  }
  filling_.numbers.push_back(number);
  filling_bytes_ += json.size();
  filling_.request.mutable_batch()
      ->add_events()
      ->mutable_cloudtrail_record()
      ->set_json(std::move(json));
  if (filling_.numbers.size() >= limits_.events) complete();
  return true;
}

void BatchQueue::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  has_room_.notify_all();
  has_records_.notify_all();
}

void BatchQueue::Abandon() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  full_.clear();
  StartBatch();
  has_room_.notify_all();
  has_records_.notify_all();
}

std::optional<Batch> BatchQueue::Next(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto has_full = [this] { return !full_.empty() || closed_; };
  has_records_.wait(lock, stop,
                    [&] { return has_full() || !filling_.numbers.empty(); });
  if (!has_full() && !stop.stop_requested()) {
    has_records_.wait_until(lock, stop, filling_since_ + limits_.linger,
                            has_full);
  }
  if (stop.stop_requested()) return std::nullopt;

  Batch next;
  if (!full_.empty()) {
    next = std::move(full_.front());
    full_.pop_front();
    has_room_.notify_one();
  } else {
    if (filling_.numbers.empty()) return std::nullopt;
    next = std::move(filling_);
    StartBatch();
  }
  return next;
}

}  // namespace farcall
