// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "triage/runbook/sections.h"

namespace farcall {
namespace {

using enum CommandField;
constexpr auto kPhase = RunbookStep::Phase::kContain;

// Roles of IAM Identity Center, which IAM lets nobody change.
bool IsIdentityCenters(std::string_view role) {
  return role.starts_with("AWSReservedSSO_");
}

FilledCommand OnAssignment(const RunbookSubject& subject, FixedText operation) {
  const auto unknown = [](FixedText name) {
    return CommandPart::Unknown(name);
  };
  return FilledCommand("sso-admin", operation)
      .Set("--instance-arn", {unknown("SSO_INSTANCE_ARN")})
      .Set("--permission-set-arn", {unknown("PERMISSION_SET_ARN")})
      .Set("--principal-type", "USER")
      .Set("--principal-id", {unknown("IDENTITY_CENTER_USER_ID")})
      .Set("--target-type", "AWS_ACCOUNT")
      .Set("--target-id", kAccount, subject.account);
}

void AddIdentityCenter(const RunbookSubject& subject, StepList& steps) {
  steps.AddLook(kPhase,
                "Find the instance of IAM Identity Center and its identity "
                "store.",
                FilledCommand("sso-admin", "list-instances"));
  steps.AddLook(
      kPhase, "Find the person in IAM Identity Center.",
      FilledCommand("identitystore", "list-users")
          .Set("--identity-store-id",
               {CommandPart::Unknown("IDENTITY_STORE_ID")})
          .Set("--filters",
               {"[{\"AttributePath\":\"UserName\",\"AttributeValue\":\"",
                CommandPart(kPersonName, subject.person), "\"}]"}));
  steps.AddLook(
      kPhase, "List the accounts and permission sets that the person has.",
      FilledCommand("sso-admin", "list-account-assignments-for-principal")
          .Set("--instance-arn", {CommandPart::Unknown("SSO_INSTANCE_ARN")})
          .Set("--principal-id",
               {CommandPart::Unknown("IDENTITY_CENTER_USER_ID")})
          .Set("--principal-type", "USER"));
  steps.AddChange(
      kPhase, "Take the person's permission sets away, one by one.",
      OnAssignment(subject, "delete-account-assignment"),
      OnAssignment(subject, "create-account-assignment"),
      "Sessions of the role that are open go on until they end, 12 hours at "
      "most.");
}

}  // namespace

void AddPersonContainment(const CardInput& input, const RunbookSubject& subject,
                          StepList& steps) {
  steps.AddTask(
      kPhase,
      "Disable at the identity provider, and end all sessions there: " +
          ShownSubject(subject) + ".",
      "Sessions of AWS that are open go on until they are denied or "
      "end.");
  if (!subject.user.empty()) {
    // The sessions of GetFederationToken have the user's permissions at most.
    AddUserContainment(input, subject, steps);
    return;
  }
  if (subject.kind == PrincipalKind::kFederated) {
    steps.AddLook(kPhase, "List the SAML providers that roles may trust.",
                  FilledCommand("iam", "list-saml-providers"));
    steps.AddLook(kPhase, "List the OpenID providers that roles may trust.",
                  FilledCommand("iam", "list-open-id-connect-providers"));
  }
  if (subject.role.empty() || IsIdentityCenters(subject.role)) {
    AddIdentityCenter(subject, steps);
  } else {
    AddRoleContainment(input, subject, steps);
  }
}

}  // namespace farcall
