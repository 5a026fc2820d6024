// SPDX-License-Identifier: Apache-2.0
#include "server/self_test/self_test.h"

#include <algorithm>
#include <utility>

#include "server/auth/self_test_tenant.h"

namespace farcall {
namespace {

// More than the events of a round that teaches, so that no part is cut short.
constexpr int64_t kRoundCost = 1000;
constexpr int64_t kRoundBytes = 1 << 20;

// The canaries' own batches fit, whatever callers may send. A budget belongs to
// what a tenant sends, and canaries send little: alert-threshold holds.
SelfTest::Options ForCanaries(SelfTest::Options options) {
  options.model.alert_budget = 0;
  options.limits.batch_events_max = kRoundCost;
  return options;
}

// As in the API, which runbooks name.
std::string_view SourceName(OriginSource source) {
  switch (source) {
    case OriginSource::kSupplied:
      return "ORIGIN_SOURCE_SUPPLIED";
    case OriginSource::kOverride:
      return "ORIGIN_SOURCE_OVERRIDE";
    case OriginSource::kPseudo:
      return "ORIGIN_SOURCE_PSEUDO";
    case OriginSource::kDatabase:
      return "ORIGIN_SOURCE_DATABASE";
    case OriginSource::kNone:
      break;
  }
  return "ORIGIN_SOURCE_UNSPECIFIED";
}

}  // namespace

SelfTest::SelfTest(const Options& options, HistogramStore& store,
                   const OriginResolver& origins, WorkPool& pool,
                   SelfTestMetrics& metrics, Log& log)
    : options_(ForCanaries(options)),
      pool_(pool),
      metrics_(metrics),
      log_(log),
      figures_("self-test"),
      scorer_(store, origins, options_.model),
      handler_(scorer_, options_.limits, options_.strategy, figures_, log) {
  metrics_.interval_seconds.Set(static_cast<double>(options_.interval_seconds));
}

SelfTest::~SelfTest() {
  std::unique_lock lock(mutex_);
  if (!under_way_ || pool_.Withdraw(*this)) return;
  ended_.wait(lock, [this] { return !under_way_; });
}

void SelfTest::Tick(int64_t now_seconds) {
  {
    const std::lock_guard lock(mutex_);
    if (under_way_) return;
    // A clock that was put back delays no round.
    const bool is_due =
        last_verdict_ == Verdict::kNone || now_seconds < begun_seconds_ ||
        now_seconds >= begun_seconds_ + options_.interval_seconds;
    if (!is_due) return;
    under_way_ = true;
  }
  begun_seconds_ = now_seconds;
  begun_ = std::chrono::steady_clock::now();
  calls_ = CanaryCalls(now_seconds, options_.country);
  has_taught_ = false;
  findings_ = {};
  Begin(Step::kScore);
  pool_.Push(*this, {.tenant = kSelfTestTenant,
                     .cost = kRoundCost,
                     .held_bytes = kRoundBytes,
                     .is_background = true});
}

void SelfTest::Begin(Step step) {
  step_ = step;
  batch_.reset();
  inputs_.clear();
  answered_.clear();
  ScoringMode mode = ScoringMode::kScoreOnly;
  const std::vector<CanaryCall>* calls = &calls_;
  if (step == Step::kTeach) {
    mode = ScoringMode::kLearnOnly;
    history_ = CanaryHistory(begun_seconds_, options_.country);
    calls = &history_;
  } else if (step == Step::kCount) {
    mode = ScoringMode::kScoreAndLearn;
    calls = &quiet_;
  }
  for (const CanaryCall& call : *calls) inputs_.emplace_back(call.input());
  batch_.emplace(handler_, BatchHandler::Request{.tenant = kSelfTestTenant,
                                                 .mode = mode,
                                                 .inputs = inputs_});
}

bool SelfTest::Work(int64_t cost_max) {
  if (const absl::Status failed = batch_->Advance(cost_max); !failed.ok()) {
    return Fail(std::string(failed.message()));
  }
  if (!TakeResults(batch_->results())) return false;
  if (!batch_->done()) return true;
  const absl::Status durable = handler_.AwaitDurable(batch_->TakeApplied());
  return durable.ok() ? GoOn() : Fail(std::string(durable.message()));
}

bool SelfTest::TakeResults(std::span<const InputResult> results) {
  for (const InputResult& result : results) {
    const ScoredEvent* scored = result.scored();
    if (scored == nullptr) {
      const auto* error = std::get_if<const FieldError*>(&result.outcome);
      return Fail("a call was not scored: " +
                  (error == nullptr ? std::string("it is no API call")
                                    : (*error)->message));
    }
    answered_.push_back({.principal = result.event->principal,
                         .origin = scored->origin,
                         .score = scored->score,
                         .state = scored->state,
                         .alert = scored->alert});
  }
  return true;
}

bool SelfTest::GoOn() {
  switch (step_) {
    case Step::kScore:
      return GoOnFromScores();
    case Step::kTeach:
      has_taught_ = true;
      Begin(Step::kScore);
      return true;
    case Step::kCount:
      for (const Answered& result : answered_) {
        Judge(CanaryCall::Kind::kHonest, result);
      }
      return false;
  }
  return false;
}

bool SelfTest::GoOnFromScores() {
  const bool all_ready = std::ranges::all_of(answered_, [](const auto& one) {
    return one.state == BaselineState::kReady;
  });
  if (!has_taught_ && !all_ready) {
    // A history from nowhere would make what comes later wrong.
    const auto nowhere = std::ranges::find_if(answered_, [](const auto& one) {
      return one.origin.value.starts_with('@');
    });
    if (nowhere != answered_.end()) {
      return Fail("no country is known of " + Describe(*nowhere));
    }
    Begin(Step::kTeach);
    return true;
  }
  quiet_.clear();
  for (size_t i = 0; i < calls_.size(); ++i) {
    const Answered& result = answered_[i];
    if (calls_[i].kind == CanaryCall::Kind::kHonest && !result.alert) {
      quiet_.push_back(calls_[i]);  // judged when it is counted
    } else {
      Judge(calls_[i].kind, result);
    }
  }
  if (quiet_.empty()) return false;
  Begin(Step::kCount);
  return true;
}

bool SelfTest::Fail(std::string why) {
  findings_.failure = std::move(why);
  return false;
}

// For the log: whose call, from where, what decided that, and the score.
std::string SelfTest::Describe(const Answered& result) {
  std::string text = result.principal + " from " + result.origin.value + " (";
  text.append(SourceName(result.origin.source));
  return text + "), score " + std::to_string(result.score);
}

void SelfTest::Judge(CanaryCall::Kind kind, const Answered& result) {
  const bool alert = result.alert;
  const double score = result.score;
  bool is_wrong = false;
  if (kind == CanaryCall::Kind::kTheft) {
    is_wrong = !alert;
    findings_.missed += is_wrong ? 1 : 0;
    findings_.lowest_theft_score =
        std::min(findings_.lowest_theft_score, score);
    (alert ? metrics_.theft_alert : metrics_.theft_quiet).Increment();
  } else {
    is_wrong = alert;
    findings_.false_alarms += is_wrong ? 1 : 0;
    findings_.highest_honest_score =
        std::max(findings_.highest_honest_score, score);
    (alert ? metrics_.honest_alert : metrics_.honest_quiet).Increment();
  }
  if (is_wrong && findings_.example.empty()) {
    findings_.example = Describe(result);
  }
}

void SelfTest::Answer() {
  batch_.reset();
  const Verdict verdict = VerdictOfRound();
  if (verdict != last_verdict_) Tell(verdict);
  if (verdict != Verdict::kFails) {
    metrics_.theft_score.Set(findings_.lowest_theft_score);
    metrics_.honest_score.Set(findings_.highest_honest_score);
    metrics_.last_round_timestamp_seconds.Set(
        static_cast<double>(begun_seconds_));
    metrics_.seconds.Observe(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_)
            .count());
  }
  pool_.Release(*this);
  const std::lock_guard lock(mutex_);
  last_verdict_ = verdict;
  under_way_ = false;
  ended_.notify_all();  // under the lock: the destructor may wait for it
}

SelfTest::Verdict SelfTest::VerdictOfRound() const {
  if (!findings_.failure.empty()) return Verdict::kFails;
  if (findings_.missed > 0) return Verdict::kMisses;
  return findings_.false_alarms > 0 ? Verdict::kFalseAlarms : Verdict::kPasses;
}

void SelfTest::Tell(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNone:
      break;
    case Verdict::kPasses:
      log_.Info("self-test passes",
                {{"lowest_theft_score", findings_.lowest_theft_score},
                 {"highest_honest_score", findings_.highest_honest_score}});
      break;
    case Verdict::kMisses:
      log_.Error(
          "self-test: stolen keys raise no alert",
          {{"missed", findings_.missed}, {"example", findings_.example}});
      break;
    case Verdict::kFalseAlarms:
      log_.Warn("self-test: honest calls raise alerts",
                {{"false_alarms", findings_.false_alarms},
                 {"example", findings_.example}});
      break;
    case Verdict::kFails:
      log_.Error("self-test cannot be done", {{"reason", findings_.failure}});
      break;
  }
}

}  // namespace farcall
