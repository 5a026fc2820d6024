// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/instance_site.h"

#include <algorithm>

namespace farcall {
namespace {

// A score of 81: HIGH whatever else is known.
constexpr double kOtherSiteBits = 12;
constexpr double kPrivateSiteBits = 7;
// Cannot be in the id of an instance.
constexpr char kSeparator = '/';

bool IsCountry(std::string_view site) {
  return site.size() == 2 &&
         site.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == site.npos;
}

bool IsPlaceOnTheInternet(const Origin& origin) {
  return IsCountry(origin.value) || !origin.network_operator.key.empty();
}

// One address may have an operator and another only a country: nobody knows
// then whether they are of two networks.
bool AreComparable(std::string_view site, std::string_view other) {
  return site == kOriginPrivate || other == kOriginPrivate ||
         IsCountry(site) == IsCountry(other);
}

bool IsKnown(const ValueCount* seen, int64_t at_seconds, int64_t by_seconds) {
  if (seen == nullptr) return false;
  switch (seen->judgement.At(at_seconds)) {
    case Verdict::kBenign:
      return true;
    case Verdict::kMalicious:
      return false;
    case Verdict::kNone:
      break;
  }
  return seen->seen() && seen->first_seen_seconds <= by_seconds;
}

// How many instances called from both sites.
size_t CountAlike(std::string_view site, std::string_view other,
                  std::string_view but_for, const Histogram& of_role,
                  int64_t by_seconds) {
  size_t alike = 0;
  for (const ValueCount& here : of_role.values()) {
    const std::string_view instance = InstanceOf(here.value);
    if (SiteOf(here.value) != site || instance == but_for ||
        here.first_seen_seconds > by_seconds) {
      continue;
    }
    std::string there(instance);
    there.append(1, kSeparator).append(other);
    const ValueCount* seen = of_role.Find(there);
    alike += seen != nullptr && seen->first_seen_seconds <= by_seconds ? 1 : 0;
  }
  return alike;
}

}  // namespace

std::string InstanceSite(const Event& event, const Origin& origin) {
  if (event.instance_id.empty() || event.invoked_by_aws ||
      !event.vpc_endpoint_id.empty() ||
      !(IsPlaceOnTheInternet(origin) || origin.value == kOriginPrivate)) {
    return {};
  }
  const std::string& key = origin.network_operator.key;
  return event.instance_id + kSeparator + (key.empty() ? origin.value : key);
}

std::string_view InstanceOf(std::string_view instance_site) {
  return instance_site.substr(0, instance_site.find(kSeparator));
}

std::string_view SiteOf(std::string_view instance_site) {
  return instance_site.substr(
      std::min(instance_site.find(kSeparator), instance_site.size() - 1) + 1);
}

OtherSite FindOtherSite(std::string_view instance_site, const Histogram& own,
                        const Histogram& of_role, int64_t at_seconds,
                        int64_t by_seconds) {
  if (IsKnown(own.Find(instance_site), at_seconds, by_seconds)) return {};
  const std::string_view instance = InstanceOf(instance_site);
  const std::string_view site = SiteOf(instance_site);
  OtherSite found;
  for (const ValueCount& other : own.values()) {
    if (InstanceOf(other.value) != instance || other.value == instance_site ||
        !other.seen() || other.first_seen_seconds > by_seconds ||
        other.judgement.At(at_seconds) == Verdict::kMalicious ||
        !AreComparable(site, SiteOf(other.value)) ||
        other.last_seen_seconds < found.last_seen_seconds) {
      continue;
    }
    found = {.site = SiteOf(other.value),
             .last_seen_seconds = other.last_seen_seconds};
  }
  if (!found.site.empty()) {
    found.alike = CountAlike(site, found.site, instance, of_role, by_seconds);
    found.is_private = site == kOriginPrivate || found.site == kOriginPrivate;
  }
  return found;
}

double OtherSiteBits(const OtherSite& other) {
  if (other.site.empty()) return 0;
  return (other.is_private ? kPrivateSiteBits : kOtherSiteBits) /
         static_cast<double>(1 + other.alike);
}

}  // namespace farcall
