// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_triage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "scoring/batch/finding_teaching.h"
#include "scoring/batch/update_once.h"
#include "scoring/batch/verdicts.h"
#include "scoring/event/feedback_entry.h"
#include "scoring/findings/triage.h"

namespace farcall {
namespace {

using FindingTable = HistogramStore::FindingTable;

// No event id holds a control character.
constexpr std::string_view kIdPrefix = "triage\x1f";

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
  findings.Write(id, SetOf(FindingChange::kTriaged));
}

FindingNote NoteOf(std::string_view text,
                   const FindingTriage::Request& request) {
  return {.time_micros = request.time_micros,
          .actor = request.actor,
          .identity = request.identity,
          .text = std::string(text)};
}

std::string IdOf(const FindingTriage::Request& request) {
  return std::string(kIdPrefix) + request.id;
}

// The note is with the finding alone: it is sealed there, and goes with it.
FeedbackEntry EntryOf(const Finding& finding, FeedbackAction action,
                      std::string_view reason,
                      const FindingTriage::Request& request) {
  return {.time_micros = request.time_micros,
          .action = action,
          .principal = finding.principal,
          .origin = finding.origin,
          .actor = request.actor,
          .reason = std::string(reason),
          .feedback_id = "finding:" + finding.id.text() + ":" + request.id,
          .identity = request.identity};
}

// Findings that are closed together: all are looked at before one changes.
class ClosedTogether {
 public:
  ClosedTogether(std::string_view tenant, const FindingTriage::Verdict& verdict,
                 const FindingTriage::Request& request,
                 const OriginResolver& origins, const Decay& decay)
      : tenant_(tenant),
        verdict_(verdict),
        request_(request),
        origins_(origins),
        decay_(decay),
        given_(VerdictOf(verdict.state)),
        closing_{.verdict = verdict.state,
                 .reason = verdict.reason,
                 .teaching = TeachingOf(verdict.teaching, verdict.state,
                                        verdict.reason),
                 .identity = request.identity} {}

  // Before the update: whose baselines the verdict is to change.
  absl::Status Plan(std::span<const FindingTriage::Looked> looked,
                    const FindingStore& findings) {
    for (const FindingTriage::Looked& one : looked) {
      Part& part = parts_.emplace_back(Part{.looked = one});
      if (!teaches()) continue;
      const auto finding = findings.FindFinding(tenant_, one.id);
      if (!finding.ok()) return finding.status();
      if (!finding->has_value()) return NoFinding(one.id, tenant_);
      part.places = entities_.AddTouchedBy(tenant_, **finding);
    }
    return absl::OkStatus();
  }
  const std::vector<EntityKey>& entities() const { return entities_.all(); }

  // OK if all can be closed, and taught. Changes nothing.
  absl::Status Check(HistogramStore::Stored stored,
                     HistogramStore::Changed& changed) {
    // By principal: the limit is on all of its verdicts.
    std::map<const Baseline*, std::vector<Subject>> of_principal;
    for (Part& part : parts_) {
      absl::Status allowed = CheckFinding(part, *stored.findings);
      if (!allowed.ok()) return allowed;
      if (!teaches()) continue;
      const TouchedBaselines baselines(stored.baselines, part.places,
                                       changed.baselines);
      part.subjects = SubjectsOf(*part.finding, closing_.teaching, given_,
                                 origins_, decay_, baselines);
      auto& all = of_principal[&baselines.own()];
      all.insert(all.end(), part.subjects.begin(), part.subjects.end());
    }
    for (const auto& [own, subjects] : of_principal) {
      const absl::Status allowed = CheckVerdicts(*own, subjects, given_);
      if (!allowed.ok()) return absl::ResourceExhaustedError(allowed.message());
    }
    return absl::OkStatus();
  }

  // After Check() was OK.
  void Apply(HistogramStore::Stored stored, HistogramStore::Changed& changed) {
    FindingTable& findings = *stored.findings;
    // Each has a moment of its own, by which reopening knows its verdicts.
    closing_.at_micros = request_.time_micros;
    for (const Part& part : parts_) {
      Finding& finding = *part.finding;
      if (teaches()) Teach(part, stored, changed);
      Close(closing_, finding);
      WriteTriaged(finding.id, findings);
      if (given_ == Verdict::kMalicious && finding.exemption.has_value()) {
        findings.RevokeExemption(*finding.exemption, Revocation::kMalicious,
                                 request_.identity, request_.time_micros);
      }
      if (!verdict_.note.empty()) {
        findings.AddNote(finding.id, NoteOf(verdict_.note, request_));
      }
      ++closing_.at_micros;
    }
  }

