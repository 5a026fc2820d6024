// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "scoring/event/call_details.h"

namespace farcall {

// Who made a call. On disk and on the wire by number: never renumber.
enum class PrincipalKind : uint8_t {
  kNone = 0,  // nobody can be named: anonymous, hidden, or an identity without
              // a name
  kUser = 1,  // IAM user
  kRoot = 2,  // root user of an account
  kRole = 3,  // an assumed role, all of its sessions together
  kSession = 4,    // one session name of an assumed role
  kHuman = 5,      // the person behind a session (IAM Identity Center, source
                   // identity, e-mail)
  kFederated = 6,  // FederatedUser, SAMLUser, WebIdentityUser
  kAccount = 7,    // another AWS account, of which no more is known
  kService = 8,    // an AWS service acting by itself or for a principal: has no
                   // baseline of its own
};

std::string_view PrincipalKindName(PrincipalKind kind);

// The kind of the principal that a canonical key stands for.
PrincipalKind PrincipalKindOf(std::string_view principal);

// The 12 digits between the colons of a principal's key or of an ARN; empty if
// there are none.
std::string AccountOfPrincipal(std::string_view principal);

// Whether `text` is the id of an EC2 instance: `i-` and 8 to 17 hexadecimal
// digits.
bool IsInstanceId(std::string_view text);

// One AWS API call, as far as scoring needs it. `principal` and `command` are
// the canonical keys.
struct Event {
  std::string event_id{};          // CloudTrail eventID: the exactly-once key
  int64_t event_time_seconds = 0;  // Unix time of the call
  std::string account{};           // recipient AWS account, may be empty
  std::string principal{};  // canonical key; empty for kNone and kService
  PrincipalKind principal_kind = PrincipalKind::kNone;
  // ARN of the role whose session the principal is, where the name of a session
  // can be chosen freely; empty = none, or nothing is said of it.
  std::string role{};
  // Of the EC2 instance that the credentials were issued to, `i-0abc12345`;
  // empty = none, or nothing is said of it.
  std::string instance_id{};
  std::string command{};         // `service:EventName`
  std::string source_address{};  // sourceIPAddress as recorded: an address, a
                                 // service name, free text or nothing
  // Of the VPC endpoint that the call came through, `vpce-0a1b2c`; empty = none
  std::string vpc_endpoint_id{};
  bool vpc_endpoint_is_own = false;  // it belongs to `account`
  std::string country{};  // ISO 3166-1 alpha-2 given by the caller; wins over
                          // any look-up; empty = look it up
  std::string error_code{};     // empty = the call succeeded
  std::string error_message{};  // of the failed call, may be empty
  std::string user_agent{};
  bool from_console = false;    // with the credentials of a console session
  bool invoked_by_aws = false;  // AWS made the call for the principal
  // Nothing shows that the principal made the call: a sign-in that failed or is
  // not complete, credentials that were not accepted.
  bool unauthenticated = false;
  CallDetails details{};
};

// Whether the caller may have chosen `source_address`: it is of a VPC that is
// not known to be the account's own. The console calls through endpoints of
// AWS's own, with the address of whoever is at its page.
inline bool MayChooseAddress(const Event& event) {
  return !event.vpc_endpoint_id.empty() && !event.vpc_endpoint_is_own &&
         !event.from_console;
}

}  // namespace farcall
