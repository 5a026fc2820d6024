// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <optional>
#include <string_view>

#include "cloudtrail/encoding/json_document.h"
#include "cloudtrail/layout/record_fields.h"

namespace farcall {

// The country of the source address that Elastic's pipeline looked up
// (`source.geo.country_iso_code`); empty if there is none.
std::string_view EcsCountry(simdjson::dom::object document);

// Whether `document` is a CloudTrail event, or a digest, under the names of the
// Elastic Common Schema.
bool IsEcsRecord(simdjson::dom::object document);

// Why a document is no API call, if it is none.
std::optional<SkipReason> EcsSkipReason(simdjson::dom::object document);

// Reads a document as the CloudTrail pipelines of Elastic Agent and Filebeat
// write it, or a Kibana alert about one; `texts` and `details` as of
// ReadCloudTrailRecord().
RecordFields ReadEcsRecord(simdjson::dom::object document, JsonTexts& texts,
                           DetailFields* details);

}  // namespace farcall
