// SPDX-License-Identifier: Apache-2.0

// The findings of a MemoryHistogramStore.

#include <algorithm>
#include <set>
#include <utility>

#include "storage/memory_histogram_store.h"
#include "storage/timed.h"

namespace farcall {
namespace {

constexpr auto kHighestId = [] {
  std::array<uint8_t, FindingId::kBytes> bytes{};
  bytes.fill(0xff);
  return bytes;
}();

}  // namespace

absl::StatusOr<std::optional<StoredFinding>>
MemoryHistogramStore::Findings::Load(std::string_view tenant,
                                     const FindingId& id) const {
  const auto found = by_id.find({std::string(tenant), id});
  if (found == by_id.end()) return std::optional<StoredFinding>();
  return std::optional(found->second);
}

void MemoryHistogramStore::WriteFindings(std::vector<FindingWrite> writes) {
  if (writes.empty()) return;
  ++finding_position_;
  for (FindingWrite& write : writes) {
    StoredFinding& stored = write.stored;
    const FindingId id = stored.finding.id;
    if (stored.grew_position != 0) {
      write.changes |= SetOf(FindingChange::kGrew);
      finding_log_.erase({write.tenant, stored.grew_position, id});
    }
    if (write.drops_notes) finding_notes_.erase({write.tenant, id});
    const bool only_grew = write.changes == SetOf(FindingChange::kGrew);
    stored.grew_position = only_grew ? finding_position_ : 0;
    finding_log_[{write.tenant, finding_position_, id}] = {
        .entry = {.position = finding_position_,
                  .id = id,
                  .changes = write.changes,
                  .revision = stored.finding.revision},
        .at_micros = stored.finding.update_micros};
    if (Has(write.changes, FindingChange::kRemoved)) {
      findings_.by_id.erase({write.tenant, id});
    } else {
      auto& notes = finding_notes_[{write.tenant, id}];
      std::ranges::move(write.notes, std::back_inserter(notes));
      findings_.by_id[{write.tenant, id}] = std::move(stored);
    }
  }
}

absl::StatusOr<std::vector<StoredExemption>>
MemoryHistogramStore::Findings::LoadExemptions(std::string_view tenant) const {
  std::vector<StoredExemption> loaded;
  for (const auto& [key, stored] : exemptions) {
    if (key.first == tenant) loaded.push_back(stored);
  }
  return loaded;
}

void MemoryHistogramStore::WriteExemptions(std::vector<ExemptionWrite> writes) {
  for (ExemptionWrite& write : writes) {
    const auto key = std::pair(write.tenant, write.id);
    if (write.stored.has_value()) {
      findings_.exemptions[key] = *std::move(write.stored);
    } else {
      findings_.exemptions.erase(key);
    }
  }
}

absl::StatusOr<std::vector<Exemption>> MemoryHistogramStore::ListExemptions(
    std::string_view tenant) const {
  const std::lock_guard lock(mutex_);
  std::vector<Exemption> listed;
  for (const auto& [key, stored] : findings_.exemptions) {
    if (key.first == tenant) listed.push_back(stored.exemption);
  }
  return listed;
}

void MemoryHistogramStore::TrimFindingLog(const std::string& tenant,
                                          uint64_t to) {
  std::erase_if(finding_log_, [&](const auto& logged) {
    return logged.first.tenant == tenant && logged.first.position <= to;
  });
  finding_log_trims_[tenant] = to;
}

void MemoryHistogramStore::RemoveFindings(const std::string& tenant,
                                          std::string_view owner) {
  for (auto& [key, stored] : findings_.exemptions) {
    if (key.first == tenant) EraseOwner(owner, UnixMicros(), stored);
  }
  std::vector<FindingId> removed;
  std::erase_if(findings_.by_id, [&](const auto& finding) {
    if (finding.first.first != tenant || finding.second.owner != owner) {
      return false;
    }
    removed.push_back(finding.first.second);
    finding_notes_.erase(finding.first);
    return true;
  });
  if (removed.empty()) return;
  std::erase_if(finding_log_, [&](const auto& entry) {
    return entry.first.tenant == tenant &&
           std::ranges::find(removed, entry.first.id) != removed.end();
  });
  ++finding_position_;
  for (const FindingId& id : removed) {
    finding_log_[{tenant, finding_position_, id}] = {
        .entry = {.position = finding_position_,
                  .id = id,
                  .changes = SetOf(FindingChange::kRemoved)},
        .at_micros = UnixMicros()};
  }
}

absl::StatusOr<std::vector<Finding>> MemoryHistogramStore::ListFindings(
    std::string_view tenant, std::span<const FindingState> states) const {
  const std::lock_guard lock(mutex_);
  std::vector<Finding> listed;
  for (const auto& [key, stored] : findings_.by_id) {
    if (key.first == tenant &&
        std::ranges::find(states, stored.finding.state) != states.end()) {
      listed.push_back(stored.finding);
    }
  }
  return listed;
}

absl::StatusOr<std::optional<Finding>> MemoryHistogramStore::FindFinding(
    std::string_view tenant, const FindingId& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = findings_.by_id.find({std::string(tenant), id});
  if (found == findings_.by_id.end()) return std::optional<Finding>();
  return std::optional(found->second.finding);
}

absl::StatusOr<std::vector<FindingNote>> MemoryHistogramStore::ListNotes(
    std::string_view tenant, const FindingId& id) const {
  const std::lock_guard lock(mutex_);
  const auto found = finding_notes_.find({std::string(tenant), id});
  if (found == finding_notes_.end()) return std::vector<FindingNote>();
  return found->second;
}

absl::StatusOr<FindingStore::LogPage> MemoryHistogramStore::ReadFindingLog(
    std::string_view tenant, uint64_t after, size_t limit) const {
  const std::lock_guard lock(mutex_);
  LogPage page{.end = std::max(after, finding_position_)};
  const auto trim = finding_log_trims_.find(std::string(tenant));
  if (trim != finding_log_trims_.end()) page.trimmed_to = trim->second;
  auto it = finding_log_.upper_bound(
      {std::string(tenant), after, FindingId{.bytes = kHighestId}});
  for (; it != finding_log_.end() && it->first.tenant == tenant; ++it) {
    if (page.entries.size() >= limit &&
        page.entries.back().position != it->first.position) {
      page.end = page.entries.back().position;
      break;
    }
    page.entries.push_back(it->second.entry);
  }
  return page;
}

absl::StatusOr<std::vector<std::string>> MemoryHistogramStore::FindingTenants()
    const {
  const std::lock_guard lock(mutex_);
  std::set<std::string> tenants;
  for (const auto& [key, stored] : findings_.by_id) tenants.insert(key.first);
  for (const auto& [key, stored] : findings_.exemptions) {
    tenants.insert(key.first);
  }
  return std::vector<std::string>(tenants.begin(), tenants.end());
}

absl::StatusOr<std::vector<FindingOutline>>
MemoryHistogramStore::OutlineFindings(std::string_view tenant) const {
  const std::lock_guard lock(mutex_);
  std::vector<FindingOutline> outlines;
  for (const auto& [key, stored] : findings_.by_id) {
    if (key.first == tenant) outlines.push_back(OutlineOf(stored.finding));
  }
  return outlines;
}

absl::StatusOr<uint64_t> MemoryHistogramStore::FindingLogBeyond(
    std::string_view tenant, const LogBounds& bounds) const {
  const std::lock_guard lock(mutex_);
  std::vector<const Logged*> log;
  for (const auto& [key, logged] : finding_log_) {
    if (key.tenant == tenant) log.push_back(&logged);
  }
  uint64_t beyond = 0;
  for (size_t i = 0; i < log.size(); ++i) {
    if (log.size() - i <= bounds.entries_max &&
        log[i]->at_micros >= bounds.from_micros) {
      break;
    }
    beyond = log[i]->entry.position;
  }
  return beyond;
}

absl::StatusOr<FindingStore::LogEnd> MemoryHistogramStore::FindingLogEnd(
    std::string_view /*tenant*/) const {
  const std::lock_guard lock(mutex_);
  return LogEnd{.incarnation = std::string(16, 'm'),
                .position = finding_position_};
}

}  // namespace farcall
