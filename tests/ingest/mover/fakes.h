// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "ingest/mover/dead_letters.h"
#include "ingest/mover/mover_clock.h"
#include "ingest/mover/mover_events.h"
#include "ingest/mover/scorer.h"
#include "ingest/mover/source.h"

namespace farcall {

// Time that passes where somebody waits, and at once.
class FakeMoverClock final : public MoverClock {
 public:
  std::chrono::steady_clock::time_point Now() const override;
  bool Wait(std::chrono::milliseconds duration,
            const std::stop_token& stop) override;

  void Advance(std::chrono::milliseconds duration);
  // The waits so far.
  std::vector<std::chrono::milliseconds> waits() const;

 private:
  mutable std::mutex mutex_;
  std::chrono::steady_clock::time_point now_{};
  std::vector<std::chrono::milliseconds> waits_;
};

// A queue as SQS is one: what is received is hidden until its lease ends, and
// delivered again unless it is acknowledged. `fault` is asked before each
// operation, by its name, and makes it fail. Once the queue is empty, Receive()
// calls `when_empty`.
class FakeQueue final : public Source {
 public:
  explicit FakeQueue(MoverClock& clock) : clock_(clock) {}

  void Put(std::vector<Content> contents);
  void PutRecords(const std::string& records);

  std::string_view name() const override { return "fake"; }
  size_t lanes_max() const override { return 4; }
  std::chrono::milliseconds lease() const override {
    return std::chrono::seconds(30);
  }
  absl::StatusOr<std::vector<Delivery>> Receive(
      const std::stop_token& stop) override;
  absl::Status Load(Delivery& delivery) override;
  absl::Status Acknowledge(const Delivery& delivery,
                           const DeliveryCounts& counts) override;
  absl::StatusOr<std::vector<std::string>> Extend(
      std::span<const std::string> ids) override;
  absl::Status Reject(const Delivery& delivery,
                      const absl::Status& reason) override;
  absl::Status Release(const Delivery& delivery) override;

  std::function<absl::Status(std::string_view operation)> fault =
      [](std::string_view) { return absl::OkStatus(); };
  std::function<void()> when_empty = [] {};
  bool unreadable_to_dead_letters = false;
  std::chrono::milliseconds answer_within{0};  // the deadline; 0 = none

  // What was told of deliveries.
  size_t left();
  std::vector<DeliveryCounts> acknowledged();
  std::vector<absl::Status> rejected();
  size_t released();
  size_t extended();

 private:
  struct Message {
    std::vector<Content> contents;
    std::chrono::steady_clock::time_point visible{};
    uint32_t attempts = 0;
  };

  Message* HeldBy(const std::string& id);

  MoverClock& clock_;
  std::mutex mutex_;
  std::map<uint64_t, Message> messages_;
  uint64_t next_ = 0;
  std::vector<DeliveryCounts> acknowledged_;
  std::vector<absl::Status> rejected_;
  size_t released_ = 0;
  size_t extended_ = 0;
};

// A server that counts each record once, by its text. A record with `"bad"` in
// it is an error, one with `"digest"` is skipped.
class FakeScorer final : public Scorer {
 public:
  ScoreAnswer Score(std::span<const std::string_view> records) override;

  // Asked before a batch is counted; and after it was counted, where the answer
  // is lost.
  std::function<ScoreAnswer()> fault = [] { return ScoreAnswer{}; };
  std::function<absl::Status()> lose = [] { return absl::OkStatus(); };
  size_t records_max = 1'000'000;  // of a batch

  // Every text that was counted, in the order it was.
  std::vector<std::string> counted();
  std::vector<size_t> batches();

 private:
  std::mutex mutex_;
  std::vector<std::string> counted_;
  std::set<std::string, std::less<>> seen_;
  std::vector<size_t> batches_;
};

class FakeDeadLetters final : public DeadLetters {
 public:
  absl::Status Write(std::span<const DeadLetter> letters) override;

  std::function<absl::Status()> fault = [] { return absl::OkStatus(); };
  std::vector<DeadLetter> letters();

 private:
  std::mutex mutex_;
  std::vector<DeadLetter> letters_;
};

// Each event as a line.
class FakeMoverEvents final : public MoverEvents {
 public:
  void Received(const Delivery& delivery) override;
  void Acknowledged(const Delivery& delivery, const DeliveryCounts& counts,
                    std::chrono::nanoseconds duration) override;
  void Rejected(const Delivery& delivery, const absl::Status& reason) override;
  void Lost(const Delivery& delivery) override;
  void Released(const Delivery& delivery) override;
  void Failed(Step step, const absl::Status& status,
              std::chrono::milliseconds wait) override;
  void Recovered(Step step) override;

  std::vector<std::string> lines();

 private:
  void Add(std::string line);

  std::mutex mutex_;
  std::vector<std::string> lines_;
};

// A CloudTrail record of its own, as JSON.
std::string RecordOf(const std::string& id,
                     const std::string& time = "2026-11-30T10:00:00Z");

}  // namespace farcall
