// SPDX-License-Identifier: Apache-2.0
#include "tests/model/run.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "storage/memory_histogram_store.h"
#include "tests/model/plain_model.h"
#include "tests/model/snapshot.h"
#include "tests/model/system.h"

namespace farcall {
namespace {

// The store in memory is compared with after so many operations.
constexpr size_t kOperationsOfATwin = 5;

using Different = std::optional<std::string>;

// An operation that was carried out, and what was answered to it.
struct Done {
  Operation operation{};
  std::vector<FirstAnswer> answers{};
  bool taken = false;  // feedback that was; a deletion that removed something
};

std::string TextOf(const ScoredEvent& scored) {
  std::ostringstream text;
  text.precision(17);
  text << "score " << scored.score << ", bits " << scored.bits.value_or(-1)
       << ", state " << BaselineStateName(scored.state)
       << (scored.duplicate ? ", duplicate" : "")
       << (scored.alert ? ", alert" : "")
       << (scored.factors_made_again ? ", factors made again" : "");
  if (scored.first_score) text << ", first score " << *scored.first_score;
  for (const Factor& factor : scored.factors) {
    text << "; " << factor.detector->name << ' ' << factor.value << ' '
         << factor.bits << " bits, " << factor.value_calls << " of "
         << factor.entity_calls << " calls";
  }
  return text.str();
}

FirstAnswer FirstAnswerOf(const ScoredEvent& scored) {
  return {.score = scored.score, .state = scored.state, .alert = scored.alert};
}

bool AreSame(const Factor& a, const Factor& b) {
  return a.detector == b.detector && a.value == b.value && a.bits == b.bits &&
         a.entity == b.entity && a.in_quarantine() == b.in_quarantine() &&
         a.value_calls == b.value_calls && a.entity_calls == b.entity_calls &&
         a.brief == b.brief && a.detail == b.detail && a.state == b.state;
}

bool AreSame(const ScoredEvent& a, const ScoredEvent& b) {
  return a.score == b.score && a.bits == b.bits && a.state == b.state &&
         a.duplicate == b.duplicate && a.alert == b.alert &&
         a.first_score == b.first_score &&
         a.factors_made_again == b.factors_made_again &&
         std::ranges::equal(a.factors, b.factors,
                            [](const Factor& one, const Factor& other) {
                              return AreSame(one, other);
                            });
}

Different Unequal(const std::string& what, const std::string& expected,
                  const std::string& actual) {
  if (expected == actual) return std::nullopt;
  return what + "\n expected: " + expected + "\n is: " + actual;
}

std::string TextOf(const absl::StatusOr<PlainFeedback>& answer) {
  if (!answer.ok()) return answer.status().ToString();
  return std::to_string(answer->values) + " values" +
         (answer->duplicate ? ", duplicate" : "") +
         (answer->id_is_used ? ", other content" : "");
}

FeedbackAction ActionOf(Action action) {
  switch (action) {
    case Action::kMaliciousPlace:
      return FeedbackAction::kMalicious;
    case Action::kForgetRange:
      return FeedbackAction::kForget;
    case Action::kClearPlace:
      return FeedbackAction::kClear;
    default:
      return FeedbackAction::kBenign;
  }
}

// What scores are compared with: the same code on a store in memory, and the
// plain model. Both can be run again from the start.
class Expected {
 public:
  explicit Expected(const std::string& tenant_prefix)
      : store_(std::make_unique<MemoryHistogramStore>()),
        twin_(*store_, tenant_prefix),
        plain_(std::make_unique<PlainModel>()) {
    twin_.FollowWindow(plain_->window());
  }

  PlainModel& plain() { return *plain_; }
  System& twin() { return twin_; }
  const HistogramStore& store() const { return *store_; }

  // Carries out what was done once before.
  absl::Status Repeat(const Done& done) {
    const Operation& operation = done.operation;
    if (IsBatch(operation)) {
      const absl::Status status = twin_.Score(operation).status();
      if (status.ok() && operation.action != Action::kAsk) {
        plain_->Count(operation, done.answers);
      }
      return status;
    }
    if (IsFeedback(operation)) {
      if (!done.taken) return absl::OkStatus();
      const absl::Status status = twin_.Say(operation).status();
      plain_->Apply(operation);
      return status;
    }
    switch (operation.action) {
      case Action::kDelete: {
        const absl::Status status = twin_.Delete(operation).status();
        plain_->Delete(operation, done.taken ? PlainModel::Removed::kSomething
                                             : PlainModel::Removed::kNothing);
        return status;
      }
      case Action::kWait:
        plain_->Wait(operation.hours);
        return absl::OkStatus();
      default:
        plain_->Reopen();
        return absl::OkStatus();
    }
  }

