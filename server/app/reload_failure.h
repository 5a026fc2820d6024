// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "logging/json_log.h"

namespace farcall {

// Says that the new content of the file that `setting` names cannot be used.
inline void LogReloadFailure(std::string_view setting,
                             const absl::Status& error, Log& log) {
  log.Error("reload failed; what was loaded before stays in use",
            {{"setting", setting}, {"reason", std::string(error.message())}});
}

}  // namespace farcall
