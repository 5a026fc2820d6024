// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace farcall {

// The token in a file, without blanks and line breaks at its end. An error
// names the path and nothing of the content: FAILED_PRECONDITION if the file is
// empty or has several lines, that of ReadFile() otherwise.
absl::StatusOr<std::string> ReadTokenFile(const std::string& path);

}  // namespace farcall
