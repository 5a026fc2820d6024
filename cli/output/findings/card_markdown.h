// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "farcall/v1/finding.pb.h"

namespace farcall {

// A card as CommonMark for a ticket. What the server says makes no link, HTML,
// mention, heading or list of its own.
std::string CardMarkdown(const v1::Card& card);

}  // namespace farcall
