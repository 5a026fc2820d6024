// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace farcall {

// Who the user of this process is: the login name; where there was no login,
// the user's name, or `uid:1000` of a user without one. Never empty.
std::string LoginName();

// A new id for a request that happens once, such as a piece of feedback: a
// random UUID.
std::string NewRequestId();

}  // namespace farcall
