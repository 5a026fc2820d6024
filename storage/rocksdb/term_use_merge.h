// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/compaction_filter.h>
#include <rocksdb/merge_operator.h>

#include <cstdint>
#include <functional>
#include <memory>

namespace farcall {

// Uses of a term are written blindly, and merged when they are read or
// compacted. What cannot be read gives way to what can.
std::shared_ptr<rocksdb::MergeOperator> MakeTermUseMerge();

// Leaves out uses that were kept long enough, by the server's clock (Unix
// microseconds).
std::shared_ptr<rocksdb::CompactionFilterFactory> MakeTermUseFilter(
    std::function<int64_t()> now_micros);

}  // namespace farcall
