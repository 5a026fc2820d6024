// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>

#include "scoring/event/tool.h"
#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/agent_class.h"
#include "triage/card/card_text.h"
#include "triage/card/command_use.h"
#include "triage/card/finding_calls.h"
#include "triage/card/hours_outside.h"
#include "triage/card/kept_calls.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr size_t kToolsToldMax = 3;
constexpr size_t kAgentBytesMax = 120;

struct ToolUse {
  std::string agent{};  // of the latest call
  AgentClass agent_class = AgentClass::kOther;
  uint64_t calls = 0;     // of the finding that are kept
  int64_t own_hours = 0;  // of the principal, outside the finding
  // Of other principals; nothing = their baseline is not at hand.
  std::optional<uint64_t> others_calls{};
};

using ToolUses = std::map<std::string, ToolUse>;

uint64_t CallsBy(const std::string& tool, const Baseline* baseline) {
  if (baseline == nullptr) return 0;
  const ValueCount* seen = baseline->Of(Attribute::kTool).Find(tool);
  return seen == nullptr ? 0 : seen->calls();
}

ToolUses ToolsOf(const KeptCalls& calls, const CardInput& input) {
  ToolUses tools;
  for (const EventFact* call : calls.calls()) {
    if (call->user_agent.empty()) continue;
    const std::string name(ToolOfFact(*call));
    ToolUse& tool = tools[name];
    ++tool.calls;
    tool.agent = call->user_agent;
    tool.agent_class =
        std::max(tool.agent_class,
                 call->from_console
                     ? AgentClass::kConsole
                     : ClassOfAgent(call->user_agent, call->invoked_by_aws));
  }
  for (auto& [name, tool] : tools) {
    if (input.principal != nullptr) {
      tool.own_hours = HoursOutside(
          input.finding, input.principal->Of(Attribute::kTool), name);
    }
    if (input.tenant == nullptr) continue;
    const uint64_t all = CallsBy(name, input.tenant);
    tool.others_calls = all - std::min(all, CallsBy(name, input.principal));
  }
  return tools;
}

void Tell(const std::string& name, const ToolUse& tool, int64_t all_hours,
          const CardInput& input, CardSection& section) {
  const std::string agent = ShownText(tool.agent, kAgentBytesMax);
  const std::string kind(AgentClassName(tool.agent_class));
  if (name.empty()) {
    section.sentences.push_back(Count(tool.calls, "call") +
                                (tool.calls == 1 ? " was" : " were") +
                                " made by AWS itself: " + agent + ".");
    return;
  }
  section.sentences.push_back(
      Count(tool.calls, "call") + (tool.calls == 1 ? " was" : " were") +
      " made by " + ShownText(name) + ", a client of the kind " + kind + ": " +
      agent + ".");
  std::string usual =
      Capital(Who(input.finding)) + " used " + ShownText(name) + " in " +
      WithThousands(static_cast<uint64_t>(tool.own_hours)) + " of " +
      Count(static_cast<uint64_t>(all_hours), "hour") + " outside this finding";
  if (tool.others_calls.has_value()) {
    usual += "; " + Count(*tool.others_calls, "call") +
             " by the rest of the organisation";
  }
  section.sentences.push_back(usual + ".");
}

// "Of the hours of alice, 98 % were of CONSOLE and 2 % of CLI."
void TellUsual(const CardInput& input, CardSection& section) {
  if (input.principal == nullptr) return;
  std::map<AgentClass, int64_t> hours;
  int64_t sum = 0;
  for (const ValueCount& value :
       input.principal->Of(Attribute::kTool).values()) {
    const int64_t of_tool = HoursOutside(input.finding, value);
    if (of_tool == 0) continue;
    hours[ClassOfTool(value.value)] += of_tool;
    sum += of_tool;
  }
  if (sum == 0) return;
  std::vector<std::pair<int64_t, AgentClass>> most;
  for (const auto& [agent_class, number] : hours) {
    most.emplace_back(-number, agent_class);
  }
  std::ranges::sort(most);
  std::vector<std::string> parts;
  for (const auto& [number, agent_class] : most) {
    parts.push_back(
        std::string(AgentClassName(agent_class)) + " " +
        Percent(static_cast<double>(-number) / static_cast<double>(sum)));
  }
  section.sentences.push_back("Usual kinds of client of " + Who(input.finding) +
                              ": " + Listed(parts) + ".");
}

CardAnswer AnswerOf(const ToolUses& tools, const CardInput& input) {
  bool all_known = true;
  for (const auto& [name, tool] : tools) {
    if (tool.agent_class == AgentClass::kOffensive) {
      return CardAnswer::kSuspicious;
    }
    all_known &= name.empty() || tool.own_hours > 0;
  }
  if (all_known) return CardAnswer::kNormal;
  return StateAtOpening(input) == BaselineState::kCold
             ? CardAnswer::kFact
             : CardAnswer::kSuspicious;
}

}  // namespace

CardSection AgentSection(const CardInput& input) {
  CardSection section{.key = "agent",
                      .question = "By which programs, and are they usual?"};
  const KeptCalls calls(input);
  const ToolUses tools = ToolsOf(calls, input);
  if (tools.empty()) {
    section.missing = calls.calls().empty()
                          ? calls.missing()
                          : "the records of the calls have no user agent";
    return section;
  }
  const int64_t all_hours =
      input.principal == nullptr
          ? 0
          : HoursOutside(input.finding, input.principal->Of(Attribute::kTool));
  section.rows = {
      {"tool", "kind", "calls", "other hours of the principal", "agent"}};
  size_t told = 0;
  size_t new_tools = 0;
  size_t offensive = 0;
  for (const auto& [name, tool] : tools) {
    if (told++ < kToolsToldMax) Tell(name, tool, all_hours, input, section);
    if (!name.empty() && tool.own_hours == 0) ++new_tools;
    if (tool.agent_class == AgentClass::kOffensive) ++offensive;
    section.rows.push_back(
        {ShownText(name), std::string(AgentClassName(tool.agent_class)),
         std::to_string(tool.calls), std::to_string(tool.own_hours),
         ShownText(tool.agent, kAgentBytesMax)});
  }
  TellUsual(input, section);
  calls.TellIncomplete(calls.calls().size(), section);
  section.counts = {
      {"tools", static_cast<double>(tools.size())},
      {"new_tools", static_cast<double>(new_tools)},
      {"offensive_tools", static_cast<double>(offensive)},
      {"from_console", tools.contains(std::string(kConsoleTool)) ? 1 : 0}};
  section.judgement = AnswerOf(tools, input);
  return section;
}

}  // namespace farcall
