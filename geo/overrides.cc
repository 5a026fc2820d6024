// SPDX-License-Identifier: Apache-2.0
#include "geo/overrides.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "geo/network/list_lines.h"
#include "geo/network/text.h"
#include "scoring/event/country_code.h"
#include "scoring/event/origin.h"
#include "scoring/event/source_address.h"

namespace farcall {
namespace {

constexpr size_t kNameBytesMax = 64;

bool IsOwnName(std::string_view name) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == ':' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= kNameBytesMax &&
         std::all_of(name.begin(), name.end(), allowed);
}

bool IsFarcallsName(std::string_view origin) {
  return origin == kOriginUnknown || origin == kOriginPrivate ||
         origin == kOriginInternal ||
         origin.starts_with(kOriginServicePrefix) ||
         origin.starts_with(kOriginVpcEndpointPrefix);
}

std::string Capitals(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

absl::StatusOr<std::string> ParseOrigin(const std::string& country) {
  if (country.empty()) return kOriginUnknown;
  if (country.front() != '@') {
    // RFC 8805 countries may be in lower case.
    std::string code = Capitals(country);
    if (IsCountryCode(code)) return code;
    return InvalidField("country", country,
                        "want two letters of ISO 3166-1 or an @name");
  }
  if (IsFarcallsName(country)) {
    return InvalidField("country", country, "a name that Farcall gives itself");
  }
  if (!IsOwnName(std::string_view(country).substr(1))) {
    return InvalidField("country", country,
                        "want 1 to 64 of a-z, 0-9, ':', '_', '-' after the @");
  }
  return country;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Overrides>> Overrides::FromBytes(
    std::string_view bytes, const std::string& name) {
  auto overrides = std::make_shared<Overrides>();
  const absl::Status added =
      ForEachEntry(bytes, "overrides " + name,
                   [&overrides](std::vector<std::string> fields, size_t line) {
                     return overrides->AddEntry(std::move(fields), line);
                   });
  if (!added.ok()) return added;
  return overrides;
}

absl::Status Overrides::AddEntry(std::vector<std::string> fields, size_t line) {
  if (fields.size() < 2) {
    return InvalidField(
        "prefix", fields.front(),
        "no country follows (want prefix,country,region,city,postal)");
  }
  absl::StatusOr<std::string> origin = ParseOrigin(fields[1]);
  if (!origin.ok()) return origin.status();
  std::string city = fields.size() > 3 ? std::move(fields[3]) : "";
  if (UsableCity(city).size() != city.size()) {
    return InvalidField(
        "city", city,
        "want UTF-8 of at most " + std::to_string(kCityBytesMax) + " bytes");
  }

  Entry entry{{*std::move(origin), std::move(city)}, line};
  const std::string& where = fields.front();
  return IsVpcEndpointId(where) ? AddEndpoint(where, std::move(entry))
                                : AddPrefix(where, std::move(entry));
}

absl::Status Overrides::AddPrefix(const std::string& text, Entry entry) {
  const absl::StatusOr<Prefix> prefix = ParsePrefixField(text);
  if (!prefix.ok()) return prefix.status();
  const auto added = entries_.Add(*prefix, std::move(entry));
  return added.is_new ? absl::OkStatus()
                      : GivenBefore("prefix", text, added.value.line);
}

absl::Status Overrides::AddEndpoint(const std::string& id, Entry entry) {
  const auto [there, added] = endpoints_.try_emplace(id, std::move(entry));
  if (!added) return GivenBefore("VPC endpoint", id, there->second.line);
  return absl::OkStatus();
}

const Overrides::Answer* Overrides::Find(const Address& address) const {
  const Entry* entry = entries_.Find(address);
  return entry == nullptr ? nullptr : &entry->place;
}

const Overrides::Answer* Overrides::FindEndpoint(const std::string& id) const {
  const auto entry = endpoints_.find(id);
  return entry == endpoints_.end() ? nullptr : &entry->second.place;
}

}  // namespace farcall
