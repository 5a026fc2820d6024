// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_histogram_store.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/hash/hash.h"
#include "storage/codec/feedback_codec.h"
#include "storage/codec/key_codec.h"
#include "storage/finding_group.h"
#include "storage/timed.h"

namespace farcall {
namespace {

absl::StatusOr<std::vector<std::string>> EncodeKeys(
    std::span<const EntityKey> entities) {
  std::vector<std::string> encoded;
  encoded.reserve(entities.size());
  for (const EntityKey& entity : entities) {
    absl::StatusOr<std::string> bytes = EncodeEntityKey(entity);
    if (!bytes.ok()) return bytes.status();
    encoded.push_back(*std::move(bytes));
  }
  return encoded;
}

std::string EventKey(std::string_view tenant, std::string_view event_id) {
  std::string key(tenant);
  key.push_back('\0');
  key.append(event_id);
  return key;
}

// The key of an entry that may be kept.
absl::StatusOr<std::string> KeyOf(std::string_view tenant,
                                  const FeedbackEntry& entry) {
  const auto value = EncodeFeedback(entry);
  if (!value.ok()) return value.status();
  const uint64_t digest = absl::HashOf(entry.feedback_id);
  return EncodeFeedbackKey(
      tenant, entry.time_micros,
      {static_cast<uint32_t>(digest >> 32), static_cast<uint32_t>(digest)});
}

constexpr auto kHighestId = [] {
  std::array<uint8_t, FindingId::kBytes> bytes{};
  bytes.fill(0xff);
  return bytes;
}();

std::vector<Baseline*> PointersTo(std::vector<Baseline>& baselines) {
  std::vector<Baseline*> pointers;
  pointers.reserve(baselines.size());
  for (Baseline& baseline : baselines) pointers.push_back(&baseline);
  return pointers;
}

}  // namespace

absl::StatusOr<HistogramStore::Ticket> MemoryHistogramStore::Apply(
    const Query& query, absl::FunctionRef<Changed(Stored)> change) {
  const absl::StatusOr<std::vector<std::string>> keys =
      EncodeKeys(query.entities);
  if (!keys.ok()) return keys.status();
  static const EventHasher kHasher(EventHasher::Key{});
  std::unique_lock lock(mutex_);
  Found found = Find(*keys, query);
  FindingGroup findings(query.tenant, findings_, kHasher);
  findings.Begin(*keys);
  Changed changed =
      change({PointersTo(found.baselines), found.first_outcomes, &findings});
  std::vector<std::string> said;  // keys of the feedback
  for (const FeedbackEntry& entry : changed.feedback) {
    auto key = KeyOf(query.tenant, entry);
    if (!key.ok()) return key.status();
    said.push_back(*std::move(key));
  }
  for (size_t i = 0; i < changed.baselines.size(); ++i) {
    if (!changed.baselines[i]) continue;
    if (found.baselines[i].empty()) {
      baselines_.erase((*keys)[i]);
    } else {
      baselines_[(*keys)[i]] = std::move(found.baselines[i]);
    }
  }
  for (const auto& [index, outcome] : changed.seen) {
    Record(EventKey(query.tenant, query.event_ids[index]), outcome);
  }
  for (size_t i = 0; i < said.size(); ++i) {
    Record(query.tenant, std::move(said[i]), std::move(changed.feedback[i]));
  }
  std::vector<FindingWrite> writes = findings.Take(UnixMicros());
  const bool tells = !writes.empty() && on_finding_log_;
  WriteFindings(std::move(writes));
  if (findings.trim_log_to() > 0) {
    TrimFindingLog(std::string(query.tenant), findings.trim_log_to());
  }
  lock.unlock();
  if (tells) on_finding_log_();
  return Ticket{0};
}

absl::Status MemoryHistogramStore::Read(
    const Query& query, absl::FunctionRef<void(Stored)> read) const {
  const absl::StatusOr<std::vector<std::string>> keys =
      EncodeKeys(query.entities);
  if (!keys.ok()) return keys.status();
  std::unique_lock lock(mutex_);
  Found found = Find(*keys, query);
  lock.unlock();
  read({PointersTo(found.baselines), found.first_outcomes});
  return absl::OkStatus();
}

absl::StatusOr<HistogramStore::Page> MemoryHistogramStore::List(
    std::string_view tenant, EntityKind kind, std::string_view name_prefix,
    std::string_view after, size_t limit) const {
  const auto prefix = EncodeNamePrefix(tenant, kind, name_prefix);
  if (!prefix.ok()) return prefix.status();
  const auto after_key =
      EncodeEntityKey({std::string(tenant), kind, std::string(after)});
  if (!after_key.ok()) return after_key.status();

  const std::lock_guard lock(mutex_);
  Page page;
  auto it = baselines_.lower_bound(
      after.empty() ? *prefix : std::max(*prefix, AfterPrefix(*after_key)));
  for (; it != baselines_.end() && it->first.starts_with(*prefix); ++it) {
    absl::StatusOr<EntityKey> entity = DecodeEntityKey(it->first);
    if (!entity.ok()) return entity.status();
    page.more = page.entities.size() == limit;
    if (page.more) break;
    page.entities.push_back(*std::move(entity));
  }
  return page;
}

absl::StatusOr<HistogramStore::FeedbackPage> MemoryHistogramStore::ListFeedback(
    std::string_view tenant, std::string_view principal, std::string_view next,
    size_t limit) const {
  const std::string prefix = FeedbackPrefix(tenant);
  const auto start = FeedbackStart(tenant, next);
  if (!start.ok()) return start.status();

  const std::lock_guard lock(mutex_);
  FeedbackPage page;
  for (auto it = feedback_.upper_bound(*start); it != feedback_.begin();) {
    --it;
    if (!it->first.starts_with(prefix)) break;
    if (!principal.empty() && it->second.principal != principal) continue;
    if (page.entries.size() == limit) {
      page.next = FeedbackPosition(it->first);
      break;
    }
    page.entries.push_back(it->second);
  }
  return page;
}

absl::StatusOr<int64_t> MemoryHistogramStore::Delete(const EntityKey& entity) {
  const absl::StatusOr<std::string> key = EncodeEntityKey(entity);
  if (!key.ok()) return key.status();
  const std::lock_guard lock(mutex_);
  if (entity.kind == EntityKind::kPrincipal) {
    std::erase_if(feedback_, [&](const auto& said) {
      return said.first.starts_with(FeedbackPrefix(entity.tenant)) &&
             said.second.principal == entity.name;
    });
    RemoveFindings(entity.tenant, entity.name);
  }
  const auto it = baselines_.find(*key);
  if (it == baselines_.end()) return 0;
  const auto histograms = static_cast<int64_t>(it->second.CountParts());
  baselines_.erase(it);
  return histograms;
}

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

void MemoryHistogramStore::TrimFindingLog(const std::string& tenant,
                                          uint64_t to) {
  std::erase_if(finding_log_, [&](const auto& logged) {
    return logged.first.tenant == tenant && logged.first.position <= to;
  });
  finding_log_trims_[tenant] = to;
}

void MemoryHistogramStore::RemoveFindings(const std::string& tenant,
                                          std::string_view owner) {
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

uint64_t MemoryHistogramStore::FindingLogEnd() const {
  const std::lock_guard lock(mutex_);
  return finding_position_;
}

MemoryHistogramStore::Found MemoryHistogramStore::Find(
    const std::vector<std::string>& keys, const Query& query) const {
  Found found;
  found.baselines.resize(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto it = baselines_.find(keys[i]);
    if (it != baselines_.end()) found.baselines[i] = it->second;
  }
  found.first_outcomes.resize(query.event_ids.size());
  for (size_t i = 0; i < query.event_ids.size(); ++i) {
    const auto it = seen_.find(EventKey(query.tenant, query.event_ids[i]));
    if (it != seen_.end()) found.first_outcomes[i] = it->second;
  }
  return found;
}

void MemoryHistogramStore::Record(std::string event,
                                  const FirstOutcome& outcome) {
  if (!seen_.try_emplace(event, outcome).second) return;
  seen_by_age_.push_back(std::move(event));
  if (seen_by_age_.size() > seen_events_max_) {
    seen_.erase(seen_by_age_.front());
    seen_by_age_.pop_front();
  }
}

void MemoryHistogramStore::Record(std::string_view tenant, std::string key,
                                  FeedbackEntry entry) {
  const std::string prefix = FeedbackPrefix(tenant);
  feedback_.insert_or_assign(std::move(key), std::move(entry));
  const auto first = feedback_.lower_bound(prefix);
  const auto end = feedback_.lower_bound(AfterPrefix(prefix));
  if (static_cast<size_t>(std::distance(first, end)) > feedback_entries_max_) {
    feedback_.erase(first);
  }
}

}  // namespace farcall
