// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/kept_calls.h"
#include "triage/card/made_identities.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

// Of keys that the finding's calls issued, and of keys that these issued.
constexpr int kStepsMax = 2;
constexpr size_t kKeysMax = 50;  // that are told of

// A key, and the call that issued it.
struct Link {
  std::string issuer{};  // as it is shown
  const EventFact* call = nullptr;
};

std::string PlacesOf(const std::vector<EventFact>& calls) {
  std::set<std::string> origins;
  for (const EventFact& call : calls) {
    origins.insert(NameOfValue(Attribute::kCountry, call.origin));
  }
  return Listed(std::vector<std::string>(origins.begin(), origins.end()));
}

class Chain {
 public:
  Chain(const CardInput& input, CardSection& section)
      : input_(input), section_(section) {}

  void Follow(const Link& link, int step) {
    const std::string& key = link.call->details.issued_access_key_id;
    if (key.empty() || issued_.size() >= kKeysMax ||
        !issued_.insert(key).second) {
      return;
    }
    const auto calls = input_.issued_key_calls.find(key);
    const bool is_used =
        calls != input_.issued_key_calls.end() && !calls->second.empty();
    Tell(link, is_used ? &calls->second : nullptr);
    if (!is_used) return;
    ++used_;
    if (step == kStepsMax) return;
    for (const EventFact& call : calls->second) {
      Follow({.issuer = ShownText(key), .call = &call}, step + 1);
    }
  }

  size_t issued() const { return issued_.size(); }
  size_t used() const { return used_; }

 private:
  void Tell(const Link& link, const std::vector<EventFact>* calls) {
    const EventFact& call = *link.call;
    const std::string key = ShownText(call.details.issued_access_key_id);
    section_.sentences.push_back(Capital(link.issuer) + " issued " + key +
                                 " by " + ShownText(call.command) + " " +
                                 Between(call.at_seconds, call.at_seconds) +
                                 ".");
    if (calls == nullptr) {
      section_.sentences.push_back("No call that " + key + " signed is known.");
      return;
    }
    const EventFact& last = calls->back();
    std::string sentence = Count(calls->size(), "call") +
                           (calls->size() == 1 ? " was" : " were") +
                           " signed with " + key + " from " + PlacesOf(*calls);
    if (!last.details.identity_arn.empty()) {
      sentence += " as " + ShownText(last.details.identity_arn, 160);
    }
    section_.sentences.push_back(sentence + ".");
  }

  const CardInput& input_;
  CardSection& section_;
  std::set<std::string> issued_;
  size_t used_ = 0;
};

struct MadeCounts {
  size_t all = 0;   // users and roles
  size_t used = 0;  // of them: made calls
  // Roles left out: what is deployed makes roles and uses them at once.
  size_t used_users = 0;
};

// "alice made the user svc-backup2 by iam:CreateUser at 2026-11-28 20:28 UTC."
MadeCounts TellMade(const CardInput& input, CardSection& section) {
  MadeCounts counts;
  for (const MadeIdentity& identity : MadeIdentitiesOf(input)) {
    ++counts.all;
    std::vector<std::string> commands;
    for (const std::string& command : identity.commands) {
      commands.push_back(ShownText(command));
    }
    // Otherwise the user was there before.
    const bool is_new = identity.commands.size() > 1 ||
                        identity.commands.front() != "iam:CreateLoginProfile";
    const std::string shown = ShownIdentity(identity);
    section.sentences.push_back(
        Capital(Who(input.finding)) +
        (is_new ? " made the " : " gave a password to the ") + shown + " by " +
        Listed(commands) + " " +
        Between(identity.first_seconds, identity.first_seconds) + ".");
    const auto calls = input.made_identity_calls.find(identity.arn);
    if (calls == input.made_identity_calls.end() || calls->second.empty()) {
      section.sentences.push_back("No call of the " + shown +
                                  " since then is known.");
      continue;
    }
    ++counts.used;
    counts.used_users += IsUser(identity) ? 1 : 0;
    section.sentences.push_back(
        "The " + shown + " made " + Count(calls->second.size(), "kept call") +
        " since then, from " + PlacesOf(calls->second) + ", the last " +
        Between(calls->second.back().at_seconds,
                calls->second.back().at_seconds) +
        ".");
  }
  return counts;
}

}  // namespace

CardSection ChainSection(const CardInput& input) {
  CardSection section{
      .key = "chain",
      .question =
          "What became of the keys that the calls issued, and of the "
          "users and roles that they made?"};
  const KeptCalls calls(input);
  section.missing = calls.missing();
  if (!section.missing.empty()) return section;
  Chain chain(input, section);
  for (const EventFact* call : calls.detailed()) {
    chain.Follow({.issuer = Who(input.finding), .call = call}, 1);
  }
  const MadeCounts made = TellMade(input, section);
  section.counts = {{"issued_keys", static_cast<double>(chain.issued())},
                    {"used_keys", static_cast<double>(chain.used())},
                    {"made_identities", static_cast<double>(made.all)},
                    {"used_identities", static_cast<double>(made.used)}};
  section.judgement = chain.used() > 0 || made.used_users > 0
                          ? CardAnswer::kSuspicious
                          : CardAnswer::kFact;
  if (chain.issued() == 0 && made.all == 0) {
    section.sentences.push_back(
        "No kept call of the finding issued an access key, or made a user or "
        "a role.");
  }
  calls.TellIncomplete(calls.detailed().size(), section);
  return section;
}

}  // namespace farcall
