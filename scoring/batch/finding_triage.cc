// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_triage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "scoring/batch/verdicts.h"
#include "scoring/event/feedback_entry.h"
#include "scoring/findings/triage.h"

namespace farcall {
namespace {

using FindingTable = HistogramStore::FindingTable;

// No event id holds a control character.
constexpr std::string_view kIdPrefix = "triage\x1f";
constexpr size_t kReasonBytesMax = 1024;  // of an entry of the audit

absl::Status NoFinding(const FindingId& id, std::string_view tenant) {
  return absl::NotFoundError("there is no finding " + id.text() +
                             " of tenant " + std::string(tenant));
}

// The finding as it was looked at.
absl::StatusOr<Finding*> FindLooked(const FindingTriage::Looked& looked,
                                    std::string_view tenant,
                                    FindingTable& findings) {
  Finding* finding = findings.Find(looked.id);
  if (finding == nullptr) return NoFinding(looked.id, tenant);
  if (looked.revision == 0 || looked.revision == finding->revision) {
    return finding;
  }
  return absl::AbortedError(
      "finding " + looked.id.text() + " has changed: it is " +
      std::string(FindingStateName(finding->state)) + " in revision " +
      std::to_string(finding->revision) + ", and revision " +
      std::to_string(looked.revision) + " was looked at");
}

absl::Status CheckState(bool allowed, const Finding& finding,
                        std::string_view change, std::string_view states) {
  if (allowed) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "finding " + finding.id.text() + " is " +
      std::string(FindingStateName(finding.state)) + ": to " +
      std::string(change) + " it, it must be " + std::string(states));
}

absl::Status CheckNotes(const Finding& finding) {
  if (finding.notes < FindingTriage::kNotesMax) return absl::OkStatus();
  return absl::ResourceExhaustedError("finding " + finding.id.text() + " has " +
                                      std::to_string(FindingTriage::kNotesMax) +
                                      " notes, which is the limit");
}

void WriteTriaged(const FindingId& id, FindingTable& findings) {
  findings.Write(id, static_cast<FindingChanges>(FindingChange::kTriaged));
}

FindingNote NoteOf(std::string_view text,
                   const FindingTriage::Request& request) {
  return {.time_micros = request.time_micros,
          .actor = request.actor,
          .identity = request.identity,
          .text = std::string(text)};
}

// Applies `change` to the tenant's findings and the baselines of `entities`,
// unless the request was taken before. A `change` that fails must have changed
// nothing.
absl::StatusOr<bool> UpdateOnce(
    HistogramStore& store, std::string_view tenant,
    std::span<const EntityKey> entities, const FindingTriage::Request& request,
    absl::FunctionRef<absl::Status(HistogramStore::Stored, FindingTable&,
                                   HistogramStore::Changed&)>
        change) {
  const std::string id = std::string(kIdPrefix) + request.id;
  const std::string_view ids[] = {id};
  bool is_new = false;
  absl::Status refused;
  absl::Status status =
      store.Update({tenant, entities, ids}, [&](HistogramStore::Stored stored) {
        HistogramStore::Changed changed{
            .baselines = std::vector<bool>(entities.size()), .seen = {}};
        is_new = !stored.first_outcomes[0].has_value();
        if (!is_new) return changed;
        refused = change(stored, *stored.findings, changed);
        if (!refused.ok()) return HistogramStore::Changed{};
        changed.seen.emplace_back(0, FirstOutcome());
        return changed;
      });
  status.Update(refused);
  if (!status.ok()) return status;
  return is_new;
}

FeedbackEntry EntryOf(const Finding& finding, FeedbackAction action,
                      std::string reason,
                      const FindingTriage::Request& request) {
  reason.resize(std::min(reason.size(), kReasonBytesMax));
  return {.time_micros = request.time_micros,
          .action = action,
          .principal = finding.principal,
          .origin = finding.origin,
          .actor = request.actor,
          .reason = std::move(reason),
          .feedback_id = "finding:" + finding.id.text() + ":" + request.id,
          .identity = request.identity};
}

std::string AccountOf(const Finding& finding) {
  return finding.accounts.empty() ? "" : finding.accounts.front().text;
}

// Entities of several findings' principals, each once.
class Entities {
 public:
  // The places of the principal's TouchedBy() among all().
  std::vector<size_t> Add(std::string_view tenant, const Finding& finding) {
    std::vector<size_t> places;
    for (EntityKey& entity :
         TouchedBy(tenant, finding.principal, finding.principal_kind,
                   AccountOf(finding))) {
      const auto [known, is_new] = numbers_.try_emplace(entity, all_.size());
      if (is_new) all_.push_back(std::move(entity));
      places.push_back(known->second);
    }
    return places;
  }
  const std::vector<EntityKey>& all() const { return all_; }

