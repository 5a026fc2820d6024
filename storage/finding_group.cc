// SPDX-License-Identifier: Apache-2.0
#include "storage/finding_group.h"

#include <algorithm>
#include <utility>

#include "storage/codec/key_codec.h"

namespace farcall {

FindingId FindingGroup::IdOf(std::string_view principal,
                             std::string_view origin,
                             std::string_view event_id) const {
  return hasher_.IdOfFinding(tenant_, principal, origin, event_id);
}

Finding* FindingGroup::Find(const FindingId& id) {
  const auto [known, is_new] = by_id_.try_emplace(id, nullptr);
  if (is_new) {
    Held& held = held_.emplace_back();
    known->second = &held;
    auto loaded = records_.Load(tenant_, id);
    if (!loaded.ok()) {
      ++unreadable_;
    } else if (loaded->has_value()) {
      held.stored = **std::move(loaded);
      held.state_before = held.stored.finding.state;
      held.exists = true;
    }
  }
  return known->second->exists ? &known->second->stored.finding : nullptr;
}

Finding& FindingGroup::Add(const FindingId& id, size_t entity) {
  Held& held = *by_id_.at(id);
  held.exists = true;
  held.stored = {};
  held.changes = 0;
  held.notes.clear();
  held.stored.owner = NameInEntityKey(tenant_, keys_[entity]);
  held.stored.finding.id = id;
  return held.stored.finding;
}

void FindingGroup::Write(const FindingId& id, FindingChanges changes) {
  MarkChanged(*by_id_.at(id), changes);
}

// The next update sees that the finding is another one than it was.
void FindingGroup::MarkChanged(Held& held, FindingChanges changes) {
  held.changes |= changes;
  if (held.changed_by == update_) return;
  held.changed_by = update_;
  ++held.stored.finding.revision;
}

void FindingGroup::AddNote(const FindingId& id, FindingNote note) {
  Held& held = *by_id_.at(id);
  MarkChanged(held, SetOf(FindingChange::kTriaged));
  held.notes.push_back(std::move(note));
  ++held.stored.finding.notes;
}

void FindingGroup::Remove(const FindingId& id) {
  Held& held = *by_id_.at(id);
  held.exists = false;
  held.drops_notes = true;
  held.changes = SetOf(FindingChange::kRemoved);
}

void FindingGroup::LoadExemptions() {
  if (!exemptions_.Load(tenant_, records_).ok()) ++unreadable_;
}

std::span<const Exemption> FindingGroup::exemptions() {
  LoadExemptions();
  return exemptions_.all();
}

// No finding is one of nobody.
ExemptionId FindingGroup::IdOfExemption(std::string_view request_id) const {
  return hasher_.IdOfFinding(tenant_, "", "exemption", request_id);
}

void FindingGroup::AddExemption(Exemption exemption) {
  LoadExemptions();
  std::vector<std::string> owners;
  size_t entity = 0;
  for (const std::string& principal : exemption.principals) {
    owners.emplace_back(IsBeginning(principal)
                            ? std::string_view()
                            : NameInEntityKey(tenant_, keys_[entity++]));
  }
  exemptions_.Add(std::move(exemption), std::move(owners));
}

void FindingGroup::RevokeExemption(const ExemptionId& id, Revocation why,
                                   std::string_view identity,
                                   int64_t now_micros) {
  LoadExemptions();
  exemptions_.Revoke(id, why, identity, now_micros);
}

void FindingGroup::RemoveExemption(const ExemptionId& id) {
  LoadExemptions();
  exemptions_.Remove(id);
}

bool FindingGroup::empty() const {
  return trim_log_to_ == 0 && !exemptions_.has_changes() &&
         std::ranges::all_of(
             held_, [](const Held& held) { return held.changes == 0; });
}

std::vector<FindingWrite> FindingGroup::Take(int64_t now_micros) {
  std::vector<FindingWrite> writes;
  for (Held& held : held_) {
    if (held.changes == 0) continue;
    FindingChanges changes = held.changes;
    // Calls of the group that opened it are what it was opened with.
    if (Has(changes, FindingChange::kOpened)) {
      changes = SetOf(FindingChange::kOpened);
    }
    Finding& finding = held.stored.finding;
    finding.update_micros = now_micros;
    if (finding.create_micros == 0) finding.create_micros = now_micros;
    writes.push_back({.tenant = tenant_,
                      .stored = std::move(held.stored),
                      .changes = changes,
                      .notes = std::move(held.notes),
                      .drops_notes = held.drops_notes,
                      .state_before = held.state_before});
  }
  held_.clear();
  by_id_.clear();
  return writes;
}

}  // namespace farcall
