// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/audit_lookup.h"

namespace farcall {

absl::StatusOr<const FeedbackEntry*> AuditLookup::Find(
    const std::string& principal, int64_t time_micros) {
  if (!entries_.has_value()) {
    auto entries = ReadAll();
    if (!entries.ok()) return entries.status();
    entries_ = *std::move(entries);
  }
  const auto found = entries_->find({principal, time_micros});
  return found == entries_->end() ? nullptr : &found->second;
}

absl::StatusOr<AuditLookup::Entries> AuditLookup::ReadAll() const {
  constexpr size_t kPageEntries = 1000;
  Entries entries;
  std::string next;
  do {
    auto page = store_.ListFeedback(tenant_, principal_, next, kPageEntries);
    if (!page.ok()) return page.status();
    for (FeedbackEntry& entry : page->entries) {
      std::pair key(entry.principal, entry.time_micros);
      entries.try_emplace(std::move(key), std::move(entry));
    }
    next = std::move(page->next);
  } while (!next.empty());
  return entries;
}

}  // namespace farcall
