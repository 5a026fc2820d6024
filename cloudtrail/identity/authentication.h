// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// Whether nothing shows that the principal of a call made it: `command` is a
// step of a sign-in that takes no credential, or a sign-in or an unsigned call
// that failed, or `error_code` says that the credentials were not accepted.
// `command` is a canonical key; an empty `error_code` stands for success. A
// call that failed with `AccessDenied` was signed with credentials that were
// accepted.
bool IsUnauthenticated(std::string_view command, std::string_view error_code);

}  // namespace farcall