 private:
  std::map<EntityKey, size_t> numbers_;
  std::vector<EntityKey> all_;
};

// An event of a finding, as far as the sample has it, from where the finding
// says.
Event EventOf(const FindingSample& sample, const Finding& finding) {
  return {.event_id = sample.event_id,
          .event_time_seconds = sample.at_seconds,
          .account = sample.account,
          .principal = finding.principal,
          .principal_kind = finding.principal_kind,
          .command = sample.command,
          .source_address = sample.source_address,
          .error_code = sample.error_code,
          .user_agent = sample.user_agent,
          .unauthenticated = finding.unauthenticated};
}

farcall::Verdict VerdictOf(FindingState state) {
  return state == FindingState::kBenign ? farcall::Verdict::kBenign
                                        : farcall::Verdict::kMalicious;
}

// What of its principal a finding's verdict is on.
std::vector<Subject> SubjectsOf(const Finding& finding, Teaching teaching,
                                farcall::Verdict verdict,
                                const OriginResolver& origins,
                                const Decay& decay,
                                const TouchedBaselines& baselines) {
  if (teaching == Teaching::kPlace) {
    return {{Attribute::kCountry, finding.origin}};
  }
  std::vector<Subject> subjects;
  for (const FindingSample& sample : finding.samples) {
    const Event event = EventOf(sample, finding);
    Origin origin;
    origins.Resolve({&event, 1}, {&origin, 1});
    origin.value = finding.origin;
    for (Subject& subject :
         SubjectsOf(baselines, event, origin, verdict, decay)) {
      subjects.push_back(std::move(subject));
    }
  }
  return subjects;
}

}  // namespace

absl::StatusOr<bool> FindingTriage::Acknowledge(std::string_view tenant,
                                                const Looked& looked,
                                                std::string_view assignee,
                                                const Request& request) const {
  return UpdateOnce(
      histograms_, tenant, {}, request,
      [&](HistogramStore::Stored, FindingTable& findings,
          HistogramStore::Changed&) -> absl::Status {
        const auto finding = FindLooked(looked, tenant, findings);
        if (!finding.ok()) return finding.status();
        absl::Status allowed =
            CheckState(CanAcknowledge((*finding)->state), **finding,
                       "acknowledge", "OPEN or ACKNOWLEDGED");
        if (!allowed.ok()) return allowed;
        farcall::Acknowledge(assignee, request.time_micros, **finding);
        WriteTriaged(looked.id, findings);
        return absl::OkStatus();
      });
}

