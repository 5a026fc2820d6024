// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "farcall/v1/scoring_service.pb.h"

namespace farcall {

// Some records on their way to the server.
struct Batch {
  std::vector<uint64_t> numbers;  // of the records in `request`, counted over
                                  // the whole input in the order it was read
  v1::StreamScoreEventsRequest request;
};

struct BatchLimits {
  size_t events = 1000;
  size_t bytes = size_t{4} << 20;  // of records; a larger record goes alone
  size_t batches_waiting = 4;
  std::chrono::milliseconds linger{
      200};  // no record waits longer for its batch to fill
};

// Cuts records into batches, between the thread that reads them and the one
// that sends them.
class BatchQueue {
 public:
  // Larger records are cut off here. No server takes one of this size, but it
  // must say so in that record's result: a request that is too large as a whole
  // would end the stream.
  static constexpr size_t kRecordBytesMax = size_t{8} << 20;

  // Tenant and mode of all batches are those of `prototype`.
  BatchQueue(BatchLimits limits, v1::ScoreEventsRequest prototype);

  // Waits while the queue is full. False once the queue is closed: there is no
  // use in reading on.
  bool Add(uint64_t number, std::string json);

  // No more records, or none are wanted. What was added can still be taken.
  void Close();

  // The same, and what waits is thrown away.
  void Abandon();

  // The next batch: a full one, or one whose first record has waited for
  // `linger`, or the last one. Nothing at the end, or when `stop` asks to stop
  // waiting.
  std::optional<Batch> Next(const std::stop_token& stop);

 private:
  bool IsFull() const { return full_.size() >= limits_.batches_waiting; }
  void StartBatch();

  const BatchLimits limits_;
  const v1::ScoreEventsRequest prototype_;

  std::mutex mutex_;
  std::condition_variable has_room_;
  std::condition_variable_any has_records_;
  std::deque<Batch> full_;
  Batch filling_;
  size_t filling_bytes_ = 0;
  std::chrono::steady_clock::time_point filling_since_;
  bool closed_ = false;
};

}  // namespace farcall
