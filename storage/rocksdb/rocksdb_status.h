// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace farcall {

// What failed while `doing` it: DATA_LOSS where RocksDB read something corrupt,
// UNAVAILABLE for everything else.
absl::Status FromRocksDb(const rocksdb::Status& status, std::string_view doing);

// DATA_LOSS of a store that cannot be opened, with the ways out.
absl::Status StoreDamaged(const std::string& path, const absl::Status& why);

}  // namespace farcall
