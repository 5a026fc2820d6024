// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "inputs/event_input.h"
#include "inputs/limits.h"
#include "inputs/parsed_record.h"

namespace farcall {

FieldError MissingField(std::string field);
FieldError TooLargeField(std::string field, size_t bytes, size_t bytes_max);

// What is wrong with a country that a caller gave; empty = none was given.
std::optional<FieldError> CheckCountry(std::string_view country);

// The first thing that is wrong with the fields of an event, but for the range
// of its time.
std::optional<FieldError> CheckEvent(const StructuredEvent& event,
                                     const RequestLimits& limits);

}  // namespace farcall
