// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"

namespace farcall {

// Why findings are closed, in the order in which people are told of it.
std::vector<v1::CloseReason> CloseReasons();

// Those of them that a verdict allows.
std::vector<v1::CloseReason> BenignReasons();
std::vector<v1::CloseReason> MaliciousReasons();

// `travel|egress`
std::string NamesOf(const std::vector<v1::CloseReason>& reasons);

}  // namespace farcall
