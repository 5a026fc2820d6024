// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// The name of the format of a file that holds no JSON, by its first bytes after
// unpacking gzip: `Parquet`, `zip`, `CSV`. Empty if it may hold JSON, or if the
// format is not known.
std::string_view ForeignFormatOf(std::string_view head);

}  // namespace farcall
