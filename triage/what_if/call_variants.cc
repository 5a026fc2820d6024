// SPDX-License-Identifier: Apache-2.0
#include "triage/what_if/call_variants.h"

#include <algorithm>
#include <utility>

#include "scoring/batch/finding_teaching.h"
#include "scoring/detectors/belief.h"
#include "scoring/event/country_code.h"
#include "scoring/event/tool.h"
#include "triage/card/finding_calls.h"

namespace farcall {
namespace {

const EventFact* FactOf(const CardInput& input, const std::string& event_id) {
  const auto found =
      std::ranges::find(input.facts, event_id, &EventFact::event_id);
  return found == input.facts.end() ? nullptr : &*found;
}

// What is most usual for the principal at the time of the call, most first.
std::vector<std::string> UsualValues(const Model& model, const CardInput& input,
                                     Attribute attribute, const Event& call) {
  std::vector<std::string> values;
  if (input.principal == nullptr || input.tenant == nullptr) return values;
  for (const Belief& belief :
       BeliefsOf(model, {EntityKind::kPrincipal, attribute}, *input.principal,
                 *input.tenant, call.event_time_seconds)) {
    if (belief.weight > 0) values.push_back(belief.value->value);
  }
  return values;
}

// An address of a network: `198.51.100.0` of `198.51.100.0/24`.
std::string AddressIn(const std::string& network) {
  return network.substr(0, network.find('/'));
}

// A user agent of the tool: of a call that is kept, or made up; empty = none is
// known.
std::string AgentOf(const CardInput& input, const std::string& tool) {
  for (const EventFact& fact : input.facts) {
    if (ToolOfFact(fact) == tool) return fact.user_agent;
  }
  std::string agent = tool + "/1.0";
  return ToolOf(agent, false) == tool ? agent : "";
}

bool IsOddForInstance(const Finding& finding) {
  return std::ranges::find(finding.opening_factors, "instance_elsewhere",
                           &FrozenFactor::detector) !=
         finding.opening_factors.end();
}

class Variants {
 public:
  Variants(const Model& model, const CardInput& input, const Event& call)
      : model_(model), input_(input), call_(call) {}

  std::vector<CallVariant> Make() && {
    AddOrigin();
    AddTool();
    AddCommand();
    AddError();
    AddPrincipal();
    AddTime();
    return std::move(variants_);
  }

 private:
  Event& Add(std::string changed, std::string to) {
    return variants_
        .emplace_back(CallVariant{
            .changed = std::move(changed), .to = std::move(to), .event = call_})
        .event;
  }
  std::vector<std::string> Usual(Attribute attribute) const {
    return UsualValues(model_, input_, attribute, call_);
  }

  void AddOrigin() {
    for (const std::string& country : Usual(Attribute::kCountry)) {
      if (country == call_.country || !IsCountryCode(country)) continue;
      Event& event = Add("origin", country);
      event.country = country;
      for (const std::string& network : Usual(Attribute::kNetwork)) {
        if (network == NetworkOfAddress(call_.source_address)) continue;
        event.source_address = AddressIn(network);
        return;
      }
      return;
    }
  }

  void AddTool() {
    const std::string_view own = ToolOf(call_.user_agent, call_.invoked_by_aws);
    for (const std::string& tool : Usual(Attribute::kTool)) {
      if (tool == own) return;
      std::string agent = AgentOf(input_, tool);
      if (agent.empty()) continue;
      Event& event = Add("tool", tool);
      event.user_agent = std::move(agent);
      event.from_console = tool == kConsoleTool;
      return;
    }
  }

  void AddCommand() {
    const auto usual = Usual(Attribute::kCommand);
    if (usual.empty() || usual.front() == call_.command) return;
    Add("command", usual.front()).command = usual.front();
  }

  void AddError() {
    if (call_.error_code.empty()) return;
    Add("error", "none").error_code.clear();
  }

  // The one who called from there last.
  void AddPrincipal() {
    for (const TermUse& use : input_.origin_uses.uses) {
      if (use.principal == call_.principal ||
          use.principal_kind != call_.principal_kind ||
          use.last_seconds > call_.event_time_seconds) {
        continue;
      }
      Event& event = Add("principal", use.principal);
      event.principal = use.principal;
      event.role.clear();
      return;
    }
  }

  void AddTime() {
    if (input_.principal == nullptr || input_.tenant == nullptr) return;
    for (const Belief& belief :
         BeliefsOf(model_, kPlaceSource, *input_.principal, *input_.tenant,
                   call_.event_time_seconds)) {
      if (belief.value->value != input_.finding.origin) continue;
      const int64_t settles = belief.standing.settles_seconds;
      if (settles <= call_.event_time_seconds) return;
      Add("time", std::to_string(settles)).event_time_seconds = settles;
      return;
    }
  }

  const Model& model_;
  const CardInput& input_;
  const Event& call_;
  std::vector<CallVariant> variants_{};
};

}  // namespace

std::optional<Event> OddestCallOf(const CardInput& input) {
  const Finding& finding = input.finding;
  if (finding.samples.empty() || IsOddForInstance(finding)) return std::nullopt;
  const FindingSample& sample =
      *std::ranges::max_element(finding.samples, {}, &FindingSample::centibits);
  Event call = EventOf(sample, finding);
  call.event_time_seconds = finding.last_seconds + 1;
  if (IsCountryCode(finding.origin)) call.country = finding.origin;
  if (const EventFact* fact = FactOf(input, sample.event_id)) {
    call.from_console = fact->from_console;
    call.invoked_by_aws = fact->invoked_by_aws;
  }
  return call;
}

std::vector<CallVariant> VariantsOf(const Model& model, const CardInput& input,
                                    const Event& call) {
  return Variants(model, input, call).Make();
}

}  // namespace farcall
