// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <simdjson.h>

#include <string_view>

#include "inputs/parsed_record.h"

namespace farcall {

// Why a text cannot be read as JSON, for people.
FieldError JsonError(std::string_view field, simdjson::error_code code);

}  // namespace farcall
