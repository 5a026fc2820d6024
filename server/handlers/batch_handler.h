// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "cloudtrail/reader/record_parser.h"
#include "inputs/event_input.h"
#include "inputs/field_checks.h"
#include "inputs/input_result.h"
#include "inputs/limits.h"
#include "logging/json_log.h"
#include "scoring/batch/batch_scorer.h"
#include "scoring/batch/histogram_store.h"
#include "server/handlers/event_pool.h"
#include "server/telemetry/batch_figures.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// The system's time as Unix seconds.
int64_t SystemSeconds();

// Scores batches, whatever transport they come by: checks the inputs, scores
// them, counts every outcome in the metrics. Plain types in and out; a
// transport converts its messages, asks server/auth/authorizer.h whether the
// caller may score for the tenant, has the batch scored, and sends the results.
// Thread-safe.
class BatchHandler {
 public:
  using Clock = std::function<int64_t()>;  // Unix seconds

  // The references must outlive the handler. `options` says how events are
  // read, raw or not. `now` is called by many threads.
  BatchHandler(const BatchScorer& scorer, const RequestLimits& limits,
               const RecordParser::Options& options, Metrics& metrics, Log& log,
               Clock now = SystemSeconds)
      : scorer_(scorer),
        limits_(limits),
        options_(options),
        metrics_(metrics),
        log_(log),
        now_(std::move(now)) {}

  // A batch as a transport hands it over: views, which must outlive the Batch.
  struct Request {
    std::string_view tenant{};  // empty = `default`
    ScoringMode mode = ScoringMode::kScoreAndLearn;
    // Events below this level come without factors.
    RiskLevel factors_from = RiskLevel::kLow;
    std::span<const EventInput> inputs{};
  };

  // What is wrong with a batch of so many inputs as a whole; empty = nothing.
  std::vector<FieldViolation> Check(std::string_view tenant,
                                    int64_t inputs) const;

  // What is left of a batch when all its parts are worked on: its results may
  // be told once this is durable.
  struct Applied {
    HistogramStore::Ticket ticket = 0;  // of the last part
    size_t inputs = 0;
    BatchFigures figures{};
    std::chrono::steady_clock::time_point begun{};
    struct OpenedFinding {
      FindingId id{};
      RiskLevel risk_level = RiskLevel::kNone;
    };
    std::vector<OpenedFinding> findings{};  // that its events opened
    std::string tenant{};
  };

  // As HistogramStore::WhenDurable. Whoever is told calls Confirm.
  std::optional<absl::Status> WhenDurable(
      const Applied& applied, HistogramStore::OnDurable on_durable) const;
  // Counts every outcome of a batch that is `durable`; gives that.
  absl::Status Confirm(const Applied& applied,
                       const absl::Status& durable) const;
  // Both, and returns when it is known.
  absl::Status AwaitDurable(const Applied& applied) const;

  // A batch that is worked on part by part. A failed part fails the batch: sent
  // again, the events of earlier parts are duplicates. One thread at a time.
  class Batch {
   public:
    // `handler` must outlive it.
    Batch(const BatchHandler& handler, const Request& request)
        : handler_(handler), request_(request), events_(handler.pool_.Take()) {}
    ~Batch() { handler_.pool_.Give(std::move(events_)); }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    // Scores the next inputs, at most `inputs_max` of them. When one part
    // fails, the outcomes of earlier ones are counted. INVALID_ARGUMENT:
    // Check() has violations. Otherwise the status of the store: nothing of
    // the part was confirmed as counted.
    absl::Status Advance(int64_t inputs_max);
    // Once all are done.
    Applied TakeApplied() { return std::move(applied_); }

    // Inputs that have no result yet.
    size_t left() const { return request_.inputs.size() - next_; }
    bool done() const { return left() == 0; }
    // What became of the inputs of the last part, in their order. Valid until
    // the next Advance.
    std::span<const InputResult> results() const { return results_; }

   private:
    void ReadPart(size_t end);
    absl::Status ScorePart();
    void ClearPart();
    void Annotate() const;

    const BatchHandler& handler_;
    const Request request_;
    size_t next_ = 0;  // input
    Applied applied_{};

    // Of the last part. results_ points into the others.
    std::vector<Event> events_;  // the first ones can be scored
    size_t events_read_ = 0;     // so many of them
    std::vector<ScoredEvent> scored_{};
    std::deque<ParsedRecord> unscored_{};
    std::vector<InputResult> results_{};
  };

 private:
  void TellFailed(size_t inputs, const absl::Status& why) const;
  void Record(const Applied& applied) const;

  const BatchScorer& scorer_;
  RequestLimits limits_;
  RecordParser::Options options_;
  Metrics& metrics_;
  Log& log_;
  Clock now_;
  mutable EventPool pool_{};
};

}  // namespace farcall
