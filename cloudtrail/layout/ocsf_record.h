// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include "cloudtrail/encoding/json_document.h"
#include "cloudtrail/layout/record_fields.h"

namespace farcall {

// Whether `document` is an event of the Open Cybersecurity Schema Framework
// about a call of an API (class API Activity, 6003) or a sign-in
// (Authentication, 3002) that CloudTrail logged.
bool IsOcsfRecord(simdjson::dom::object document);

// Reads a document as Amazon Security Lake writes it of CloudTrail events, in
// versions 1.0 to 1.3 of the schema; `texts` and `details` as of
// ReadCloudTrailRecord().
RecordFields ReadOcsfRecord(simdjson::dom::object document, JsonTexts& texts,
                            DetailFields* details);

}  // namespace farcall