 private:
  struct Part {
    FindingTriage::Looked looked;
    std::vector<size_t> places{};  // of TouchedBy() among entities()
    Finding* finding = nullptr;
    std::vector<Subject> subjects{};
  };

  bool teaches() const { return closing_.teaching != Teaching::kNothing; }

  absl::Status CheckFinding(Part& part, FindingTable& findings) const {
    const auto finding = FindLooked(part.looked, tenant_, findings);
    if (!finding.ok()) return finding.status();
    part.finding = *finding;
    absl::Status allowed =
        CheckState(CanClose(part.finding->state), *part.finding, "close",
                   "OPEN, ACKNOWLEDGED or EXPIRED");
    if (!allowed.ok() || verdict_.note.empty()) return allowed;
    return CheckNotes(*part.finding);
  }

  void Teach(const Part& part, HistogramStore::Stored stored,
             HistogramStore::Changed& changed) const {
    TouchedBaselines baselines(stored.baselines, part.places,
                               changed.baselines);
    farcall::Teach(*part.finding, part.subjects,
                   {.verdict = given_, .said_micros = closing_.at_micros},
                   baselines);
    FeedbackEntry& entry = changed.feedback.emplace_back(
        EntryOf(*part.finding, ActionOf(given_),
                CloseReasonName(verdict_.reason), request_));
    entry.time_micros = closing_.at_micros;
  }

  const std::string_view tenant_;
  const FindingTriage::Verdict& verdict_;
  const FindingTriage::Request& request_;
  const OriginResolver& origins_;
  const Decay decay_;
  const Verdict given_;
  Closing closing_;
  EntitySet entities_;
  std::vector<Part> parts_;
};

}  // namespace

absl::StatusOr<bool> FindingTriage::Acknowledge(std::string_view tenant,
                                                const Looked& looked,
                                                std::string_view assignee,
                                                const Request& request) const {
  return UpdateOnce(
      histograms_, tenant, {}, IdOf(request),
      [&](HistogramStore::Stored stored,
          HistogramStore::Changed&) -> absl::Status {
        FindingTable& findings = *stored.findings;
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
  ClosedTogether closed(tenant, verdict, request, origins_, model_.decay);
  absl::Status planned = closed.Plan(looked, findings_);
  if (!planned.ok()) return planned;
  return UpdateOnce(
      histograms_, tenant, closed.entities(), IdOf(request),
      [&](HistogramStore::Stored stored, HistogramStore::Changed& changed) {
        absl::Status allowed = closed.Check(stored, changed);
        if (allowed.ok()) closed.Apply(stored, changed);
        return allowed;
      });
}

absl::StatusOr<bool> FindingTriage::Reopen(std::string_view tenant,
                                           const Looked& looked,
                                           std::string_view note,
                                           const Request& request) const {
  const auto known = findings_.FindFinding(tenant, looked.id);
  if (!known.ok()) return known.status();
  if (!known->has_value()) return NoFinding(looked.id, tenant);
  EntitySet entities;
  const std::vector<size_t> places = entities.AddTouchedBy(tenant, **known);
  return UpdateOnce(
      histograms_, tenant, entities.all(), IdOf(request),
      [&](HistogramStore::Stored stored,
          HistogramStore::Changed& changed) -> absl::Status {
        FindingTable& findings = *stored.findings;
        const auto looked_at = FindLooked(looked, tenant, findings);
        if (!looked_at.ok()) return looked_at.status();
        Finding& finding = **looked_at;
        absl::Status allowed = CheckState(CanReopen(finding.state), finding,
                                          "reopen", "BENIGN or MALICIOUS");
        if (allowed.ok()) allowed = CheckNotes(finding);
        if (!allowed.ok()) return allowed;
        TouchedBaselines baselines(stored.baselines, places, changed.baselines);
        if (TakeBackVerdicts(finding.close_micros, baselines) > 0) {
          changed.feedback.push_back(
              EntryOf(finding, FeedbackAction::kClear, "reopened", request));
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
  return UpdateOnce(histograms_, tenant, {}, IdOf(request),
                    [&](HistogramStore::Stored stored,
                        HistogramStore::Changed&) -> absl::Status {
                      FindingTable& findings = *stored.findings;
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
