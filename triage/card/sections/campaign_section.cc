// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <string_view>

#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr int64_t kNewSeconds = 48 * 3600;
constexpr size_t kNamesMax = 5;
constexpr size_t kTermsToldMax = 5;

// A principal of each person or program: a person has one in each account.
using Principals = std::map<std::string_view, std::string_view>;

// Others who used an address or a network.
struct Sharing {
  Principals all{};    // but for the finding's
  Principals fresh{};  // for which it was new with the finding
};

// What the principals of one person have in common; of others the key.
std::string_view WhoseIs(std::string_view principal, PrincipalKind kind) {
  const size_t account_end = principal.find(':');
  return kind == PrincipalKind::kHuman && account_end != std::string_view::npos
             ? principal.substr(account_end)
             : principal;
}

// Whether a call of the principal issued a key of the finding: it is a link of
// the same chain, whoever began it.
bool IsIssuer(const std::string& principal, const CardInput& input) {
  return std::ranges::any_of(input.key_issuers, [&](const auto& key) {
    return std::ranges::find(key.second.uses, principal, &TermUse::principal) !=
           key.second.uses.end();
  });
}

// The principals, without the finding's own and the issuers of its keys, that
// began to use it from 48 hours before the finding's first call on.
Sharing SharingOf(const TermUses& uses, const CardInput& input) {
  Sharing sharing;
  const Finding& finding = input.finding;
  const std::string_view own =
      WhoseIs(finding.principal, finding.principal_kind);
  for (const TermUse& use : uses.uses) {
    const std::string_view whose = WhoseIs(use.principal, use.principal_kind);
    if (whose == own) continue;
    sharing.all.emplace(whose, use.principal);
    if (use.first_seconds >= finding.first_seconds - kNewSeconds &&
        !IsIssuer(use.principal, input)) {
      sharing.fresh.emplace(whose, use.principal);
    }
  }
  return sharing;
}

// Whether it was new to the finding's own principal.
bool IsNewToPrincipal(const TermUses& uses, const Finding& finding) {
  const auto own =
      std::ranges::find(uses.uses, finding.principal, &TermUse::principal);
  return own == uses.uses.end() ||
         own->first_seconds >= finding.first_seconds - kNewSeconds;
}

std::string NamesOf(const Principals& principals) {
  std::vector<std::string> names;
  for (const auto& [whose, principal] : principals) {
    if (names.size() == kNamesMax) {
      names.push_back(std::to_string(principals.size() - kNamesMax) + " more");
      break;
    }
    names.push_back(NameOfPrincipal(principal));
  }
  return Listed(names);
}

std::string OthersOf(const TermUses& uses, size_t others) {
  return (uses.more ? "More than " : "") + Count(others, "other principal");
}

void TellAddresses(const CardInput& input, CardSection& section) {
  size_t told = 0;
  for (const auto& [address, uses] : input.address_uses) {
    if (told++ >= kTermsToldMax) return;
    const Sharing sharing = SharingOf(uses, input);
    section.sentences.push_back(
        OthersOf(uses, sharing.all.size()) + " called from the address " +
        ShownText(address) + " in the hours that are kept" +
        (sharing.all.empty() ? "" : ": " + NamesOf(sharing.all)) + ".");
  }
}

// Gives the most principals that have one new network, with the finding's own.
size_t TellNetworks(const CardInput& input, CardSection& section) {
  size_t most = 0;
  size_t told = 0;
  for (const auto& [network, uses] : input.network_uses) {
    const Sharing sharing = SharingOf(uses, input);
    if (!sharing.fresh.empty() && IsNewToPrincipal(uses, input.finding)) {
      most = std::max(most, sharing.fresh.size() + 1);
    }
    if (told++ >= kTermsToldMax) continue;
    section.sentences.push_back(OthersOf(uses, sharing.all.size()) +
                                " called from the network " +
                                NameOfNetwork(network) + " in 180 days.");
    if (sharing.fresh.empty()) continue;
    section.sentences.push_back(
        "It was new within 48 hours of this finding for " +
        NamesOf(sharing.fresh) + " too.");
  }
  return most;
}

}  // namespace

CardSection CampaignSection(const CardInput& input) {
  CardSection section{
      .key = "campaign",
      .question = "Who else calls from these addresses and networks?"};
  if (input.address_uses.empty() && input.network_uses.empty()) {
    section.missing =
        input.finding.networks.empty()
            ? "the calls have no address of a network"
            : "no other use of the addresses and networks is kept";
    return section;
  }
  TellAddresses(input, section);
  const size_t most = TellNetworks(input, section);
  section.counts = {{"principals_with_new_network", static_cast<double>(most)}};
  section.judgement = most >= 2 ? CardAnswer::kSuspicious : CardAnswer::kFact;
  return section;
}

}  // namespace farcall
