// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/feedback.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "scoring/batch/feedback_audit.h"
#include "scoring/batch/update_once.h"
#include "scoring/batch/verdicts.h"
#include "scoring/counts/histogram_edit.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/findings/finding_upkeep.h"
#include "scoring/findings/triage.h"
#include "scoring/records/attribute.h"

namespace farcall {
namespace {

using FindingTable = HistogramStore::FindingTable;

// No event id holds a control character.
constexpr std::string_view kIdPrefix = "feedback\x1f";

FeedbackEntry EntryOf(const Statement& statement, FeedbackAction action,
                      std::string principal) {
  return {.time_micros = statement.time_micros,
          .action = action,
          .principal = std::move(principal),
          .actor = statement.actor,
          .reason = statement.reason,
          .feedback_id = statement.id,
          .identity = statement.identity,
          .until_seconds = statement.until_seconds};
}

Judgement JudgementOf(Verdict verdict, const Statement& statement) {
  if (verdict == Verdict::kNone) return {};
  return {.verdict = verdict,
          .until_seconds = statement.until_seconds,
          .said_micros = statement.time_micros};
}

uint64_t ForgetHours(TouchedBaselines& baselines, int64_t from_seconds,
                     int64_t to_seconds) {
  uint64_t observations = 0;
  for (const Attribute attribute : OwnAttributes()) {
    for (const ForgottenValue& forgotten :
         ForgetHours(from_seconds, to_seconds, baselines.Change(attribute))) {
      observations += forgotten.observations;
      if (IsPlace(attribute) && forgotten.verdict != Verdict::kMalicious) {
        baselines.Unlearn(attribute, forgotten.value, forgotten.given);
      }
    }
  }
  Baseline& own = baselines.Change();
  own.memory.ForgetSeenWithin(from_seconds, to_seconds);
  own.failures.Change().ForgetSeenWithin(from_seconds, to_seconds);
  own.answers.ForgetUnseen(own.Of(Attribute::kNetwork));
  return observations;
}

// A verdict is one truth: it closes the undecided findings of the principal's
// latest episodes at that origin.
void CloseFindings(const FeedbackEntry& entry, Teaching taught,
                   const Baseline& own, FindingTable* findings) {
  if (findings == nullptr || entry.action == FeedbackAction::kClear) return;
  const Closing closing = {.verdict = entry.action == FeedbackAction::kBenign
                                          ? FindingState::kBenign
                                          : FindingState::kMalicious,
                           .reason = CloseReason::kOther,
                           .teaching = taught,
                           .identity = entry.identity,
                           .at_micros = entry.time_micros};
  for (const Episode& episode : own.episodes.Get().episodes()) {
    Finding* finding = findings->Find(episode.id);
    if (finding == nullptr || finding->origin != entry.origin ||
        !IsUndecided(finding->state)) {
      continue;
    }
    Close(closing, *finding);
    findings->Write(episode.id, SetOf(FindingChange::kTriaged));
  }
}

// Applies `change` and keeps `entry`, unless its id is known, or nothing of the
// principal; a `change` that fails must have changed nothing.
absl::Status UpdateWithEntry(
    HistogramStore& store, std::string_view tenant,
    std::span<const EntityKey> touched, const FeedbackEntry& entry,
    bool& duplicate,
    absl::FunctionRef<absl::Status(TouchedBaselines&, FindingTable*)> change) {
  const auto is_new = UpdateOnce(
      store, tenant, touched, std::string(kIdPrefix) + entry.feedback_id,
      [&](HistogramStore::Stored stored, HistogramStore::Changed& changed) {
        constexpr size_t kPlaces[] = {0, 1, 2};
        TouchedBaselines baselines(stored.baselines,
                                   std::span(kPlaces).first(touched.size()),
                                   changed.baselines);
        if (baselines.own().empty()) {
          return absl::NotFoundError("nothing is known of this principal");
        }
        changed.feedback.push_back(entry);
        return change(baselines, stored.findings);
      });
  if (!is_new.ok()) return is_new.status();
  duplicate = !*is_new;
  return duplicate ? CheckIsRepeated(store, tenant, entry) : absl::OkStatus();
}

int64_t FloorToHour(int64_t seconds) {
  return seconds - seconds % kSlotSeconds;
}

int64_t CeilToHour(int64_t seconds) {
  return FloorToHour(seconds + kSlotSeconds - 1);
}

}  // namespace

absl::StatusOr<Judged> Feedback::JudgePlace(std::string_view tenant,
                                            const PrincipalPlace& place,
                                            Verdict verdict,
                                            const Statement& statement) const {
  const std::vector<EntityKey> touched = TouchedBy(
      tenant, place.principal, PrincipalKindOf(place.principal), place.account);
  FeedbackEntry entry = EntryOf(statement, ActionOf(verdict), place.principal);
  entry.origin = place.origin;
  entry.content_digest = ContentDigest(place);
  Judged judged{.principal = place.principal, .origin = place.origin};
  absl::Status status = UpdateWithEntry(
      store_, tenant, touched, entry, judged.duplicate,
      [&](TouchedBaselines& baselines, FindingTable* findings) {
        const Subject subjects[] = {{Attribute::kCountry, place.origin}};
        absl::Status checked =
            CheckVerdicts(baselines.own(), subjects, verdict);
        if (!checked.ok()) return checked;
        JudgeAll(subjects, JudgementOf(verdict, statement), baselines);
        if (verdict == Verdict::kBenign) {
          ForgetEvidence(place.origin, "", baselines);
        }
        judged.values = 1;
        CloseFindings(entry, Teaching::kPlace, baselines.own(), findings);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return judged;
}

absl::StatusOr<Judged> Feedback::JudgeEvent(std::string_view tenant,
                                            const Event& event, Verdict verdict,
                                            const Statement& statement) const {
  Origin origin;
  origins_.Resolve({&event, 1}, {&origin, 1});
  const std::vector<EntityKey> touched =
      TouchedBy(tenant, event.principal, event.principal_kind, event.account);
  FeedbackEntry entry = EntryOf(statement, ActionOf(verdict), event.principal);
  entry.origin = origin.value;
  entry.content_digest = ContentDigest(event);
  Judged judged{.principal = event.principal, .origin = origin.value};
  absl::Status status = UpdateWithEntry(
      store_, tenant, touched, entry, judged.duplicate,
      [&](TouchedBaselines& baselines, FindingTable* findings) {
        const std::vector<Subject> subjects =
            SubjectsOf(baselines, event, origin, verdict, model_.decay);
        absl::Status checked =
            CheckVerdicts(baselines.own(), subjects, verdict);
        if (!checked.ok()) return checked;
        JudgeAll(subjects, JudgementOf(verdict, statement), baselines);
        if (verdict == Verdict::kBenign) {
          Texts texts;
          ForgetEvidence(origin.value,
                         ValueOf(Attribute::kNetwork, event, origin, texts),
                         baselines);
        }
        judged.values = subjects.size();
        CloseFindings(entry, Teaching::kEvents, baselines.own(), findings);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return judged;
}

absl::StatusOr<ForgottenHours> Feedback::ForgetRange(
    std::string_view tenant, const std::string& principal, int64_t from_seconds,
    int64_t to_seconds, const Statement& statement) const {
  const std::vector<EntityKey> touched =
      TouchedBy(tenant, principal, PrincipalKindOf(principal), "");
  FeedbackEntry entry = EntryOf(statement, FeedbackAction::kForget, principal);
  entry.from_seconds = FloorToHour(from_seconds);
  entry.to_seconds = CeilToHour(to_seconds);
  ForgottenHours forgotten;
  absl::Status status =
      UpdateWithEntry(store_, tenant, touched, entry, forgotten.duplicate,
                      [&](TouchedBaselines& baselines, FindingTable*) {
                        forgotten.observations = ForgetHours(
                            baselines, entry.from_seconds, entry.to_seconds);
                        return absl::OkStatus();
                      });
  if (!status.ok()) return status;
  return forgotten;
}

}  // namespace farcall
