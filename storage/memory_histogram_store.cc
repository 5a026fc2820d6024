// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_histogram_store.h"

#include <algorithm>
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
  ExemptionTable exemptions;
  FindingGroup findings(query.tenant, findings_, exemptions, kHasher);
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
  WriteExemptions(findings.TakeExemptions());
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