 private:
  std::unique_ptr<MemoryHistogramStore> store_;
  System twin_;
  std::unique_ptr<PlainModel> plain_;
};

class Runner {
 public:
  Runner(const Sequence& sequence, TestedStore& tested,
         const std::string& tenant_prefix, Met& met)
      : sequence_(sequence),
        tested_(tested),
        tenant_prefix_(tenant_prefix),
        met_(met),
        expected_(std::make_unique<Expected>(tenant_prefix)) {}

  std::optional<Mismatch> Run() {
    ++met_.sequences;
    for (size_t i = 0; i < sequence_.operations.size(); ++i) {
      ++met_.operations;
      auto what = Step(sequence_.operations[i]);
      if (!what && i + 1 == sequence_.operations.size()) {
        what = CompareWithTwin();
      }
      if (what) return Mismatch{.operation = i, .what = *std::move(what)};
    }
    return std::nullopt;
  }

 private:
  Different Step(const Operation& operation) {
    if (operation.action == Action::kPowerLoss) return LosePower(operation);
    Different difference = IsBatch(operation)      ? Batch(operation)
                           : IsFeedback(operation) ? Say(operation)
                                                   : Other(operation);
    if (!difference) {
      difference =
          HasTenant(operation) ? Compare(operation.tenant) : CompareAll();
    }
    if (!difference && operation.action == Action::kAsk) {
      difference =
          Difference(before_[operation.tenant], now_[operation.tenant]);
      if (difference) difference->insert(0, "scoring alone has changed ");
    }
    if (!difference && done_.size() % kOperationsOfATwin == 0) {
      difference = CompareAll();
      if (!difference) difference = CompareWithTwin();
    }
    return difference;
  }

  System Tested() { return {tested_.store(), tenant_prefix_}; }

  Different Batch(const Operation& operation) {
    const auto known = expected_->plain().Known(operation);
    const auto twin = expected_->twin().Score(operation);
    const auto scored = Tested().Score(operation);
    if (!scored.ok()) return scored.status().ToString();
    if (!twin.ok()) return twin.status().ToString();
    for (size_t i = 0; i < scored->size(); ++i) {
      if (AreSame((*twin)[i], (*scored)[i])) continue;
      if (auto difference = Unequal(NameOf(operation.calls[i]) +
                                        " beside a store that was never closed",
                                    TextOf((*twin)[i]), TextOf((*scored)[i]))) {
        return difference;
      }
    }
    Done done{.operation = operation};
    for (const ScoredEvent& event : *scored) {
      done.answers.push_back(FirstAnswerOf(event));
    }
    Different difference = operation.action == Action::kAsk
                               ? CheckAsked(known, *scored)
                               : CheckLearned(operation, known, *scored);
    if (operation.action != Action::kAsk) {
      expected_->plain().Count(operation, done.answers);
    }
    done_.push_back(std::move(done));
    return difference;
  }

  static Different CheckAsked(
      const std::vector<std::optional<FirstAnswer>>& known,
      const std::vector<ScoredEvent>& scored) {
    for (size_t i = 0; i < scored.size(); ++i) {
      const std::optional<double> first =
          known[i] ? std::optional(known[i]->score) : std::nullopt;
      const bool same_alert = !known[i] || scored[i].alert == known[i]->alert;
      if (scored[i].duplicate != known[i].has_value() ||
          scored[i].first_score != first || !same_alert) {
        return "event " + std::to_string(i + 1) + " of the batch is " +
               (known[i] ? "known" : "not known") + ": " + TextOf(scored[i]);
      }
    }
    return std::nullopt;
  }

  Different CheckLearned(const Operation& operation,
                         std::vector<std::optional<FirstAnswer>> known,
                         const std::vector<ScoredEvent>& scored) {
    std::map<int, FirstAnswer> in_batch;
    for (size_t i = 0; i < scored.size(); ++i) {
      const int id = operation.calls[i].id;
      if (!known[i] && in_batch.contains(id)) known[i] = in_batch.at(id);
      if (known[i] && operation.action == Action::kLearn) {
        known[i]->alert = false;
      }
      in_batch.emplace(id, FirstAnswerOf(scored[i]));
      ++met_.events;
      met_.duplicates += known[i] ? 1 : 0;
      met_.scores += scored[i].score > 0 ? 1 : 0;
      const bool same = !known[i] || *known[i] == FirstAnswerOf(scored[i]);
      if (scored[i].duplicate != known[i].has_value() || !same) {
        return NameOf(operation.calls[i]) + " was " +
               (known[i] ? "first scored " + std::to_string(known[i]->score)
                         : "never counted") +
               ": " + TextOf(scored[i]);
      }
    }
    return std::nullopt;
  }

