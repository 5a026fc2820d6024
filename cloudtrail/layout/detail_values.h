// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <optional>
#include <string_view>

#include "cloudtrail/encoding/json_document.h"
#include "cloudtrail/layout/record_fields.h"

namespace farcall {

// The object that `value`, or its only element, is or holds as JSON text, which
// is parsed into `texts`. Nothing where it is null (the pointer) or holds none.
std::optional<simdjson::dom::object> ObjectIn(
    const simdjson::dom::element* value, JsonTexts& texts);

// The first ARNs of a list of resources, or of a single one, which name theirs
// `name` in any letter case.
void ReadResources(const simdjson::dom::element* resources,
                   std::string_view name, DetailFields& details);

// The access key that a call made for a session or a user, by what the call
// answered: `credentials.accessKeyId` or `accessKey.accessKeyId`. Nothing else
// of the answer is looked at.
std::string_view IssuedAccessKeyId(simdjson::dom::object response);

}  // namespace farcall
