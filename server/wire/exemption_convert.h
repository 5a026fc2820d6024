// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "farcall/v1/exemption.pb.h"
#include "scoring/findings/exemption.h"
#include "server/wire/grpc_status.h"

namespace farcall {

// The border between the wire and the core, for exemptions.

// What a request declares, at a Unix time of the server. What is wrong with it
// is added to `violations`, and then what was read is of no use.
Exemption ReadExemption(const v1::Exemption& exemption, int64_t now_seconds,
                        std::vector<FieldViolation>& violations);

// An id that is not set is left out.
void WriteExemption(const Exemption& exemption, const ExemptionUse& use,
                    int64_t now_micros, v1::Exemption& result);

}  // namespace farcall
