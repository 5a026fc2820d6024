// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/finding_list.h"

#include <algorithm>
#include <utility>

#include "commands/command_class_set.h"
#include "server/handlers/big_endian.h"
#include "server/wire/finding_convert.h"

namespace farcall {
namespace {

constexpr size_t kPriorityBytes = 1;
constexpr size_t kBitsBytes = 4;
constexpr size_t kTimeBytes = 8;

// The place that PlaceOf() wrote.
QueuePlace AtPlace(std::string_view text) {
  QueuePlace place;
  place.priority = static_cast<int>(TakeBigEndian(text, kPriorityBytes));
  place.peak_centibits = static_cast<uint32_t>(TakeBigEndian(text, kBitsBytes));
  place.last_seconds = static_cast<int64_t>(TakeBigEndian(text, kTimeBytes));
  std::ranges::copy(text, place.id.bytes.begin());
  return place;
}

}  // namespace

bool FindingFilter::Passes(const Finding& finding) const {
  return finding.risk_level() >= risk_from &&
         WorstOf(finding.classes) >= class_from &&
         finding.last_seconds >= active_since_seconds &&
         (planned || !finding.exemption.has_value()) &&
         (principal.empty() || finding.principal == principal) &&
         (origin.empty() || finding.origin == origin) &&
         (account.empty() || MainAccountOf(finding) == account);
}

FindingPage PageOf(std::vector<Finding> all, const FindingFilter& filter,
                   std::string_view place, size_t limit) {
  std::erase_if(
      all, [&](const Finding& finding) { return !filter.Passes(finding); });
  if (!place.empty()) {
    const QueuePlace last = AtPlace(place);
    std::erase_if(all, [&](const Finding& finding) {
      return !IsMoreUrgent(last, QueuePlaceOf(finding));
    });
  }
  FindingPage page;
  page.more = all.size() > limit;
  const auto end =
      all.begin() + static_cast<std::ptrdiff_t>(std::min(limit, all.size()));
  std::partial_sort(
      all.begin(), end, all.end(),
      [](const Finding& a, const Finding& b) { return IsMoreUrgent(a, b); });
  all.erase(end, all.end());
  page.findings = std::move(all);
  return page;
}

std::string PlaceOf(const Finding& finding) {
  const QueuePlace place = QueuePlaceOf(finding);
  std::string text;
  AppendBigEndian(static_cast<uint64_t>(place.priority), kPriorityBytes, text);
  AppendBigEndian(place.peak_centibits, kBitsBytes, text);
  AppendBigEndian(static_cast<uint64_t>(place.last_seconds), kTimeBytes, text);
  text.append(place.id.bytes.begin(), place.id.bytes.end());
  return text;
}

}  // namespace farcall
