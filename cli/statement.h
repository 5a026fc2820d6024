// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace farcall {

// The name that the user of this process logged in by; empty if it is not
// known.
std::string LoginName();

// A new id for a piece of feedback: a random UUID.
std::string NewFeedbackId();

}  // namespace farcall
