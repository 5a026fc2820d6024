// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace farcall {

// The fields of one line of an RFC 8805 geofeed, blanks around them removed and
// RFC 4180 quotes resolved. None for a line that is empty or only a comment.
absl::StatusOr<std::vector<std::string>> SplitGeofeedLine(
    std::string_view line);

}  // namespace farcall
