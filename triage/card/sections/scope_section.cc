// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "commands/command_table.h"
#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/kept_calls.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr int64_t kScopeSeconds = 24 * 3600;
constexpr size_t kRowsMax = 200;
constexpr size_t kServicesToldMax = 5;
constexpr size_t kArnBytesMax = 160;

std::string ServiceOf(const std::string& command) {
  return command.substr(0, command.find(':'));
}

struct Asset {
  CommandClass command_class = CommandClass::kUnknown;  // the worst
  uint64_t calls = 0;
  int64_t first_seconds = 0;
  int64_t last_seconds = 0;
};

// What was touched within a day.
struct Touched {
  std::map<std::string, Asset> assets{};
  std::map<std::string, uint64_t> services{};  // calls by service
  std::set<std::string> before{};              // assets of the calls before
  uint64_t calls = 0;
  uint64_t calls_without_asset = 0;
};

void Touch(const EventFact& call, Touched& touched) {
  ++touched.calls;
  ++touched.services[ServiceOf(call.command)];
  if (call.details.assets.empty()) ++touched.calls_without_asset;
  for (const std::string& name : call.details.assets) {
    Asset& asset = touched.assets[name];
    if (asset.calls++ == 0) asset.first_seconds = call.at_seconds;
    asset.last_seconds = call.at_seconds;
    asset.command_class =
        std::max(asset.command_class,
                 FactsOf(call.command, call.details.read_only).command_class);
  }
}

// The day that ends with the finding's last call.
Touched TouchedBy(const CardInput& input) {
  const int64_t to_seconds = input.finding.last_seconds;
  const int64_t from_seconds = to_seconds - kScopeSeconds;
  Touched touched;
  for (const EventFact& call : input.facts) {
    if (call.at_seconds > to_seconds) continue;
    if (call.at_seconds >= from_seconds) {
      Touch(call, touched);
    } else {
      touched.before.insert(call.details.assets.begin(),
                            call.details.assets.end());
    }
  }
  return touched;
}

// "s3 18, iam 7 and 3 more services"
std::string ServicesOf(const Touched& touched) {
  std::vector<std::pair<uint64_t, std::string>> most;
  for (const auto& [service, calls] : touched.services) {
    most.emplace_back(calls, service);
  }
  std::ranges::sort(most, [](const auto& a, const auto& b) {
    return std::tie(b.first, a.second) < std::tie(a.first, b.second);
  });
  std::vector<std::string> parts;
  for (const auto& [calls, service] : most) {
    if (parts.size() == kServicesToldMax) {
      parts.push_back(std::to_string(most.size() - kServicesToldMax) + " more");
      break;
    }
    parts.push_back(ShownText(service) + " " + WithThousands(calls));
  }
  return Listed(parts);
}

// What of it is called critical, and why: these are what to look at first.
std::string CriticalOf(const Touched& touched, const CardInput& input) {
  std::vector<std::string> parts;
  for (const auto& [asset, note] : input.critical_assets) {
    if (!touched.assets.contains(asset)) continue;
    parts.push_back(ShownText(asset, kArnBytesMax));
    if (!note.empty()) parts.back() += " (" + ShownText(note) + ")";
  }
  return Listed(parts);
}

void AddRows(const Touched& touched, CardSection& section) {
  std::vector<const std::pair<const std::string, Asset>*> order;
  for (const auto& asset : touched.assets) order.push_back(&asset);
  std::ranges::stable_sort(order, [](const auto* a, const auto* b) {
    return std::tie(b->second.command_class, b->second.calls) <
           std::tie(a->second.command_class, a->second.calls);
  });
  section.rows = {{"asset", "class", "calls", "first", "last"}};
  for (size_t i = 0; i < order.size() && i < kRowsMax; ++i) {
    const auto& [name, asset] = *order[i];
    section.rows.push_back({ShownText(name, kArnBytesMax),
                            std::string(CommandClassName(asset.command_class)),
                            std::to_string(asset.calls),
                            TimeUtc(asset.first_seconds),
                            TimeUtc(asset.last_seconds)});
  }
}

}  // namespace

CardSection ScopeSection(const CardInput& input) {
  CardSection section{.key = "scope",
                      .question = "What did the principal touch in 24 hours?"};
  if (input.facts.empty()) {
    section.missing = KeptCalls(input).missing();
    return section;
  }
  const Touched touched = TouchedBy(input);
  if (touched.calls == 0) {
    section.missing = "no call of those 24 hours is kept";
    return section;
  }
  const auto fresh =
      std::ranges::count_if(touched.assets, [&touched](const auto& asset) {
        return !touched.before.contains(asset.first);
      });
  section.sentences.push_back("In the 24 hours up to the last call " +
                              Who(input.finding) + " called " +
                              Count(touched.services.size(), "service") + ": " +
                              ServicesOf(touched) + ".");
  if (!touched.assets.empty()) {
    section.sentences.push_back("The calls touched " +
                                Count(touched.assets.size(), "asset") + ", " +
                                WithThousands(static_cast<uint64_t>(fresh)) +
                                " of them not in the kept hours before.");
  }
  if (const std::string critical = CriticalOf(touched, input);
      !critical.empty()) {
    section.sentences.push_back("Critical by your list: " + critical + ".");
  }
  if (touched.calls_without_asset > 0) {
    section.sentences.push_back("The asset of " +
                                Count(touched.calls_without_asset, "call") +
                                " is not known.");
  }
  if (input.facts_not_kept > 0) {
    section.sentences.push_back(Count(input.facts_not_kept, "further call") +
                                (input.facts_not_kept == 1 ? " is" : " are") +
                                " not kept.");
  }
  if (!touched.assets.empty()) AddRows(touched, section);
  section.counts = {{"assets", static_cast<double>(touched.assets.size())},
                    {"new_assets", static_cast<double>(fresh)},
                    {"calls", static_cast<double>(touched.calls)}};
  section.judgement = CardAnswer::kFact;
  return section;
}

}  // namespace farcall
