// SPDX-License-Identifier: Apache-2.0
#include "storage/memory_histogram_store.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "storage/feedback_codec.h"
#include "storage/key_codec.h"

namespace farcall {
namespace {

absl::StatusOr<std::vector<std::string>> EncodeKeys(
    std::span<const HistogramKey> keys) {
  std::vector<std::string> encoded;
  encoded.reserve(keys.size());
  for (const HistogramKey& key : keys) {
    absl::StatusOr<std::string> bytes = EncodeHistogramKey(key);
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

}  // namespace

absl::Status MemoryHistogramStore::Update(
    const Query& query, absl::FunctionRef<Changed(Stored)> change) {
  const absl::StatusOr<std::vector<std::string>> keys = EncodeKeys(query.keys);
  if (!keys.ok()) return keys.status();
  const std::lock_guard lock(mutex_);
  Found found = Find(*keys, query);
  Changed changed = change({found.histograms, found.first_outcomes});
  std::optional<std::string> said;  // its key
  if (changed.feedback.has_value()) {
    auto key = KeyOf(query.tenant, *changed.feedback);
    if (!key.ok()) return key.status();
    said = *std::move(key);
  }
  for (size_t i = 0; i < changed.histograms.size(); ++i) {
    if (changed.histograms[i]) {
      histograms_[(*keys)[i]] = std::move(found.histograms[i]);
    }
  }
  for (const auto& [index, outcome] : changed.seen) {
    Record(EventKey(query.tenant, query.event_ids[index]), outcome);
  }
  if (said.has_value()) {
    Record(query.tenant, *std::move(said), *std::move(changed.feedback));
  }
  return absl::OkStatus();
}

absl::Status MemoryHistogramStore::Read(
    const Query& query, absl::FunctionRef<void(Stored)> read) const {
  const absl::StatusOr<std::vector<std::string>> keys = EncodeKeys(query.keys);
  if (!keys.ok()) return keys.status();
  std::unique_lock lock(mutex_);
  Found found = Find(*keys, query);
  lock.unlock();
  read({found.histograms, found.first_outcomes});
  return absl::OkStatus();
}

absl::StatusOr<HistogramStore::Page> MemoryHistogramStore::List(
    std::string_view tenant, EntityKind kind, std::string_view name_prefix,
    std::string_view after, size_t limit) const {
  const auto prefix = EncodeNamePrefix(tenant, kind, name_prefix);
  if (!prefix.ok()) return prefix.status();
  const auto after_key =
      EncodeEntityPrefix({std::string(tenant), kind, std::string(after)});
  if (!after_key.ok()) return after_key.status();

  const std::lock_guard lock(mutex_);
  Page page;
  auto it = histograms_.lower_bound(
      after.empty() ? *prefix : std::max(*prefix, AfterPrefix(*after_key)));
  while (it != histograms_.end() && it->first.starts_with(*prefix)) {
    absl::StatusOr<HistogramKey> key = DecodeHistogramKey(it->first);
    if (!key.ok()) return key.status();
    page.more = page.entities.size() == limit;
    if (page.more) break;
    page.entities.push_back(std::move(key->entity));
    it = histograms_.lower_bound(
        AfterPrefix(std::string(EntityPrefixOf(it->first))));
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
  const absl::StatusOr<std::string> prefix = EncodeEntityPrefix(entity);
  if (!prefix.ok()) return prefix.status();
  const std::lock_guard lock(mutex_);
  if (entity.kind == EntityKind::kPrincipal) {
    std::erase_if(feedback_, [&](const auto& said) {
      return said.first.starts_with(FeedbackPrefix(entity.tenant)) &&
             said.second.principal == entity.name;
    });
  }
  return static_cast<int64_t>(std::erase_if(
      histograms_,
      [&](const auto& entry) { return entry.first.starts_with(*prefix); }));
}

MemoryHistogramStore::Found MemoryHistogramStore::Find(
    const std::vector<std::string>& keys, const Query& query) const {
  Found found;
  found.histograms.resize(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto it = histograms_.find(keys[i]);
    if (it != histograms_.end()) found.histograms[i] = it->second;
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
