// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "geo/network/address.h"
#include "text/count.h"
#include "triage/runbook/command/look_up.h"
#include "triage/runbook/sections.h"
#include "triage/runbook/subject/asset_list.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kScope;
constexpr int64_t kLookBackSeconds = 24 * 3600;
constexpr size_t kLookUpsMax = 16;  // for all keys together

void AddKeyLookUps(const RunbookSubject& subject, std::string_view from,
                   StepList& steps) {
  size_t look_ups = 0;
  for (const SigningKey& key : subject.keys) {
    std::vector<std::string> regions = key.regions;
    if (regions.empty()) regions.emplace_back();
    for (const std::string& region : regions) {
      if (++look_ups > kLookUpsMax) return;
      steps.AddLook(kPhase,
                    "List all calls that were signed with the access key " +
                        ShownValue(kAccessKeyId, key.id) + " in " +
                        (IsFillable(kRegion, region) ? region : "each region") +
                        ": " + Count(key.calls, "call") +
                        " of the finding are known.",
                    LookUp("AccessKeyId", kAccessKeyId, key.id, region, from));
    }
  }
}

void AddNameLookUps(const RunbookSubject& subject, std::string_view from,
                    StepList& steps) {
  constexpr std::string_view kWarning =
      "CloudTrail looks up 90 days of one region, without data events.";
  if (!subject.user.empty()) {
    steps.AddLook(
        kPhase,
        "List all calls of the user " + ShownValue(kUserName, subject.user) +
            ".",
        LookUp("Username", kUserName, subject.user, subject.region, from),
        std::string(kWarning));
  }
  std::vector<std::string> names;
  for (const RoleSession& session : subject.sessions) {
    names.push_back(session.session);
  }
  if (names.empty() && !subject.session.empty()) {
    names.push_back(subject.session);
  }
  if (names.empty() && !subject.person.empty()) names.push_back(subject.person);
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  for (const std::string& name : names) {
    steps.AddLook(kPhase,
                  "List all calls of sessions with the name " +
                      ShownValue(kSessionName, name) + ".",
                  LookUp("Username", kSessionName, name, subject.region, from),
                  std::string(kWarning));
  }
}

void AddTouched(const RunbookSubject& subject, StepList& steps) {
  const AssetList touched = AssetsOf(subject.calls);
  if (touched.all == 0) {
    return steps.AddTask(
        kPhase,
        "List what the calls touched: servers, services and data of the 24 "
        "hours around them. No asset of them is kept.");
  }
  steps.AddTask(kPhase, "Check what the calls touched: " + Shown(touched));
  if (touched.shown.empty()) return;
  FilledCommand command("resourcegroupstaggingapi", "get-resources");
  command.SetAll("--resource-arn-list", kArn, touched.shown)
      .Set("--region", kRegion, subject.region);
  steps.AddLook(kPhase,
                "Read the tags of what was touched: owner, environment and "
                "how critical it is.",
                command,
                "Assets without tags, or of other regions, are left out.");
}

void AddAddress(const std::string& address, const AddressOwner& owner,
                StepList& steps) {
  const bool is_ipv6 = ParseAddress(address)->family == Address::Family::kIpv6;
  if (!is_ipv6) {
    FilledCommand addresses("ec2", "describe-addresses");
    addresses.Set("--public-ips", kAddress, address)
        .Set("--region", kRegion, owner.region);
    steps.AddLook(kPhase,
                  "Ask whether the address " + address +
                      " is an elastic address of this account.",
                  addresses, "An error says that it is none of this account.");
  }
  FilledCommand interfaces("ec2", "describe-network-interfaces");
  interfaces
      .Set("--filters",
           {"[{\"Name\":\"",
            is_ipv6 ? FixedText("ipv6-addresses.ipv6-address")
                    : FixedText("association.public-ip"),
            "\",\"Values\":[\"", CommandPart(kAddress, address), "\"]}]"})
      .Set("--region", kRegion, owner.region);
  steps.AddLook(
      kPhase,
      "Ask whether a network interface of this account has the address " +
          address + ".",
      interfaces,
      "Ask in each account of the organisation: nothing found in one account "
      "says nothing of the others.");
}

void AddAddresses(const CardInput& input, const RunbookSubject& subject,
                  StepList& steps) {
  for (const std::string& address : subject.addresses) {
    const auto owner = input.address_owners.find(address);
    if (owner == input.address_owners.end() || !IsFillable(kAddress, address)) {
      continue;
    }
    const AddressClass whose = owner->second.address_class;
    if (whose == AddressClass::kEc2Foreign || whose == AddressClass::kAws) {
      AddAddress(address, owner->second, steps);
    }
  }
}

}  // namespace

void AddScope(const CardInput& input, const RunbookSubject& subject,
              StepList& steps) {
  steps.AddLook(kPhase,
                "Check that the AWS CLI uses account " +
                    ShownValue(kAccount, subject.account) +
                    ": the commands of this runbook are for it.",
                FilledCommand("sts", "get-caller-identity"));
  const std::string from =
      UtcTime(input.finding.first_seconds - kLookBackSeconds);
  AddKeyLookUps(subject, from, steps);
  AddNameLookUps(subject, from, steps);
  AddTouched(subject, steps);
  AddAddresses(input, subject, steps);
}

}  // namespace farcall
