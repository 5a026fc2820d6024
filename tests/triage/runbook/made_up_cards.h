// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/findings/event_fact.h"
#include "scoring/findings/finding.h"
#include "scoring/records/baseline.h"
#include "triage/card/card_input.h"

namespace farcall {

// All that an input of a runbook points to.
struct MadeUpCard {
  std::string name{};
  Finding finding{};
  std::vector<EventFact> facts{};
  Baseline principal{};
  bool has_principal = true;
  std::map<std::string, AddressOwner, std::less<>> address_owners{};
  std::map<std::string, std::vector<EventFact>, std::less<>> issued_key_calls{};

  CardInput Input() const;
};

// 2026-11-20 20:20:00 UTC: the first call of each finding.
inline constexpr int64_t kFirstCall = 1'795'206'000;
inline constexpr std::string_view kAccountId = "111122223333";
inline constexpr std::string_view kKey = "AKIAEXAMPLEEXAMPLE01";

// What a name may be that an attacker chose.
std::vector<std::string> HostileTexts();

// Cards whose calls are kept, by the principal that made them.
MadeUpCard CardOf(PrincipalKind kind, std::string principal,
                  std::string identity_arn);
// A call of such a card.
EventFact CallOf(std::string command, const MadeUpCard& card);

// All kinds of principals, with calls that created and changed things and
// without, in several partitions; none has a hostile text.
std::vector<MadeUpCard> PlainCards();
// The same kinds with hostile texts wherever a call or a finding has a text.
std::vector<MadeUpCard> HostileCards();

}  // namespace farcall
