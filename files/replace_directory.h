// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace farcall {

// Makes what was written to a file, or into the entries of a directory,
// durable.
absl::Status SyncPath(const std::string& path);

// Puts a directory that `fill` writes into in the place of the directory
// `path`, if there is one, or makes it: by renaming, once `fill` is done.
// `fill` is handed an empty directory beside it, and has to sync the files.
// After an error `path` is as it was. A process that dies meanwhile may leave
// `path` missing, and directories beside it that the next call removes:
// `path`.incoming, which is new, and `path`.replaced, which is old.
absl::Status ReplaceDirectory(
    const std::string& path,
    absl::FunctionRef<absl::Status(const std::string& directory)> fill);

}  // namespace farcall
