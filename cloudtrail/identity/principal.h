// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cloudtrail/identity/user_identity.h"
#include "scoring/event/event.h"

namespace farcall {

// Whether a session of an assumed role is a principal of its own.
enum class PrincipalStrategy {
  // The role, but a session that a person stands behind (Identity Center,
  // source identity, e-mail) is that person.
  kAuto,
  kRole,     // always the role
  kSession,  // always role and session name
};

// Who called, under the key that is stable over sessions. A key is an ARN, or
// begins with the digits of an account: no two forms can give the same key.
struct Principal {
  PrincipalKind kind = PrincipalKind::kNone;
  std::string key;  // empty for kNone and kService
  // ARN of the role whose session it is, where the session is a principal of
  // its own and whoever assumes the role chooses its name; else empty. Identity
  // Center names the sessions of its roles.
  std::string role{};
  // Of the EC2 instance that the credentials of the session were issued to: EC2
  // names the sessions of an instance's role by it. Empty = no instance.
  std::string instance_id{};
};

// docs/cloudtrail.md has the keys by type of identity. What a record leaves out
// of its `identity` is taken from its region (the partition of an ARN) and from
// the account that received the call.
Principal PrincipalOf(const UserIdentity& identity, PrincipalStrategy strategy,
                      std::string_view region,
                      std::string_view recipient_account);

// Whether `identity` names a caller: it is neither empty nor anonymous nor
// hidden by AWS.
bool NamesSomebody(const UserIdentity& identity);

// Whether `text` is the number of an AWS account.
bool IsAccount(std::string_view text);

}  // namespace farcall
