// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "scoring/records/attribute.h"
#include "text/count.h"
#include "text/shown_text.h"
#include "triage/card/card_text.h"
#include "triage/card/kept_calls.h"
#include "triage/card/sections/section_text.h"
#include "triage/card/sections/sections.h"

namespace farcall {
namespace {

constexpr size_t kAddressesToldMax = 8;
constexpr std::string_view kInstanceDetector = "instance_elsewhere";
constexpr int64_t kNearSeconds = 48 * 3600;

// The addresses of a finding's calls, and how many calls each has.
std::map<std::string, uint64_t> AddressesOf(
    std::span<const EventFact* const> calls) {
  std::map<std::string, uint64_t> addresses;
  for (const EventFact* call : calls) {
    if (!call->source_address.empty()) ++addresses[call->source_address];
  }
  return addresses;
}

AddressOwner OwnerOf(const std::string& address, const CardInput& input) {
  const auto it = input.address_owners.find(address);
  return it == input.address_owners.end() ? AddressOwner{} : it->second;
}

// Whether whoever calls from there is not the organisation.
bool IsForeign(AddressClass address_class) {
  return address_class == AddressClass::kInternet ||
         address_class == AddressClass::kEc2Foreign ||
         address_class == AddressClass::kAws ||
         address_class == AddressClass::kAnonymizer;
}

std::string SentenceOn(const std::string& address, const AddressOwner& owner) {
  if (!owner.sentence.empty()) return ShownText(owner.sentence, 512);
  const std::string shown = ShownText(address);
  switch (owner.address_class) {
    case AddressClass::kInternet:
      return shown + " is no address of AWS.";
    case AddressClass::kOwn:
      return shown + " is in the list of own addresses.";
    case AddressClass::kOwnLearned:
      return shown + " was used by EC2 instances of the organisation.";
    case AddressClass::kEc2Foreign:
      return shown + " is of EC2, and not known as one of the organisation.";
    case AddressClass::kAws:
      return shown + " is an address of AWS, but not of EC2.";
    case AddressClass::kAnonymizer:
      return shown + " is an exit of an anonymizer.";
    case AddressClass::kPseudo:
      return shown + " is no address on the internet.";
    case AddressClass::kUnknown:
      break;
  }
  return {};
}

// The most that speaks for something bad; an address that is not known stands
// beside a known one as a fact.
CardAnswer AnswerOf(const std::set<AddressClass>& classes) {
  if (classes.contains(AddressClass::kEc2Foreign) ||
      classes.contains(AddressClass::kAnonymizer)) {
    return CardAnswer::kSuspicious;
  }
  const bool all_own = std::ranges::all_of(classes, [](AddressClass of) {
    return of == AddressClass::kOwn || of == AddressClass::kOwnLearned;
  });
  return all_own ? CardAnswer::kNormal : CardAnswer::kFact;
}

// The id of the instance that the principal is a session of; empty = none.
std::string InstanceOfSession(const Finding& finding) {
  if (finding.principal_kind != PrincipalKind::kSession) return {};
  const std::string name =
      finding.principal.substr(finding.principal.rfind('/') + 1);
  return IsInstanceId(name) ? name : std::string();
}

// The principal's key up to the name of its session.
std::string_view RoleOf(const Finding& finding) {
  return std::string_view(finding.principal)
      .substr(0, finding.principal.rfind('/') + 1);
}

void TellCommandsOfRole(const CardInput& input, CardSection& section) {
  if (input.role == nullptr) return;
  // Other sessions' calls: the role's without those of this one.
  const Histogram& of_role = input.role->Of(Attribute::kCommand);
  const Histogram* own = input.principal == nullptr
                             ? nullptr
                             : &input.principal->Of(Attribute::kCommand);
  const auto others_call = [&](const ValueCount& value) {
    const ValueCount* mine = own == nullptr ? nullptr : own->Find(value.value);
    return value.calls() > (mine == nullptr ? 0 : mine->calls());
  };
  const auto known = std::ranges::count_if(of_role.values(), others_call);
  const auto usual = std::ranges::count_if(
      input.finding.commands, [&](const CallsOfText& command) {
        const ValueCount* value = of_role.Find(command.text);
        return value != nullptr && others_call(*value);
      });
  section.counts["usual_commands"] = static_cast<double>(usual);
  section.sentences.push_back(
      WithThousands(static_cast<uint64_t>(usual)) + " of " +
      Count(input.finding.commands.size(), "command") + " " +
      std::string(IsOrAre(static_cast<uint64_t>(usual))) + " among the " +
      WithThousands(static_cast<uint64_t>(known)) +
      " that other sessions of the role call.");
}

void TellFindingsOfRole(const CardInput& input, CardSection& section) {
  const auto is_near = [&input](const Finding& other) {
    return other.id != input.finding.id &&
           other.last_seconds >= input.finding.first_seconds - kNearSeconds;
  };
  const auto own = std::ranges::count_if(input.own_findings, is_near);
  const auto of_role =
      std::ranges::count_if(input.other_findings, [&](const Finding& other) {
        return is_near(other) && RoleOf(other) == RoleOf(input.finding);
      });
  section.sentences.push_back(
      Count(static_cast<uint64_t>(own + of_role), "other finding") +
      " of the role in 48 hours, " + WithThousands(static_cast<uint64_t>(own)) +
      " of them of this instance.");
}

// Gives the finding's calls with credentials of an instance, from addresses
// that are not the organisation's.
uint64_t TellForeign(const KeptCalls& calls, bool is_instance,
                     const CardInput& input, CardSection& section) {
  uint64_t delivered = 0;
  uint64_t foreign = 0;
  for (const EventFact* call : calls.calls()) {
    const bool is_delivered = !call->details.ec2_role_delivery.empty();
    delivered += is_delivered ? 1 : 0;
    if (!is_delivered && !is_instance) continue;
    foreign +=
        IsForeign(OwnerOf(call->source_address, input).address_class) ? 1 : 0;
  }
  if (delivered > 0) {
    section.sentences.push_back(
        "CloudTrail says of " + Count(delivered, "call") +
        " that an EC2 instance was given the credentials.");
  }
  section.counts["delivered_calls"] = static_cast<double>(delivered);
  section.counts["foreign_calls"] = static_cast<double>(foreign);
  if (foreign > 0) {
    section.sentences.push_back(
        Count(foreign, "call") +
        " with credentials of an instance came from "
        "an address that is not the organisation's: they are stolen, or the "
        "address is new.");
  }
  return foreign;
}

}  // namespace

CardSection Ec2AddressSection(const CardInput& input) {
  CardSection section{.key = "ec2_address",
                      .question = "Whose are the addresses?"};
  const KeptCalls calls(input);
  std::set<AddressClass> classes;
  size_t told = 0;
  for (const auto& [address, number] : AddressesOf(calls.calls())) {
    const AddressOwner owner = OwnerOf(address, input);
    section.rows.push_back({ShownText(address), std::to_string(number)});
    const std::string sentence = SentenceOn(address, owner);
    if (sentence.empty()) continue;
    classes.insert(owner.address_class);
    if (told++ < kAddressesToldMax) section.sentences.push_back(sentence);
  }
  if (section.rows.empty()) {
    section.missing =
        calls.calls().empty() ? calls.missing() : "the calls have no address";
    return section;
  }
  section.rows.insert(section.rows.begin(), {"address", "calls"});
  calls.TellIncomplete(calls.calls().size(), section);
  if (!input.has_aws_ranges) section.missing = "give `aws-ip-ranges`";
  if (classes.empty()) {
    if (section.missing.empty()) {
      section.missing = "nothing is known of the addresses";
    }
    return section;
  }
  section.counts = {
      {"internet", classes.contains(AddressClass::kInternet) ? 1 : 0},
      {"foreign_ec2", classes.contains(AddressClass::kEc2Foreign) ? 1 : 0},
      {"anonymizer", classes.contains(AddressClass::kAnonymizer) ? 1 : 0},
      {"own", classes.contains(AddressClass::kOwn) ||
                      classes.contains(AddressClass::kOwnLearned)
                  ? 1
                  : 0}};
  section.judgement = AnswerOf(classes);
  return section;
}

CardSection InstanceSection(const CardInput& input) {
  CardSection section{
      .key = "instance",
      .question = "Are they credentials of an EC2 instance, and used by it?"};
  const Finding& finding = input.finding;
  const KeptCalls calls(input);
  const std::string instance = InstanceOfSession(finding);
  const auto elsewhere = std::ranges::find(
      finding.opening_factors, kInstanceDetector, &FrozenFactor::detector);
  const bool is_elsewhere =
      elsewhere != finding.opening_factors.end() && elsewhere->bits > 0;
  if (is_elsewhere) {
    section.sentences.push_back(Capital(ExplanationOf(*elsewhere)) + ".");
  }
  if (!instance.empty()) {
    section.sentences.push_back(
        "The principal is a session of the EC2 instance " + instance + ".");
  }
  const uint64_t foreign =
      TellForeign(calls, !instance.empty(), input, section);
  const bool is_instance = !instance.empty() || is_elsewhere ||
                           section.counts["delivered_calls"] > 0;
  section.counts["is_instance"] = is_instance ? 1 : 0;
  if (!is_instance) {
    if (finding.principal_kind == PrincipalKind::kRole &&
        !calls.missing().empty()) {
      section.missing = calls.missing();
      return section;
    }
    section.judgement = CardAnswer::kFact;
    section.sentences.push_back(
        "No call is known to have credentials of an EC2 instance.");
    return section;
  }

  TellCommandsOfRole(input, section);
  if (!instance.empty()) TellFindingsOfRole(input, section);
  const std::map<std::string, uint64_t> addresses = AddressesOf(calls.calls());
  bool all_own = !addresses.empty();
  for (const auto& [address, number] : addresses) {
    const AddressClass of = OwnerOf(address, input).address_class;
    all_own &= of != AddressClass::kUnknown && !IsForeign(of);
    if (of == AddressClass::kUnknown) {
      section.missing = "whose the addresses are is not known";
    }
  }
  if (is_elsewhere || foreign > 0) {
    section.judgement = CardAnswer::kSuspicious;
  } else {
    section.judgement = all_own ? CardAnswer::kNormal : CardAnswer::kFact;
  }
  return section;
}

}  // namespace farcall
