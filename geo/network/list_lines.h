// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "geo/network/prefix.h"

// Lists that operators write: a line for each entry, its fields as a geofeed
// has them (geofeed_line.h).

namespace farcall {

inline constexpr size_t kListLineBytesMax = 4096;

// Takes the fields of the entry in line `line`, counted from 1.
using TakeEntry = absl::FunctionRef<absl::Status(
    std::vector<std::string> fields, size_t line)>;

// Calls `take` for each entry, until one is refused. INVALID_ARGUMENT names
// `list` and the line: "overrides FILE, line 2: REASON".
absl::Status ForEachEntry(std::string_view bytes, const std::string& list,
                          TakeEntry take);

// `FIELD "VALUE": REASON`, with the start of the value.
absl::Status InvalidField(std::string_view field, std::string_view value,
                          std::string_view reason);

// That an entry is there twice; `line` has the first of them.
absl::Status GivenBefore(std::string_view field, std::string_view value,
                         size_t line);

// Prefix::Parse() whose error names field and value.
absl::StatusOr<Prefix> ParsePrefixField(std::string_view value);

// OK if `value` is UTF-8 of at most `bytes_max`, without control characters.
absl::Status CheckTextField(std::string_view field, std::string_view value,
                            size_t bytes_max);

}  // namespace farcall
