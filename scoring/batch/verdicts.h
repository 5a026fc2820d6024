// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/counts/histogram.h"
#include "scoring/detectors/model.h"
#include "scoring/event/event.h"
#include "scoring/event/feedback_entry.h"
#include "scoring/event/origin.h"
#include "scoring/records/attribute.h"
#include "scoring/records/baseline.h"

namespace farcall {

// What people's verdicts do to baselines, whoever gave them and why.

// What the audit calls a verdict that is given; kNone is one taken back.
FeedbackAction ActionOf(Verdict verdict);

// The entities whose baselines feedback on one principal may change: the
// principal, its tenant, and its peers if its account is known, in this order.
// `account` as in PrincipalPlace.
std::vector<EntityKey> TouchedBy(std::string_view tenant,
                                 const std::string& principal,
                                 PrincipalKind kind,
                                 const std::string& account);

// The baselines of TouchedBy() in an update, and which of them change.
class TouchedBaselines {
 public:
  // `places`: the indexes of TouchedBy() among the baselines of the update.
  // `changed` has as many as these, and is set where one changes.
  TouchedBaselines(std::span<Baseline* const> baselines,
                   std::span<const size_t> places, std::vector<bool>& changed)
      : baselines_(baselines), places_(places), changed_(changed) {}

  const Baseline& own() const { return *baselines_[places_[0]]; }
  const Histogram& tenant() const {
    return baselines_[places_[1]]->Of(Attribute::kCountry);
  }
  Baseline& Change() { return Change(0); }
  Histogram& Change(Attribute attribute) { return Change().At(attribute); }

  // Takes what a principal gave back from its peers, or gives it once more.
  void Unlearn(Attribute attribute, std::string_view value,
               std::span<const PeriodCount> given);
  void Relearn(Attribute attribute, const ValueCount& value);

 private:
  Baseline& Change(size_t i) {
    changed_[places_[i]] = true;
    return *baselines_[places_[i]];
  }

  const std::span<Baseline* const> baselines_;
  const std::span<const size_t> places_;
  std::vector<bool>& changed_;
};

// What is counted of a principal.
std::vector<Attribute> OwnAttributes();

// A value of a principal's histogram that is to be judged.
struct Subject {
  Attribute attribute;
  std::string value;
};

// What of an event a verdict is on: all that its principal is known by; of
// kMalicious only what has not become usual by itself; of kNone what has a
// verdict.
std::vector<Subject> SubjectsOf(const TouchedBaselines& baselines,
                                const Event& event, const Origin& origin,
                                Verdict verdict, Decay decay);

// Whether a principal can have all these verdicts: FAILED_PRECONDITION beyond
// kVerdictsMax of one histogram. NOT_FOUND where kNone takes nothing back.
absl::Status CheckVerdicts(const Baseline& own,
                           std::span<const Subject> subjects, Verdict verdict);

// Gives the verdict. A place decides for the peers too: what is malicious they
// have not learned from this principal, all else they have.
void JudgeAll(std::span<const Subject> subjects, const Judgement& judgement,
              TouchedBaselines& baselines);

// Takes back the verdicts that were given at `said_micros`; their number.
size_t TakeBackVerdicts(int64_t said_micros, TouchedBaselines& baselines);

// Forgets the evidence that the short memory has of a place that is benign;
// `network` may be empty.
void ForgetEvidence(std::string_view origin, std::string_view network,
                    TouchedBaselines& baselines);

}  // namespace farcall
