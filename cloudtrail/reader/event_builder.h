// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cloudtrail/identity/principal.h"
#include "cloudtrail/layout/record_fields.h"
#include "inputs/parsed_record.h"

namespace farcall {

// Makes the event of a record: its canonical keys, and what is wrong with it.
// Of several errors the first in the order of the fields is told. Values beyond
// their limits are left out of the event.
ParsedRecord BuildEvent(const RecordFields& fields, PrincipalStrategy strategy);

}  // namespace farcall
