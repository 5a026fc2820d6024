// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/findings/event_fact.h"
#include "scoring/findings/finding.h"
#include "scoring/records/baseline.h"
#include "triage/card/card.h"
#include "triage/card/card_input.h"

// Findings with all that is known of them, made up: who did what is told by the
// name of the function.

namespace farcall {

inline constexpr int64_t kMinute = 60;
inline constexpr int64_t kHour = 3600;
inline constexpr int64_t kDay = 24 * kHour;
// 2026-11-28T20:20:00Z, a Saturday: the first call of each finding.
inline constexpr int64_t kOpened = 1795897200;

inline constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
inline constexpr char kBob[] = "arn:aws:iam::111122223333:user/bob";
inline constexpr char kCarol[] = "arn:aws:iam::111122223333:user/carol";
inline constexpr char kWebInstance[] =
    "arn:aws:sts::111122223333:assumed-role/web/i-0abc12345";
inline constexpr char kAliceKey[] = "AKIAALICEEXAMPLE";
inline constexpr char kSessionKey[] = "ASIAWEBEXAMPLE00";
inline constexpr char kBoto[] = "Boto3/1.34.69 os/linux#6.1.0-kali5-amd64";
inline constexpr char kCli[] = "aws-cli/2.15.30 os/linux";

struct Scene {
  Finding finding{};
  std::vector<EventFact> facts{};
  Baseline principal{};
  Baseline tenant{};
  Baseline role{};
  bool has_baselines = true;
  bool has_role = false;
  int64_t facts_since_seconds = kOpened - 40 * kDay;
  std::map<std::string, Baseline> commands{};
  // What follows is as in CardInput.
  std::vector<Finding> own_findings{};
  std::vector<Finding> other_findings{};
  std::vector<Exemption> exemptions{};
  TermUses origin_uses{};
  TermUses principals{};
  std::map<std::string, TermUses, std::less<>> network_uses{};
  std::map<std::string, TermUses, std::less<>> address_uses{};
  std::map<std::string, TermUses, std::less<>> key_uses{};
  std::map<std::string, TermUses, std::less<>> asset_uses{};
  std::map<std::string, std::vector<EventFact>, std::less<>> issued_key_calls{};
  std::map<std::string, std::vector<EventFact>, std::less<>>
      made_identity_calls{};
  std::map<std::string, AddressOwner, std::less<>> address_owners{};
  bool has_aws_ranges = true;

  // Points into the scene.
  CardInput Input() const;

  // Adds a call to the finding, and as a fact where facts are kept.
  void Call(EventFact call);
};

// A call of alice from VN, `minutes` after the finding opened.
EventFact CallOfAlice(const std::string& command, int64_t minutes);

// Her long-term key, used from VN with another tool, for commands that are new.
Scene StolenKey();
// The same where calls are not kept.
Scene StolenKeyWithoutFacts();
// Alice in VN, with her own tool and commands.
Scene Traveller();
// Alice and others with one new network in DE.
Scene EgressChange();
// Credentials of an instance of the role web, used from VN.
Scene StolenInstanceCredentials();
// A principal of whom next to nothing is known.
Scene ColdTenant();

const CardSection* FindSection(const Card& card, std::string_view key);
// "key ANSWER", a line for each sentence, and "missing: ...".
std::string TextOf(const CardSection& section);

}  // namespace farcall
