// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "farcall/v1/finding_service.pb.h"
#include "formats/text.h"

namespace farcall {

// Who the caller is, and one row for each tenant in which it has rights.
void WriteIdentity(const v1::WhoAmIResponse& caller, Charset charset,
                   std::ostream& out);

// The same as one line of JSON, without its newline.
std::string IdentityLine(const v1::WhoAmIResponse& caller);

}  // namespace farcall
