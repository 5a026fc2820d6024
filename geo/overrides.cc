// SPDX-License-Identifier: Apache-2.0
#include "geo/overrides.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "geo/geofeed_line.h"
#include "geo/network/text.h"
#include "scoring/event/country_code.h"
#include "scoring/event/origin.h"
#include "scoring/event/source_address.h"

namespace farcall {
namespace {

constexpr size_t kLineBytesMax = 4096;
constexpr size_t kNameBytesMax = 64;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

absl::Status Invalid(const std::string& field, std::string_view value,
                     const std::string& reason) {
  return absl::InvalidArgumentError(field + " \"" + Printable(value) +
                                    "\": " + reason);
}

absl::Status GivenBefore(const std::string& field, std::string_view value,
                         size_t line) {
  return Invalid(field, value, "already given in line " + std::to_string(line));
}

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
    return Invalid("country", country,
                   "want two letters of ISO 3166-1 or an @name");
  }
  if (IsFarcallsName(country)) {
    return Invalid("country", country, "a name that Farcall gives itself");
  }
  if (!IsOwnName(std::string_view(country).substr(1))) {
    return Invalid("country", country,
                   "want 1 to 64 of a-z, 0-9, ':', '_', '-' after the @");
  }
  return country;
}

// Adds `bits` to lengths kept longest first, each once.
void AddLength(std::vector<int>& lengths, int bits) {
  const auto place = std::lower_bound(lengths.begin(), lengths.end(), bits,
                                      std::greater<int>());
  if (place == lengths.end() || *place != bits) lengths.insert(place, bits);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Overrides>> Overrides::FromBytes(
    std::string_view bytes, const std::string& name) {
  auto overrides = std::make_shared<Overrides>();
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  for (size_t line = 1; !bytes.empty(); ++line) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    const absl::Status added = overrides->AddLine(bytes.substr(0, end), line);
    if (!added.ok()) {
      return absl::InvalidArgumentError("overrides " + name + ", line " +
                                        std::to_string(line) + ": " +
                                        std::string(added.message()));
    }
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return overrides;
}

absl::Status Overrides::AddLine(std::string_view text, size_t line) {
  if (text.size() > kLineBytesMax) {
    return absl::InvalidArgumentError(std::to_string(text.size()) +
                                      " bytes, the limit is " +
                                      std::to_string(kLineBytesMax));
  }
  absl::StatusOr<std::vector<std::string>> fields = SplitGeofeedLine(text);
  if (!fields.ok()) return fields.status();
  if (fields->empty()) return absl::OkStatus();
  if (fields->size() < 2) {
    return Invalid(
        "prefix", fields->front(),
        "no country follows (want prefix,country,region,city,postal)");
  }
  absl::StatusOr<std::string> origin = ParseOrigin((*fields)[1]);
  if (!origin.ok()) return origin.status();
  std::string city = fields->size() > 3 ? std::move((*fields)[3]) : "";
  if (UsableCity(city).size() != city.size()) {
    return Invalid(
        "city", city,
        "want UTF-8 of at most " + std::to_string(kCityBytesMax) + " bytes");
  }

  Entry entry{{*std::move(origin), std::move(city)}, line};
  const std::string& where = fields->front();
  return IsVpcEndpointId(where) ? AddEndpoint(where, std::move(entry))
                                : AddPrefix(where, std::move(entry));
}

absl::Status Overrides::AddPrefix(const std::string& text, Entry entry) {
  const absl::StatusOr<Prefix> prefix = Prefix::Parse(text);
  if (!prefix.ok()) {
    return Invalid("prefix", text, std::string(prefix.status().message()));
  }
  const auto [there, added] = entries_.try_emplace(*prefix, std::move(entry));
  if (!added) return GivenBefore("prefix", text, there->second.line);
  const bool ipv4 = prefix->network.family == Address::Family::kIpv4;
  AddLength(ipv4 ? ipv4_bits_ : ipv6_bits_, prefix->bits);
  return absl::OkStatus();
}

absl::Status Overrides::AddEndpoint(const std::string& id, Entry entry) {
  const auto [there, added] = endpoints_.try_emplace(id, std::move(entry));
  if (!added) return GivenBefore("VPC endpoint", id, there->second.line);
  return absl::OkStatus();
}

const Overrides::Answer* Overrides::Find(const Address& address) const {
  const bool ipv4 = address.family == Address::Family::kIpv4;
  for (int bits : ipv4 ? ipv4_bits_ : ipv6_bits_) {
    const auto entry = entries_.find(Prefix::Of(address, bits));
    if (entry != entries_.end()) return &entry->second.place;
  }
  return nullptr;
}

const Overrides::Answer* Overrides::FindEndpoint(const std::string& id) const {
  const auto entry = endpoints_.find(id);
  return entry == endpoints_.end() ? nullptr : &entry->second.place;
}

}  // namespace farcall
