// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/kept_calls.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr size_t kParametersToldMax = 8;
constexpr size_t kAssetsToldMax = 3;
constexpr size_t kTextBytesMax = 160;

void TellParameters(const KeptCalls& calls, CardSection& section) {
  std::set<std::string> before;
  for (const EventFact* call : calls.others()) {
    before.insert(call->details.parameters.begin(),
                  call->details.parameters.end());
  }
  std::map<std::string, uint64_t> named;
  for (const EventFact* call : calls.detailed()) {
    for (const std::string& text : call->details.parameters) ++named[text];
  }
  section.rows = {{"parameter", "calls", "other calls of the principal"}};
  std::vector<std::string> parts;
  size_t fresh = 0;
  for (const auto& [text, number] : named) {
    const bool is_new = !before.contains(text);
    fresh += is_new ? 1 : 0;
    section.rows.push_back({ShownText(text, kTextBytesMax),
                            std::to_string(number), is_new ? "no" : "yes"});
    if (parts.size() < kParametersToldMax) {
      parts.push_back(ShownText(text, kTextBytesMax) +
                      (is_new ? " (new)" : ""));
    }
  }
  section.counts["parameters"] = static_cast<double>(named.size());
  section.counts["new_parameters"] = static_cast<double>(fresh);
  if (named.empty()) {
    section.rows.clear();
    return;
  }
  section.sentences.push_back("Parameters that are kept: " + Listed(parts) +
                              ".");
  section.sentences.push_back(WithThousands(fresh) + " of " +
                              Count(named.size(), "parameter") + " " +
                              std::string(IsOrAre(fresh)) +
                              " new: no other kept call of the principal has " +
                              (fresh == 1 ? "it." : "them."));
}

// Gives the calls that have the very parameters of another call of theirs.
uint64_t TellRepeats(const KeptCalls& calls, CardSection& section) {
  std::map<std::pair<std::string, uint64_t>, uint64_t> before;
  for (const EventFact* call : calls.others()) {
    if (call->details.parameters_fingerprint == 0) continue;
    ++before[{call->command, call->details.parameters_fingerprint}];
  }
  // By command: calls of the finding, and other calls with the same parameters.
  std::map<std::string, std::pair<uint64_t, uint64_t>> repeats;
  uint64_t sum = 0;
  for (const EventFact* call : calls.detailed()) {
    const auto it =
        before.find({call->command, call->details.parameters_fingerprint});
    if (it == before.end()) continue;
    auto& [own, others] = repeats[call->command];
    ++own;
    others = std::max(others, it->second);
    ++sum;
  }
  for (const auto& [command, numbers] : repeats) {
    section.sentences.push_back(
        Count(numbers.first, "call") + " of " + ShownText(command) +
        " had the same parameters as " + Count(numbers.second, "other call") +
        " of the principal.");
  }
  return sum;
}

// Assets that no other principal named as long as it is kept.
void TellUnknownAssets(const KeptCalls& calls, const CardInput& input,
                       CardSection& section) {
  std::set<std::string> unknown;
  uint64_t naming = 0;
  for (const EventFact* call : calls.detailed()) {
    bool names_unknown = false;
    for (const std::string& asset : call->details.assets) {
      const auto it = input.asset_uses.find(asset);
      if (it == input.asset_uses.end() || it->second.more) continue;
      const bool is_known =
          std::ranges::any_of(it->second.uses, [&input](const TermUse& use) {
            return use.principal != input.finding.principal;
          });
      if (is_known) continue;
      unknown.insert(asset);
      names_unknown = true;
    }
    naming += names_unknown ? 1 : 0;
  }
  section.counts["calls_to_unknown_assets"] = static_cast<double>(naming);
  if (naming == 0) return;
  std::vector<std::string> names;
  for (const std::string& asset : unknown) {
    if (names.size() < kAssetsToldMax) {
      names.push_back(ShownText(asset, kTextBytesMax));
    }
  }
  section.sentences.push_back(
      WithThousands(naming) + " of " + Count(calls.detailed().size(), "call") +
      " named what no other principal named in the hours that are kept: " +
      Listed(names) + (unknown.size() > names.size() ? " and more." : "."));
}

}  // namespace

CardSection ParametersSection(const CardInput& input) {
  CardSection section{.key = "parameters",
                      .question = "With which request parameters?"};
  const KeptCalls calls(input);
  section.missing = calls.missing();
  if (!section.missing.empty()) return section;
  TellParameters(calls, section);
  const uint64_t repeats = TellRepeats(calls, section);
  TellUnknownAssets(calls, input, section);
  section.counts["repeats"] = static_cast<double>(repeats);
  if (section.sentences.empty()) {
    section.missing = "the calls have no parameters that are kept";
    return section;
  }
  section.judgement = repeats == calls.detailed().size() ? CardAnswer::kNormal
                                                         : CardAnswer::kFact;
  calls.TellIncomplete(calls.detailed().size(), section);
  return section;
}

}  // namespace farcall
