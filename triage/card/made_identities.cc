// SPDX-License-Identifier: Apache-2.0
#include "triage/card/made_identities.h"

#include <algorithm>

#include "text/shown_text.h"
#include "triage/card/finding_calls.h"

namespace farcall {
namespace {

constexpr std::string_view kUser = ":user/";
constexpr std::string_view kRole = ":role/";
constexpr std::string_view kIam = ":iam::";
constexpr size_t kNameBytesMax = 128;

bool MakesIdentities(std::string_view command) {
  return command == "iam:CreateUser" || command == "iam:CreateLoginProfile" ||
         command == "iam:CreateRole";
}

bool IsIdentity(std::string_view arn) {
  return arn.find(kIam) != std::string_view::npos &&
         (arn.find(kUser) != std::string_view::npos ||
          arn.find(kRole) != std::string_view::npos);
}

std::string_view KindOf(const MadeIdentity& identity) {
  return IsUser(identity) ? kUser : kRole;
}

// What stands before its name and path: `arn:aws:iam::111122223333:user/`.
std::string_view PrefixOf(const MadeIdentity& identity) {
  const std::string_view kind = KindOf(identity);
  return std::string_view(identity.arn)
      .substr(0, identity.arn.find(kind) + kind.size());
}

std::string_view NameOf(const MadeIdentity& identity) {
  return std::string_view(identity.arn).substr(identity.arn.rfind('/') + 1);
}

// What the ARNs of a role's sessions begin with.
std::string SessionsOf(const MadeIdentity& identity) {
  std::string prefix(PrefixOf(identity));
  prefix.replace(prefix.find(kIam), kIam.size(), ":sts::");
  prefix.replace(prefix.find(kRole), kRole.size(), ":assumed-role/");
  return prefix.append(NameOf(identity)).append("/");
}

void Add(const EventFact& call, const std::string& arn,
         std::vector<MadeIdentity>& identities) {
  auto it = std::ranges::find(identities, arn, &MadeIdentity::arn);
  if (it == identities.end()) {
    if (identities.size() == kMadeIdentitiesMax) return;
    it = identities.insert(it, {.arn = arn, .first_seconds = call.at_seconds});
  }
  if (std::ranges::find(it->commands, call.command) == it->commands.end()) {
    it->commands.push_back(call.command);
  }
}

}  // namespace

std::vector<MadeIdentity> MadeIdentitiesOf(const CardInput& input) {
  std::vector<MadeIdentity> identities;
  for (const EventFact* call : KeptCallsOf(input)) {
    if (!call->error_code.empty() || !MakesIdentities(call->command)) continue;
    for (const std::string& asset : call->details.assets) {
      if (IsIdentity(asset)) Add(*call, asset, identities);
    }
  }
  return identities;
}

bool IsUser(const MadeIdentity& identity) {
  return identity.arn.find(kUser) != std::string::npos;
}

std::string ShownIdentity(const MadeIdentity& identity) {
  return (IsUser(identity) ? "user " : "role ") +
         ShownText(std::string(NameOf(identity)), kNameBytesMax);
}

bool IsPrincipalOf(std::string_view principal, const MadeIdentity& identity) {
  if (principal == identity.arn) return true;
  if (!IsUser(identity) && principal.starts_with(SessionsOf(identity))) {
    return true;
  }
  return principal.starts_with(PrefixOf(identity)) &&
         principal.ends_with("/" + std::string(NameOf(identity)));
}

}  // namespace farcall
