// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cloudtrail/layout/record_fields.h"
#include "scoring/event/event.h"

namespace farcall {

// Sets the `details` of an event that was built of `fields`. What has a control
// character, or is a key beyond its bound, is left out; nothing is an error.
void BuildDetails(const RecordFields& fields, const DetailFields& details,
                  Event& event);

}  // namespace farcall
