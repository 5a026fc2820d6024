// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "inputs/event_input.h"
#include "inputs/limits.h"
#include "logging/json_log.h"
#include "scoring/batch/batch_scorer.h"
#include "server/admission/work_pool.h"
#include "server/handlers/batch_handler.h"
#include "server/self_test/self_test_calls.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// Scores canaries while the server runs (ADR 27): would a stolen key raise an
// alert now, with these settings, databases and store, and does an honest call
// raise none?
//
// A round scores all calls of CanaryCalls with SCORE_ONLY; if a canary is not
// READY, as in a new store, it teaches CanaryHistory with LEARN_ONLY and scores
// them again. Then it counts the honest calls that raised no alert with
// SCORE_AND_LEARN, so that the baselines stay young. Thefts are never counted,
// nor honest calls that raise an alert: the next round finds the same.
class SelfTest final : private WorkQueue::Task {
 public:
  struct Options {
    int64_t interval_seconds = 60;  // from begin to begin; > 0
    Model model{};           // the server's; its alert budget is left aside
    RequestLimits limits{};  // the server's; batch_events_max is left aside
    PrincipalStrategy strategy = PrincipalStrategy::kAuto;
    CanaryCountry country = CanaryCountry::kLookedUp;
  };

  // The references must outlive it.
  SelfTest(const Options& options, HistogramStore& store,
           const OriginResolver& origins, WorkPool& pool,
           SelfTestMetrics& metrics, Log& log);
  // Takes back a round that waits for its turn, and awaits one in work.
  ~SelfTest() override;
  SelfTest(const SelfTest&) = delete;
  SelfTest& operator=(const SelfTest&) = delete;

  // Begins a round at `now_seconds` (Unix time) if one is due and none is under
  // way: the first one at once. Does not block. One thread at a time.
  void Tick(int64_t now_seconds);

 private:
  enum class Step { kScore, kTeach, kCount };
  enum class Verdict {
    kNone,         // no round has ended
    kPasses,       // all thefts raised an alert and no honest call did
    kMisses,       // a theft raised none
    kFalseAlarms,  // an honest call raised one
    kFails,        // not all calls were answered
  };

  // What a call was answered.
  struct Answered {
    std::string principal{};
    Origin origin{};
    double score = 0;
    BaselineState state = BaselineState::kCold;
    bool alert = false;
  };

  // What a round found so far.
  struct Findings {
    int missed = 0;
    int false_alarms = 0;
    double lowest_theft_score = 100;
    double highest_honest_score = 0;
    std::string example{};  // the first one that is wrong
    std::string failure{};  // why it ended before its last step
  };

  bool Work(int64_t cost_max) override;
  int64_t AnswerBytes() const override { return 0; }
  void Answer() override;
  void Refuse() override {}  // never: it has no deadline

  void Begin(Step step);
  // Whether another step follows the one whose batch is answered.
  bool GoOn();
  bool GoOnFromScores();
  // Notes the answers of a part. False if a call was not scored.
  bool TakeResults(std::span<const InputResult> results);
  // The round ends.
  bool Fail(std::string why);
  void Judge(CanaryCall::Kind kind, const Answered& result);
  static std::string Describe(const Answered& result);
  Verdict VerdictOfRound() const;
  void Tell(Verdict verdict);

  const Options options_;
  WorkPool& pool_;
  SelfTestMetrics& metrics_;
  Log& log_;
  Metrics figures_;  // of the canaries' events, which are nobody's: not scraped
  BatchScorer scorer_;
  BatchHandler handler_;

  // Of the round: set by Tick, then used by the thread that works on it.
  int64_t begun_seconds_ = 0;
  std::chrono::steady_clock::time_point begun_{};
  std::vector<CanaryCall> calls_{};
  std::vector<CanaryCall> quiet_{};  // honest calls to be counted
  Step step_ = Step::kScore;
  bool has_taught_ = false;
  std::vector<CanaryCall> history_{};
  std::vector<EventInput> inputs_{};  // of the step: views of its calls
  std::vector<Answered> answered_{};  // of the step
  std::optional<BatchHandler::Batch> batch_{};
  Findings findings_{};
  Verdict last_verdict_ = Verdict::kNone;

  std::mutex mutex_;
  std::condition_variable ended_;
  bool under_way_ = false;  // guarded by mutex_
};

}  // namespace farcall