  Different Say(const Operation& operation) {
    const PlainKey principal{operation.tenant, EntityKind::kPrincipal,
                             kCallers[operation.of].principal};
    const bool repeated =
        expected_->plain().window().Find(
            {operation.tenant,
             "feedback " + NameOfFeedback(operation.feedback_id)}) != nullptr;
    const bool found =
        repeated || (now_[operation.tenant].contains(principal) &&
                     (operation.action != Action::kClearPlace ||
                      expected_->plain().HasVerdict(operation)));
    const auto twin = expected_->twin().Say(operation);
    const auto answer = Tested().Say(operation);
    if (auto difference = Unequal("feedback beside a store never closed",
                                  TextOf(twin), TextOf(answer))) {
      return difference;
    }
    Different difference;
    if (found) {
      difference =
          Unequal("feedback is answered",
                  TextOf(expected_->plain().Apply(operation)), TextOf(answer));
      met_.repeated_feedback += repeated ? 1 : 0;
      met_.judged += repeated ? 0 : 1;
      if (operation.action == Action::kForgetRange && answer.ok()) {
        met_.hours_forgotten += answer->values;
      }
    } else if (!absl::IsNotFound(answer.status())) {
      difference = "feedback on whom nothing is known of: " + TextOf(answer);
    }
    done_.push_back({.operation = operation, .answers = {}, .taken = found});
    return difference;
  }

  Different Other(const Operation& operation) {
    Done done{.operation = operation};
    Different difference;
    switch (operation.action) {
      case Action::kDelete: {
        const PlainKey key{operation.tenant, operation.kind,
                           EntityNameOf(operation.kind, operation.of)};
        const auto found = now_[operation.tenant].find(key);
        const size_t histograms = found == now_[operation.tenant].end()
                                      ? 0
                                      : found->second.CountParts();
        const auto removed = Tested().Delete(operation);
        if (!removed.ok()) return removed.status().ToString();
        difference = Unequal("histograms deleted", std::to_string(histograms),
                             std::to_string(*removed));
        done.taken = histograms > 0;
        met_.deletions += done.taken ? 1 : 0;
        break;
      }
      case Action::kWait:
        tested_.Wait(operation.hours);
        break;
      default: {
        ++met_.restarts;
        const absl::Status status = tested_.Restart();
        if (!status.ok()) return status.ToString();
      }
    }
    const absl::Status repeated = expected_->Repeat(done);
    if (!repeated.ok()) return repeated.ToString();
    done_.push_back(std::move(done));
    // Both write out all that came before.
    if (operation.action == Action::kRestart || done_.back().taken) {
      durable_ = done_.size();
    }
    return difference;
  }

  // Of a store that syncs nothing may be gone, of another one the last
  // operations, each whole.
  Different LosePower(const Operation& operation) {
    ++met_.power_losses;
    const absl::Status status = tested_.LosePower(operation.kept_percent);
    if (!status.ok()) return status.ToString();
    if (sequence_.promise == Promise::kSynced) durable_ = done_.size();
    const std::vector<Done> done = std::exchange(done_, {});
    Different difference;
    for (size_t kept = done.size() + 1; kept-- > durable_;) {
      expected_ = std::make_unique<Expected>(tenant_prefix_);
      done_.assign(done.begin(),
                   done.begin() + static_cast<std::ptrdiff_t>(kept));
      done_.push_back({.operation = {.action = Action::kRestart}});
      for (const Done& one : done_) {
        const absl::Status repeated = expected_->Repeat(one);
        if (!repeated.ok()) return repeated.ToString();
      }
      Different now = CompareAll();
      if (!now) now = CompareWithTwin();
      if (!now) {
        met_.operations_lost += done.size() - kept;
        durable_ = done_.size();
        return std::nullopt;
      }
      if (!difference) difference = std::move(now);
    }
    return "no state before the loss of power has survived whole; the last "
           "one:\n" +
           difference.value_or("");
  }

  Different CompareAll() {
    for (size_t tenant = 0; tenant < kTenants.size(); ++tenant) {
      if (auto difference = Compare(tenant)) return difference;
    }
    return std::nullopt;
  }

