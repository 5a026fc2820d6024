// SPDX-License-Identifier: Apache-2.0
#include "server/app/address_owners.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "geo/ownership/address_owner.h"
#include "server/handlers/server_time.h"

namespace farcall {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

// What instances have shown of an address.
std::optional<LearnedAddress> LearnedOf(std::string_view address,
                                        const TermUses& uses) {
  std::optional<LearnedAddress> learned;
  for (const TermUse& use : uses.uses) {
    if (!learned) {
      learned = {.address = std::string(address),
                 .instance = use.instance,
                 .role = use.principal.substr(use.principal.rfind('/') + 1),
                 .account = use.account,
                 .first_seconds = use.first_seconds,
                 .last_seconds = use.last_seconds};
    }
    learned->first_seconds =
        std::min(learned->first_seconds, use.first_seconds);
    learned->last_seconds = std::max(learned->last_seconds, use.last_seconds);
  }
  return learned;
}

}  // namespace

CardSource::Surroundings SurroundingsOf(const OriginDatabases& databases) {
  CardSource::Surroundings surroundings;
  surroundings.owner_of = [&databases](const CardSource::AddressAsked& asked) {
    const std::vector<std::string> accounts(asked.account.empty() ? 0 : 1,
                                            std::string(asked.account));
    const auto learned = LearnedOf(asked.address, asked.instance_uses);
    return OwnerOf({.source_address = asked.address,
                    .origin = asked.origin,
                    .accounts = accounts,
                    .now_seconds = NowMicros() / kMicrosPerSecond},
                   *databases.ownership().lists(),
                   learned ? &*learned : nullptr);
  };
  surroundings.has_aws_ranges = [&databases] {
    return databases.ownership().lists()->aws_ranges != nullptr;
  };
  surroundings.contact_of = [&databases](std::string_view principal) {
    const auto contacts = databases.ownership().lists()->contacts;
    return std::string(contacts ? contacts->AddressFor(principal) : "");
  };
  surroundings.critical_note =
      [&databases](std::string_view asset) -> std::optional<std::string> {
    const auto assets = databases.ownership().lists()->critical_assets;
    const std::string* note = assets ? assets->NoteOn(asset) : nullptr;
    if (note == nullptr) return std::nullopt;
    return *note;
  };
  surroundings.country_database_seconds = [&databases] {
    return databases.country_database_seconds();
  };
  surroundings.address_lists = [&databases] {
    const auto lists = databases.ownership().lists();
    return AddressListTimes{
        .aws_ranges_seconds =
            lists->aws_ranges ? lists->aws_ranges->created_seconds() : 0,
        .own_addresses_seconds = lists->own_addresses_seconds,
        .anonymizer_exits_seconds = lists->anonymizer_exits_seconds};
  };
  return surroundings;
}

}  // namespace farcall