absl::StatusOr<bool> FindingTriage::Close(std::string_view tenant,
                                          std::span<const Looked> looked,
                                          const Verdict& verdict,
                                          const Request& request) const {
  const Teaching teaching = verdict.teaching == Teaching::kUnspecified
                                ? DefaultTeaching(verdict.state, verdict.reason)
                                : verdict.teaching;
  const farcall::Verdict given = VerdictOf(verdict.state);
  const bool teaches = teaching != Teaching::kNothing;
  Entities entities;
  std::vector<std::vector<size_t>> places(looked.size());
  for (size_t i = 0; i < looked.size() && teaches; ++i) {
    const auto finding = findings_.FindFinding(tenant, looked[i].id);
    if (!finding.ok()) return finding.status();
    if (!finding->has_value()) return NoFinding(looked[i].id, tenant);
    places[i] = entities.Add(tenant, **finding);
  }
  Closing closing = {.verdict = verdict.state,
                     .reason = verdict.reason,
                     .teaching = teaching,
                     .identity = request.identity};
  return UpdateOnce(
      histograms_, tenant, entities.all(), request,
      [&](HistogramStore::Stored stored, FindingTable& findings,
          HistogramStore::Changed& changed) -> absl::Status {
        std::vector<Finding*> found;
        std::vector<std::vector<Subject>> subjects(looked.size());
        // By principal: the limit is on all of its verdicts.
        std::map<const Baseline*, std::vector<Subject>> of_principal;
        for (size_t i = 0; i < looked.size(); ++i) {
          const auto finding = FindLooked(looked[i], tenant, findings);
          if (!finding.ok()) return finding.status();
          absl::Status allowed =
              CheckState(CanClose((*finding)->state), **finding, "close",
                         "OPEN, ACKNOWLEDGED or EXPIRED");
          if (allowed.ok() && !verdict.note.empty()) {
            allowed = CheckNotes(**finding);
          }
          if (!allowed.ok()) return allowed;
          found.push_back(*finding);
          if (!teaches) continue;
          const TouchedBaselines baselines(stored.baselines, places[i],
                                           changed.baselines);
          subjects[i] = SubjectsOf(**finding, teaching, given, origins_,
                                   model_.decay, baselines);
          auto& all = of_principal[&baselines.own()];
          all.insert(all.end(), subjects[i].begin(), subjects[i].end());
        }
        for (const auto& [own, all] : of_principal) {
          const absl::Status allowed = CheckVerdicts(*own, all, given);
          if (!allowed.ok()) {
            return absl::ResourceExhaustedError(allowed.message());
          }
        }
        for (size_t i = 0; i < looked.size(); ++i) {
          Finding& finding = *found[i];
          // Each has a moment of its own, by which ReopenFinding knows it.
          Request own = request;
          own.time_micros += static_cast<int64_t>(i);
          if (teaches) {
            TouchedBaselines baselines(stored.baselines, places[i],
                                       changed.baselines);
            JudgeAll(subjects[i],
                     {.verdict = given, .said_micros = own.time_micros},
                     baselines);
            if (given == farcall::Verdict::kBenign) {
              ForgetEvidence(finding.origin, "", baselines);
            }
            std::string reason(CloseReasonName(verdict.reason));
            if (!verdict.note.empty()) reason += ": " + verdict.note;
            changed.feedback.push_back(
                EntryOf(finding, ActionOf(given), std::move(reason), own));
          }
          closing.at_micros = own.time_micros;
          farcall::Close(closing, finding);
          WriteTriaged(finding.id, findings);
          if (!verdict.note.empty()) {
            findings.AddNote(finding.id, NoteOf(verdict.note, request));
          }
        }
        return absl::OkStatus();
      });
}

absl::StatusOr<bool> FindingTriage::Reopen(std::string_view tenant,
                                           const Looked& looked,
                                           std::string_view note,
                                           const Request& request) const {
  const auto known = findings_.FindFinding(tenant, looked.id);
  if (!known.ok()) return known.status();
  if (!known->has_value()) return NoFinding(looked.id, tenant);
  Entities entities;
  const std::vector<size_t> places = entities.Add(tenant, **known);
  return UpdateOnce(
      histograms_, tenant, entities.all(), request,
      [&](HistogramStore::Stored stored, FindingTable& findings,
          HistogramStore::Changed& changed) -> absl::Status {
        const auto looked_at = FindLooked(looked, tenant, findings);
        if (!looked_at.ok()) return looked_at.status();
        Finding& finding = **looked_at;
        absl::Status allowed = CheckState(CanReopen(finding.state), finding,
                                          "reopen", "BENIGN or MALICIOUS");
        if (allowed.ok()) allowed = CheckNotes(finding);
        if (!allowed.ok()) return allowed;
        TouchedBaselines baselines(stored.baselines, places, changed.baselines);
        if (TakeBackVerdicts(finding.close_micros, baselines) > 0) {
          changed.feedback.push_back(EntryOf(finding, FeedbackAction::kClear,
                                             std::string(note), request));
        }
        farcall::Reopen(finding);
        WriteTriaged(finding.id, findings);
        findings.AddNote(finding.id, NoteOf(note, request));
        return absl::OkStatus();
      });
}

absl::StatusOr<bool> FindingTriage::AddNote(std::string_view tenant,
                                            const FindingId& id,
                                            std::string_view text,
                                            const Request& request) const {
  return UpdateOnce(histograms_, tenant, {}, request,
                    [&](HistogramStore::Stored, FindingTable& findings,
                        HistogramStore::Changed&) -> absl::Status {
                      const Finding* finding = findings.Find(id);
                      if (finding == nullptr) return NoFinding(id, tenant);
                      absl::Status allowed = CheckNotes(*finding);
                      if (!allowed.ok()) return allowed;
                      WriteTriaged(id, findings);
                      findings.AddNote(id, NoteOf(text, request));
                      return absl::OkStatus();
                    });
}

}  // namespace farcall