  Different Compare(size_t tenant) {
    auto actual = Take(tested_.store(), tenant_prefix_, tenant);
    if (!actual.ok()) return actual.status().ToString();
    before_[tenant] = std::exchange(now_[tenant], *std::move(actual));
    ++met_.comparisons;
    met_.inexact +=
        std::ranges::any_of(now_[tenant], [&](const auto& baseline) {
          return expected_->plain().IsInexact(baseline.first);
        });
    Different difference = Difference(expected_->plain(), tenant, now_[tenant]);
    if (!difference) difference = CompareIds(tenant);
    if (!difference) difference = CompareEntries(tenant);
    return difference;
  }

  // Whether all is there, peaks and short memory too, that is in the store in
  // memory. Not after each operation: scores, which depend on it, are.
  Different CompareWithTwin() {
    for (size_t tenant = 0; tenant < kTenants.size(); ++tenant) {
      const auto twin = Take(expected_->store(), tenant_prefix_, tenant);
      if (!twin.ok()) return twin.status().ToString();
      if (auto difference = Difference(*twin, now_[tenant])) {
        return "beside a store that was never closed: " + *difference;
      }
    }
    return std::nullopt;
  }

  // As the store and as the plain model names them.
  using Ids = std::set<std::pair<std::string, std::string>>;

  static Ids IdsOf(const Sequence& sequence, size_t tenant) {
    Ids ids;
    for (const Operation& operation : sequence.operations) {
      if (operation.tenant != tenant) continue;
      if (IsBatch(operation)) {
        for (const Call& call : operation.calls) {
          ids.emplace(NameOf(call), NameOf(call));
        }
      } else if (IsFeedback(operation)) {
        const std::string id = NameOfFeedback(operation.feedback_id);
        ids.emplace("feedback\x1f" + id, "feedback " + id);
      }
    }
    return ids;
  }

  // Which of the ids of the sequence are known.
  Different CompareIds(size_t tenant) {
    const Ids& ids = ids_[tenant];
    std::vector<std::string_view> names;
    for (const auto& id : ids) names.push_back(id.first);
    Different difference;
    const absl::Status status = tested_.store().Read(
        {tenant_prefix_ + kTenants[tenant], {}, names},
        [&](HistogramStore::Stored stored) {
          size_t i = 0;
          for (const auto& id : ids) {
            const bool known = stored.first_outcomes[i++].has_value();
            const bool expected = expected_->plain().window().Find(
                                      {tenant, id.second}) != nullptr;
            if (known != expected) {
              difference = id.second + (known ? " is" : " is not") + " known";
            }
            met_.forgotten_ids +=
                !known && expected_->plain().window().TimesForgotten(
                              {tenant, id.second}) > 0;
          }
        });
    return status.ok() ? difference : status.ToString();
  }

  Different CompareEntries(size_t tenant) {
    const auto page = tested_.store().ListFeedback(
        tenant_prefix_ + kTenants[tenant], "", "", 1000);
    if (!page.ok()) return page.status().ToString();
    std::string expected;
    for (const PlainEntry& entry : expected_->plain().entries(tenant)) {
      expected +=
          NameOfFeedback(entry.said.feedback_id) + ' ' +
          std::to_string(static_cast<int>(ActionOf(entry.said.action))) + ' ' +
          entry.principal + ", ";
    }
    std::string actual;
    for (const FeedbackEntry& entry : page->entries) {
      actual.insert(0, entry.feedback_id + ' ' +
                           std::to_string(static_cast<int>(entry.action)) +
                           ' ' + entry.principal + ", ");
    }
    return Unequal("the audit", expected, actual);
  }

  const Sequence& sequence_;
  const std::array<Ids, kTenants.size()> ids_ = {IdsOf(sequence_, 0),
                                                 IdsOf(sequence_, 1)};
  TestedStore& tested_;
  const std::string tenant_prefix_;
  Met& met_;
  std::unique_ptr<Expected> expected_;
  std::vector<Done> done_;
  size_t durable_ = 0;  // so many of them survive a loss of power
  // By tenant.
  using Snapshots = std::array<Snapshot, kTenants.size()>;
  Snapshots now_;
  Snapshots before_;  // what was there the time before
};

}  // namespace

std::optional<Mismatch> RunOn(const Sequence& sequence, TestedStore& tested,
                              const std::string& tenant_prefix, Met& met) {
  const absl::Status status = tested.ForgetEvents();
  if (!status.ok()) return Mismatch{.operation = 0, .what = status.ToString()};
  return Runner(sequence, tested, tenant_prefix, met).Run();
}

std::optional<Mismatch> RunAlone(const Sequence& sequence) {
  TestedStore tested(sequence.promise);
  if (!tested.status().ok()) {
    return Mismatch{.operation = 0, .what = tested.status().ToString()};
  }
  Met met;
  return RunOn(sequence, tested, "", met);
}

}  // namespace farcall
