// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/subject/subject.h"

#include <algorithm>
#include <map>

#include "absl/time/time.h"
#include "cloudtrail/identity/arn.h"
#include "scoring/event/event.h"
#include "triage/card/finding_calls.h"

namespace farcall {
namespace {

std::string_view AfterLast(std::string_view text, char separator) {
  return text.substr(text.rfind(separator) + 1);
}

template <typename Item>
void AddOnce(Item item, size_t most, std::vector<Item>& items) {
  if (items.size() >= most) return;
  if (std::ranges::find(items, item) == items.end()) {
    items.push_back(std::move(item));
  }
}

void TakePartition(const Arn& arn, RunbookSubject& subject) {
  if (IsFillable(CommandField::kPartition, arn.partition)) {
    subject.partition = arn.partition;
  }
}

// Of a key that begins with the digits of an account (docs/cloudtrail.md, 5).
void TakePlainKey(std::string_view key, RunbookSubject& subject) {
  const size_t colon = key.find(':');
  if (colon == key.npos) return;
  subject.account = key.substr(0, colon);
  if (subject.kind == PrincipalKind::kHuman ||
      subject.kind == PrincipalKind::kFederated) {
    subject.person = AfterLast(key, '/');
  }
}

void TakeArn(const Arn& arn, RunbookSubject& subject) {
  TakePartition(arn, subject);
  subject.account = arn.account;
  if (const auto assumed = AssumedRole::Parse(arn)) {
    subject.role = assumed->role;
    subject.session = assumed->session;
    return;
  }
  constexpr std::string_view kFederated = "/federated/";
  std::string_view resource = arn.resource;
  if (const size_t at = resource.rfind(kFederated);
      subject.kind == PrincipalKind::kFederated && at != resource.npos) {
    subject.person = resource.substr(at + kFederated.size());
    resource = resource.substr(0, at);
  }
  std::string& name =
      resource.starts_with("role/") ? subject.role : subject.user;
  name = AfterLast(resource, '/');
}

void TakePrincipal(const Finding& finding, RunbookSubject& subject) {
  subject.kind = finding.principal_kind;
  if (const auto arn = Arn::Parse(finding.principal)) {
    TakeArn(*arn, subject);
  } else {
    TakePlainKey(finding.principal, subject);
  }
  if (subject.account.empty() && !finding.accounts.empty()) {
    subject.account = finding.accounts.front().text;
  }
}

void TakeKey(const EventFact& call, RunbookSubject& subject) {
  const std::string& id = call.details.access_key_id;
  if (id.empty()) return;
  auto key = std::ranges::find(subject.keys, id, &SigningKey::id);
  if (key == subject.keys.end()) {
    if (subject.keys.size() >= kRunbookKeysMax) return;
    key = subject.keys.insert(key, SigningKey{.id = id});
  }
  ++key->calls;
  if (!call.details.region.empty()) {
    AddOnce(call.details.region, kRunbookKeysMax, key->regions);
  }
}

void TakeCall(const EventFact& call, RunbookSubject& subject) {
  subject.calls.push_back(&call);
  TakeKey(call, subject);
  if (!call.source_address.empty()) {
    AddOnce(call.source_address, kRunbookAddressesMax, subject.addresses);
  }
  const auto arn = Arn::Parse(call.details.identity_arn);
  if (!arn) return;
  TakePartition(*arn, subject);
  const auto assumed = AssumedRole::Parse(*arn);
  if (!assumed) return;
  AddOnce(RoleSession{.account = std::string(arn->account),
                      .role = std::string(assumed->role),
                      .session = std::string(assumed->session)},
          kRunbookSessionsMax, subject.sessions);
  if (IsInstanceId(assumed->session)) {
    AddOnce(std::string(assumed->session), kRunbookSessionsMax,
            subject.instances);
  }
}

// The value that most calls have; empty = none has one.
std::string MostUsedRegion(const std::vector<const EventFact*>& calls) {
  std::map<std::string_view, int> uses;
  for (const EventFact* call : calls) ++uses[call->details.region];
  uses.erase("");
  const auto most = std::ranges::max_element(
      uses, {}, [](const auto& use) { return use.second; });
  return most == uses.end() ? std::string() : std::string(most->first);
}

}  // namespace

RunbookSubject SubjectOf(const CardInput& input) {
  const Finding& finding = input.finding;
  RunbookSubject subject;
  TakePrincipal(finding, subject);
  for (const EventFact* call : KeptCallsOf(input)) TakeCall(*call, subject);
  for (const FindingSample& sample : finding.samples) {
    if (sample.source_address.empty()) continue;
    AddOnce(sample.source_address, kRunbookAddressesMax, subject.addresses);
  }
  if (IsInstanceId(subject.session)) {
    AddOnce(subject.session, kRunbookSessionsMax, subject.instances);
  }
  if (subject.role.empty() && !subject.sessions.empty()) {
    subject.role = subject.sessions.front().role;
  }
  subject.region = MostUsedRegion(subject.calls);
  return subject;
}

bool HasCommand(const Finding& finding, std::string_view command) {
  return std::ranges::find(finding.commands, command, &CallsOfText::text) !=
         finding.commands.end();
}

std::string ShownValue(CommandField field, std::string_view value) {
  return IsFillable(field, value) ? std::string(value)
                                  : "(its name is not filled in)";
}

std::string ShownSubject(const RunbookSubject& subject) {
  switch (subject.kind) {
    case PrincipalKind::kUser:
      return "the user " + ShownValue(CommandField::kUserName, subject.user);
    case PrincipalKind::kRole:
      return "the role " + ShownValue(CommandField::kRoleName, subject.role);
    case PrincipalKind::kSession:
      return "the session " +
             ShownValue(CommandField::kSessionName, subject.session) +
             " of the role " +
             ShownValue(CommandField::kRoleName, subject.role);
    case PrincipalKind::kHuman:
    case PrincipalKind::kFederated:
      return "the person " +
             ShownValue(CommandField::kPersonName, subject.person);
    case PrincipalKind::kRoot:
      return "the root user of account " +
             ShownValue(CommandField::kAccount, subject.account);
    case PrincipalKind::kAccount:
      return "the account " +
             ShownValue(CommandField::kAccount, subject.account);
    default:
      return "the caller";
  }
}

std::vector<CommandPart> ManagedPolicy(const RunbookSubject& subject,
                                       FixedText name) {
  std::vector<CommandPart> parts = {"arn:"};
  parts.push_back(CommandPart(CommandField::kPartition, subject.partition));
  parts.push_back(":iam::aws:policy/");
  parts.push_back(name);
  return parts;
}

std::string UtcTime(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

}  // namespace farcall
