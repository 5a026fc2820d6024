// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "scoring/event/address_class.h"
#include "scoring/findings/event_fact.h"
#include "scoring/findings/exemption.h"
#include "scoring/findings/finding.h"
#include "scoring/findings/term_use.h"
#include "scoring/records/baseline.h"

namespace farcall {

// When the lists of addresses that are in use were made, as Unix time; 0 = no
// such list is set.
struct AddressListTimes {
  int64_t aws_ranges_seconds = 0;     // as AWS says
  int64_t own_addresses_seconds = 0;  // when the file was written
  int64_t anonymizer_exits_seconds = 0;
};

// All that a card is made of, read at one time. Pointers and spans outlive it.
struct CardInput {
  const Finding& finding;
  int64_t now_seconds = 0;  // Unix time of the server

  // Calls of the principal that are kept, oldest first: of the finding, of 48
  // hours before it, and of what came after it.
  std::span<const EventFact> facts{};
  uint64_t facts_not_kept = 0;      // calls of that time that are not
  int64_t facts_since_seconds = 0;  // calls are kept from then on; 0 = none are

  // What is usual, as of now, with the finding's own calls in it; nullptr =
  // nothing is known.
  const Baseline* principal = nullptr;
  const Baseline* peers = nullptr;
  const Baseline* account = nullptr;
  const Baseline* tenant = nullptr;
  // Of the role whose session the principal is; nullptr = it is none.
  const Baseline* role = nullptr;
  std::map<std::string, const Baseline*, std::less<>> commands{};  // by name

  // Other findings, newest first: of the principal, and of others in the 48
  // hours before the finding's last call and after.
  std::vector<Finding> own_findings{};
  std::vector<Finding> other_findings{};

  // What was declared as planned, of the whole tenant.
  std::vector<Exemption> exemptions{};

  // By text of the finding's calls: who else has it. A text that is not here
  // was not asked for.
  TermUses origin_uses{};
  // Each principal of the tenant that called in 180 days once
  // (known_principals.h); none = it is not kept.
  TermUses principals{};
  std::map<std::string, TermUses, std::less<>> network_uses{};
  std::map<std::string, TermUses, std::less<>> address_uses{};
  std::map<std::string, TermUses, std::less<>> key_uses{};
  // Who issued the keys of `key_uses` (TermKind::kIssuedKey), by key.
  std::map<std::string, TermUses, std::less<>> key_issuers{};
  // By ARN: who made calls to what the finding's calls were made to. The first
  // kAssetsAskedMax that the calls have.
  static constexpr size_t kAssetsAskedMax = 64;
  std::map<std::string, TermUses, std::less<>> asset_uses{};
  // Calls of the keys that the finding's calls issued, by key, oldest first.
  std::map<std::string, std::vector<EventFact>, std::less<>> issued_key_calls{};
  // Calls of the users and roles that the finding's calls made
  // (made_identities.h), since then, by ARN, oldest first.
  std::map<std::string, std::vector<EventFact>, std::less<>>
      made_identity_calls{};

  std::map<std::string, AddressOwner, std::less<>> address_owners{};
  bool has_aws_ranges = false;  // AWS's list of addresses is at hand
  // Who is asked about the principal: an e-mail address or a chat room; empty =
  // nobody is named.
  std::string contact{};
  // Of the assets of `asset_uses` that are called critical: why, may be empty.
  std::map<std::string, std::string, std::less<>> critical_assets{};
  AddressListTimes address_lists{};
  // When the country database was built, as Unix time; 0 = it does not say.
  int64_t country_database_seconds = 0;
};

}  // namespace farcall
