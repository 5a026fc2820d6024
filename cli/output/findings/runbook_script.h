// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "farcall/v1/finding.pb.h"

namespace farcall {

// The steps of the response as a script for a POSIX shell: each purpose is a
// comment, and each command that changes something is commented out, as is what
// undoes it. A command whose quotes do not end, or that has control characters,
// is commented out too: no text of a log runs, and the script always parses as
// far as quotes go. Variables that a person has to set end the script where
// they are not.
std::string RunbookScript(const v1::Card& card);

}  // namespace farcall
