// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "client/cursor_file.h"
#include "client/finding_watch.h"
#include "ingest/findings/finding_sink.h"
#include "ingest/mover/backoff.h"
#include "ingest/mover/mover_clock.h"

namespace farcall {

// What a feed tells of its work. Called on the thread of its Run().
class FindingFeedEvents {
 public:
  virtual ~FindingFeedEvents() = default;

  // The sink has it. `age` is the time since the finding changed.
  virtual void Delivered(std::string_view sink,
                         std::chrono::milliseconds age) = 0;
  // The sink will never take it: it is passed over.
  virtual void Refused(std::string_view sink, const std::string& finding_id,
                       const absl::Status& reason) = 0;
  // The server or the sink fails now; what is to be done is tried again.
  virtual void Failed(std::string_view sink, const absl::Status& reason) = 0;
  virtual void Recovered(std::string_view sink) = 0;
  // The server has no changes from the cursor on: all findings are handed on
  // once, as they are now.
  virtual void BeganAnew(std::string_view sink, const absl::Status& reason) = 0;
};

// Hands the changes of findings on to a sink, each at least once, in their
// order. The cursor moves behind a change once the sink has it; so a crash
// repeats the last one. A sink that is down holds back itself alone.
class FindingFeed {
 public:
  struct Options {
    std::string tenant;  // empty = the server's default
    BackoffLimits backoff{};
    // Refusals of a change before it is passed over: a sink may be wrong.
    int refusals_max = 5;
    WatchPolicy watch{};
  };

  FindingFeed(FindingWatch::Connect connect, std::string address,
              FindingSink& sink, CursorFile cursor, FindingFeedEvents& events,
              MoverClock& clock, Options options);

  // Until `stop`.
  void Run(const std::stop_token& stop);

 private:
  // Each is false where `stop` came first.
  bool Watch(const std::stop_token& stop);
  bool ListAll(const std::stop_token& stop);
  bool Handle(const v1::WatchFindingsResponse& change,
              const std::stop_token& stop);
  bool Deliver(const v1::WatchFindingsResponse& change,
               const std::stop_token& stop);
  bool Store(const std::string& token, const std::stop_token& stop);
  // Does `attempt` until it is OK, or INVALID_ARGUMENT `refusals_max` times.
  absl::Status Retry(const std::stop_token& stop,
                     const std::function<absl::Status()>& attempt);

  // Tells of a failure, and of the first success behind one.
  void Fail(const absl::Status& reason);
  void Succeed();

  const FindingWatch::Connect connect_;
  const std::string address_;
  FindingSink& sink_;
  CursorFile cursor_;
  FindingFeedEvents& events_;
  MoverClock& clock_;
  const Options options_;
  bool failing_ = false;
};

}  // namespace farcall
