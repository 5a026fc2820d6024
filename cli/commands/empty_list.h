// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/output/terminal.h"
#include "cli/server/server_connection.h"

namespace farcall {

// Says on standard error that a list of a tenant holds nothing: `there are no
// <what> in tenant <tenant>`; or that nothing at all is known of the tenant,
// whose name may be mistyped.
void TellEmptyList(const ServerConnection& server, const std::string& tenant,
                   const std::string& what, const Terminal& terminal);

}  // namespace farcall
