// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "storage/memory_histogram_store.h"

namespace farcall {

// Findings in memory, as a test writes them. They become durable at once, or
// when the test says so. Thread-safe.
class FakeFindingStore : public MemoryHistogramStore {
 public:
  // Writes a finding with a change of it, as revision 1, 2... Where it grew
  // alone, the change takes the place of the one before.
  void Put(const std::string& tenant, Finding finding, FindingChange change) {
    {
      const std::lock_guard lock(mutex_);
      uint64_t& revision = revisions_[finding.id];
      finding.revision = ++revision;
      Log(tenant, finding.id, change, revision);
      findings_.insert_or_assign({tenant, finding.id}, std::move(finding));
    }
    Tell();
  }
  void Remove(const std::string& tenant, const FindingId& id) {
    {
      const std::lock_guard lock(mutex_);
      findings_.erase({tenant, id});
      std::erase_if(log_, [&](const Entry& entry) {
        return entry.tenant == tenant && entry.entry.id == id;
      });
      Log(tenant, id, FindingChange::kRemoved, 0);
    }
    Tell();
  }
  // Forgets the changes up to a position.
  void Trim(uint64_t position) {
    const std::lock_guard lock(mutex_);
    std::erase_if(log_, [&](const Entry& entry) {
      return entry.entry.position <= position;
    });
    trimmed_to_ = position;
  }
  void SetIncarnation(char text) {
    const std::lock_guard lock(mutex_);
    incarnation_.assign(16, text);
  }
  // Its log cannot be read.
  void Close() {
    const std::lock_guard lock(mutex_);
    incarnation_.clear();
  }
  // Calls `hook` once, before the next ListFindings or FindFinding reads. In
  // tests of one thread.
  void AtNextList(std::function<void()> hook) { at_list_ = std::move(hook); }
  void AtNextFind(std::function<void()> hook) { at_find_ = std::move(hook); }
  // All reads fail.
  void Break() {
    const std::lock_guard lock(mutex_);
    broken_ = absl::InternalError("the finding of alice is broken");
  }

  // What is written from now on becomes durable at Sync().
  void Hold() {
    const std::lock_guard lock(mutex_);
    durable_ = position_;
  }
  void Sync() { TellWaiters(absl::OkStatus()); }
  void Fail() { TellWaiters(absl::UnavailableError("no sync today")); }
  // Returns when so many wait for the disk.
  void AwaitWaiters(size_t waiters) const {
    while (this->waiters() < waiters) std::this_thread::yield();
  }
  size_t waiters() const {
    const std::lock_guard lock(mutex_);
    return waiters_.size();
  }

  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override {
    const std::lock_guard lock(mutex_);
    if (!durable_.has_value() || ticket <= *durable_) return absl::OkStatus();
    waiters_.push_back(std::move(on_durable));
    return std::nullopt;
  }

  absl::StatusOr<std::vector<Finding>> ListFindings(
      std::string_view tenant,
      std::span<const FindingState> states) const override {
    if (at_list_) std::exchange(at_list_, nullptr)();
    const std::lock_guard lock(mutex_);
    if (!broken_.ok()) return broken_;
    std::vector<Finding> listed;
    for (const auto& [key, finding] : findings_) {
      if (key.first == tenant &&
          std::ranges::find(states, finding.state) != states.end()) {
        listed.push_back(finding);
      }
    }
    return listed;
  }
  absl::StatusOr<std::optional<Finding>> FindFinding(
      std::string_view tenant, const FindingId& id) const override {
    if (at_find_) std::exchange(at_find_, nullptr)();
    const std::lock_guard lock(mutex_);
    if (!broken_.ok()) return broken_;
    const auto found = findings_.find({std::string(tenant), id});
    if (found == findings_.end()) return std::optional<Finding>();
    return std::optional(found->second);
  }
  absl::StatusOr<LogPage> ReadFindingLog(std::string_view tenant,
                                         uint64_t after,
                                         size_t limit) const override {
    const std::lock_guard lock(mutex_);
    if (!broken_.ok()) return broken_;
    LogPage page{.end = std::max(after, position_),
                 .trimmed_to = trimmed_to_,
                 .ticket = position_};
    for (const Entry& entry : log_) {
      if (entry.tenant != tenant || entry.entry.position <= after) continue;
      if (page.entries.size() >= limit) {
        page.end = page.entries.back().position;
        break;
      }
      page.entries.push_back(entry.entry);
    }
    return page;
  }
  absl::StatusOr<LogEnd> FindingLogEnd(std::string_view) const override {
    const std::lock_guard lock(mutex_);
    if (incarnation_.empty()) return absl::UnavailableError("closed");
    return LogEnd{.incarnation = incarnation_, .position = position_};
  }
  void OnFindingLog(std::function<void()> listener) override {
    listener_ = std::move(listener);
  }

 private:
  struct Entry {
    std::string tenant;
    LogEntry entry;
  };

  void Log(const std::string& tenant, const FindingId& id, FindingChange change,
           uint64_t revision) {
    const auto changes = static_cast<FindingChanges>(change);
    if (change == FindingChange::kGrew) {
      std::erase_if(log_, [&](const Entry& entry) {
        return entry.tenant == tenant && entry.entry.id == id &&
               entry.entry.changes == changes;
      });
    }
    log_.push_back({tenant,
                    {.position = ++position_,
                     .id = id,
                     .changes = changes,
                     .revision = revision}});
  }
  void Tell() {
    if (listener_) listener_();
  }
  void TellWaiters(const absl::Status& durable) {
    std::vector<OnDurable> told;
    {
      const std::lock_guard lock(mutex_);
      if (durable.ok()) durable_ = position_;
      told = std::exchange(waiters_, {});
    }
    for (const OnDurable& on_durable : told) on_durable(durable);
  }

  std::function<void()> listener_{};
  mutable std::function<void()> at_list_{};
  mutable std::function<void()> at_find_{};
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::map<std::pair<std::string, FindingId>, Finding> findings_;
  std::map<FindingId, uint64_t> revisions_;
  std::vector<Entry> log_;
  uint64_t position_ = 0;
  uint64_t trimmed_to_ = 0;
  std::string incarnation_ = std::string(16, 'a');
  std::optional<uint64_t> durable_{};  // nothing = all of it
  std::vector<OnDurable> waiters_;
  absl::Status broken_;
};

inline FindingId NumberedId(int number) {
  FindingId id;
  id.bytes[8] = static_cast<uint8_t>(number >> 8);
  id.bytes[9] = static_cast<uint8_t>(number);
  return id;
}

// A finding of HIGH, that differs from others by its number.
inline Finding NumberedFinding(int number, uint16_t score_hundredths = 7500) {
  return {.id = NumberedId(number),
          .principal = "p" + std::to_string(number),
          .principal_kind = PrincipalKind::kUser,
          .origin = "BR",
          .first_seconds = 1'750'000'000,
          .last_seconds = 1'750'000'100,
          .calls = 1,
          .peak_centibits = 1000,
          .score_hundredths = score_hundredths,
          .headline = "headline " + std::to_string(number)};
}

}  // namespace farcall
