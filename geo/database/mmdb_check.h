// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <maxminddb.h>

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace farcall {

// What libmaxminddb 1.7.1 takes on trust. Fed a corrupt file, it reads past the
// end (node counts that overflow, an empty metadata section), runs out of stack
// (deep nesting), leaks, or takes exponential time (pointers into pointers). A
// file that passes both checks, in this order, it reads safely. The errors give
// the reason alone, without the file's name.

// To call before MMDB_open: the metadata of the whole `file`.
absl::Status CheckMmdbMetadata(std::span<const uint8_t> file);

// To call after it: the search tree and every record it leads to. Returns the
// offsets of those records in the data section, ascending, each once. Takes
// time linear in the size of the file.
absl::StatusOr<std::vector<uint32_t>> CheckMmdbRecords(const MMDB_s& mmdb);

}  // namespace farcall
