// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/kept_calls.h"
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
    std::set<std::string> origins;
    for (const EventFact& used : *calls) {
      origins.insert(NameOfValue(Attribute::kCountry, used.origin));
    }
    const std::vector<std::string> places(origins.begin(), origins.end());
    const EventFact& last = calls->back();
    std::string sentence = Count(calls->size(), "call") +
                           (calls->size() == 1 ? " was" : " were") +
                           " signed with " + key + " from " + Listed(places);
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

}  // namespace

CardSection ChainSection(const CardInput& input) {
  CardSection section{
      .key = "chain",
      .question = "What became of the keys that the calls issued?"};
  const KeptCalls calls(input);
  section.missing = calls.missing();
  if (!section.missing.empty()) return section;
  Chain chain(input, section);
  for (const EventFact* call : calls.detailed()) {
    chain.Follow({.issuer = Who(input.finding), .call = call}, 1);
  }
  section.counts = {{"issued_keys", static_cast<double>(chain.issued())},
                    {"used_keys", static_cast<double>(chain.used())}};
  section.judgement =
      chain.used() > 0 ? CardAnswer::kSuspicious : CardAnswer::kFact;
  if (chain.issued() == 0) {
    section.sentences.push_back("No call of the finding issued an access key.");
  }
  calls.TellIncomplete(calls.detailed().size(), section);
  return section;
}

}  // namespace farcall
