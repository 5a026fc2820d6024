// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cloudtrail/parsed_record.h"
#include "cloudtrail/principal.h"
#include "cloudtrail/record_fields.h"

namespace farcall {

// Makes the event of a record: its canonical keys, and what is wrong with it.
// Of several errors the first in the order of the fields is told. Values beyond
// their limits are left out of the event.
ParsedRecord BuildEvent(const RecordFields& fields, PrincipalStrategy strategy);

}  // namespace farcall
