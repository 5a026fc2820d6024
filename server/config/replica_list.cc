// SPDX-License-Identifier: Apache-2.0
#include "server/config/replica_list.h"

#include <algorithm>
#include <cstddef>

#include "settings/text_form.h"

namespace farcall {
namespace {

constexpr size_t kReplicasMax = 256;
constexpr size_t kNameBytesMax = 253;  // a DNS name

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax &&
         std::ranges::all_of(name, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                  (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
         });
}

std::optional<ReplicaEntry> ReplicaIn(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const std::string_view place = text.substr(equals + 1);
  const size_t at = std::min(place.find('@'), place.size());
  ReplicaEntry replica{.name = std::string(text.substr(0, equals)),
                       .address = std::string(place.substr(0, at))};
  const bool has_zone = at < place.size();
  if (has_zone) replica.zone = place.substr(at + 1);
  if (!IsName(replica.name) || !IsAddress(replica.address) ||
      (has_zone && !IsName(replica.zone))) {
    return std::nullopt;
  }
  return replica;
}

}  // namespace

std::string ReplicaEntry::host() const {
  const std::string whole = address.substr(0, address.rfind(':'));
  const bool has_brackets = whole.starts_with('[');
  return has_brackets ? whole.substr(1, whole.size() - 2) : whole;
}

std::optional<ReplicaEntries> ReplicasIn(std::string_view text) {
  ReplicaEntries replicas;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    auto replica = ReplicaIn(text.substr(0, comma));
    const bool is_cut_off = comma + 1 == text.size();
    if (!replica || is_cut_off || replicas.size() == kReplicasMax ||
        std::ranges::count(replicas, replica->name, &ReplicaEntry::name) > 0) {
      return std::nullopt;
    }
    replicas.push_back(*std::move(replica));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return replicas;
}

}  // namespace farcall
