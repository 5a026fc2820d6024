// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/finding_list.h"

#include <algorithm>
#include <utility>

#include "server/handlers/big_endian.h"
#include "server/wire/finding_convert.h"

namespace farcall {
namespace {

constexpr size_t kReopeningBytes = 1;
constexpr size_t kScoreBytes = 2;
constexpr size_t kBitsBytes = 4;
constexpr size_t kTimeBytes = 8;

// A finding with the place alone.
Finding AtPlace(std::string_view place) {
  Finding finding;
  finding.reopening =
      static_cast<Reopening>(TakeBigEndian(place, kReopeningBytes));
  finding.score_hundredths =
      static_cast<uint16_t>(TakeBigEndian(place, kScoreBytes));
  finding.peak_centibits =
      static_cast<uint32_t>(TakeBigEndian(place, kBitsBytes));
  finding.last_seconds = static_cast<int64_t>(TakeBigEndian(place, kTimeBytes));
  std::ranges::copy(place, finding.id.bytes.begin());
  return finding;
}

}  // namespace

bool FindingFilter::Passes(const Finding& finding) const {
  return finding.risk_level() >= risk_from &&
         finding.last_seconds >= active_since_seconds &&
         (principal.empty() || finding.principal == principal) &&
         (origin.empty() || finding.origin == origin) &&
         (account.empty() || MainAccountOf(finding) == account);
}

FindingPage PageOf(std::vector<Finding> all, const FindingFilter& filter,
                   std::string_view place, size_t limit) {
  std::erase_if(
      all, [&](const Finding& finding) { return !filter.Passes(finding); });
  if (!place.empty()) {
    const Finding last = AtPlace(place);
    std::erase_if(all, [&](const Finding& finding) {
      return !IsMoreUrgent(last, finding);
    });
  }
  FindingPage page;
  page.more = all.size() > limit;
  const auto end =
      all.begin() + static_cast<std::ptrdiff_t>(std::min(limit, all.size()));
  std::partial_sort(all.begin(), end, all.end(), IsMoreUrgent);
  all.erase(end, all.end());
  page.findings = std::move(all);
  return page;
}

std::string PlaceOf(const Finding& finding) {
  std::string place;
  AppendBigEndian(static_cast<uint64_t>(finding.reopening), kReopeningBytes,
                  place);
  AppendBigEndian(finding.score_hundredths, kScoreBytes, place);
  AppendBigEndian(finding.peak_centibits, kBitsBytes, place);
  AppendBigEndian(static_cast<uint64_t>(finding.last_seconds), kTimeBytes,
                  place);
  place.append(finding.id.bytes.begin(), finding.id.bytes.end());
  return place;
}

}  // namespace farcall
