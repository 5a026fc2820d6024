// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/feedback_audit.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "scoring/records/words.h"

namespace farcall {
namespace {

// FNV-1a of texts and the ends between them. Kept in the audit: it must stay as
// it is.
uint64_t DigestOf(std::initializer_list<std::string_view> texts) {
  constexpr uint64_t kOffset = 0xcbf29ce484222325;
  constexpr uint64_t kPrime = 0x100000001b3;
  uint64_t digest = kOffset;
  const auto add = [&digest](char byte) {
    digest = (digest ^ static_cast<unsigned char>(byte)) * kPrime;
  };
  for (const std::string_view text : texts) {
    for (const char byte : text) add(byte);
    add('\0');
  }
  return digest;
}

bool HasSameContent(const FeedbackEntry& taken, const FeedbackEntry& given) {
  return taken.action == given.action && taken.actor == given.actor &&
         taken.reason == given.reason &&
         taken.from_seconds == given.from_seconds &&
         taken.to_seconds == given.to_seconds &&
         taken.until_seconds == given.until_seconds &&
         (taken.content_digest == 0
              ? taken.origin == given.origin
              : taken.content_digest == given.content_digest);
}

// The entry of `feedback_id` in the audit, of one principal or of anybody;
// nothing if it is not there, or not any more.
absl::StatusOr<std::optional<FeedbackEntry>> FindEntry(
    const HistogramStore& store, std::string_view tenant,
    std::string_view principal, std::string_view feedback_id) {
  constexpr size_t kPageEntries = 1000;
  std::string next;
  do {
    auto page = store.ListFeedback(tenant, principal, next, kPageEntries);
    if (!page.ok()) return page.status();
    for (FeedbackEntry& entry : page->entries) {
      if (entry.feedback_id == feedback_id) return std::move(entry);
    }
    next = std::move(page->next);
  } while (!next.empty());
  return std::nullopt;
}

}  // namespace

uint64_t ContentDigest(const PrincipalPlace& place) {
  return DigestOf({place.origin, place.account});
}

uint64_t ContentDigest(const Event& event) {
  return DigestOf({event.event_id, std::to_string(event.event_time_seconds),
                   event.account, event.command, event.source_address,
                   event.country, event.error_code, event.error_message,
                   event.user_agent});
}

absl::Status CheckIsRepeated(const HistogramStore& store,
                             std::string_view tenant,
                             const FeedbackEntry& given) {
  const auto of_any = FindEntry(store, tenant, "", given.feedback_id);
  if (!of_any.ok()) return of_any.status();
  if (!of_any->has_value()) return absl::OkStatus();
  // The store knows under which name it keeps the principal.
  const auto of_same =
      FindEntry(store, tenant, given.principal, given.feedback_id);
  if (!of_same.ok()) return of_same.status();
  if (of_same->has_value() &&
      (*of_same)->time_micros == (*of_any)->time_micros &&
      HasSameContent(**of_same, given)) {
    return absl::OkStatus();
  }
  const FeedbackEntry& taken = **of_any;
  return absl::AlreadyExistsError(
      "feedback_id " + given.feedback_id +
      " was taken before with other content: " +
      std::string(FeedbackActionName(taken.action)) +
      (taken.origin.empty() ? "" : " of " + taken.origin) + " by " +
      taken.actor + ", " + Minute(taken.time_micros / 1'000'000) +
      "; nothing was changed, send this with an id of its own");
}

}  // namespace farcall
