// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/card/card_input.h"

namespace farcall {

// A user or role that was created by calls of the finding, or a user whose
// login profile was.
struct MadeIdentity {
  std::string arn{};  // without a path: requests do not tell it
  std::vector<std::string> commands{};  // of these calls, in their order
  int64_t first_seconds = 0;            // of the first of them
};
// In the order of calls, at most kMadeIdentitiesMax.
inline constexpr size_t kMadeIdentitiesMax = 8;
std::vector<MadeIdentity> MadeIdentitiesOf(const CardInput& input);

// Whether it is a user, and no role.
bool IsUser(const MadeIdentity& identity);
// `user svc-backup2`, safe to show.
std::string ShownIdentity(const MadeIdentity& identity);

// Whether a principal is this user or role, or a session of the role. Of two
// that differ in their paths alone both are.
bool IsPrincipalOf(std::string_view principal, const MadeIdentity& identity);

}  // namespace farcall
