// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "client/server_access.h"

namespace farcall {

// Why gRPC cannot connect to a server, which gRPC itself does not tell: found
// by connecting once more without it. Takes a few seconds where nothing
// answers. For people, as in `connection refused`; empty if no reason was
// found.
std::string WhyUnreachable(const ServerAccess& access);

}  // namespace farcall
