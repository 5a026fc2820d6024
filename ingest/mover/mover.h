// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "ingest/mover/backoff.h"
#include "ingest/mover/content_records.h"
#include "ingest/mover/dead_letters.h"
#include "ingest/mover/delivery.h"
#include "ingest/mover/lease_keeper.h"
#include "ingest/mover/mover_clock.h"
#include "ingest/mover/mover_events.h"
#include "ingest/mover/scorer.h"
#include "ingest/mover/source.h"

namespace farcall {

struct MoverOptions {
  size_t batch_events = 1000;
  size_t batch_bytes = size_t{4} << 20;  // of records; a larger one goes alone
  ContentRecords::Limits content{};
  BackoffLimits backoff{};
};

// Moves deliveries from a source to the scorer. A delivery is acknowledged
// after each of its records has a durable answer, or lies in the dead letters;
// so a crash at any moment leads to another delivery, and never to a lost
// record. What fails for now is tried again until it works. Thread-safe.
class Mover {
 public:
  struct Stops {
    std::stop_token receiving;  // finish what is held, receive no more
    std::stop_token working;    // give up what is held
  };

  Mover(Source& source, Scorer& scorer, DeadLetters& dead_letters,
        MoverEvents& events, MoverClock& clock, MoverOptions options)
      : source_(source),
        scorer_(scorer),
        dead_letters_(dead_letters),
        events_(events),
        clock_(clock),
        options_(options),
        leases_(source, events, clock) {}

  // A lane: moves one delivery after the other. On source.lanes_max() threads
  // at most; `seed` makes its waits differ from those of other lanes.
  void RunLane(const Stops& stops, uint64_t seed);

  // Extends the leases of what is held, on a thread of its own.
  void KeepLeases(const std::stop_token& stop) { leases_.Run(stop); }

  // Deliveries that are held now.
  size_t held() { return leases_.held(); }

 private:
  // A delivery on its way.
  struct Work {
    Delivery& delivery;
    std::stop_token stop;
    Backoff backoff;
    DeliveryCounts counts{};
    std::vector<DeadLetter> letters{};  // not yet written
  };

  // What an attempt came to.
  struct Attempt {
    absl::Status status;
    // The wait that was asked for before the next one.
    std::optional<std::chrono::milliseconds> retry_after{};
  };

  void Move(Delivery& delivery, const std::stop_token& stop, uint64_t seed);

  // Each of these is OK, or says why the delivery cannot be gone on with:
  // CANCELLED as this process stops, ABORTED as it is not held any more,
  // DEADLINE_EXCEEDED as nobody waits for it, another code where its content is
  // no good.
  absl::Status Process(Work& work);
  absl::Status Acknowledge(Work& work);
  absl::Status ScoreContent(const Content& content, Work& work);
  absl::Status GiveUp(const Content& content, const absl::Status& reason,
                      Work& work);
  absl::Status ScoreRecords(const Content& content,
                            std::span<const ContentRecord> records, Work& work);
  absl::Status ScoreBatch(const Content& content,
                          std::span<const ContentRecord> batch, Work& work);
  // The two halves of a batch that is too large; one record goes to the dead
  // letters.
  absl::Status ScoreParts(const Content& content,
                          std::span<const ContentRecord> batch,
                          const absl::Status& too_large, Work& work);
  absl::Status WriteLetters(Work& work);
  // Makes attempts until one is OK, or fails in a way that is final.
  absl::Status Retry(MoverEvents::Step step, Work& work,
                     absl::FunctionRef<Attempt()> attempt,
                     absl::FunctionRef<bool(const Attempt&)> is_final);
  absl::Status WhyToStop(const Work& work);

  // Of the first of `records`, at least 1.
  size_t BatchSize(std::span<const ContentRecord> records) const;
  static void Note(const Content& content, const ContentRecord& record,
                   RecordOutcome outcome, Work& work);

  Source& source_;
  Scorer& scorer_;
  DeadLetters& dead_letters_;
  MoverEvents& events_;
  MoverClock& clock_;
  const MoverOptions options_;
  LeaseKeeper leases_;
  // Whether the last attempt at each step of a delivery failed.
  std::array<std::atomic<bool>, kMoverSteps> failing_{};
};

}  // namespace farcall
