// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/compaction_filter.h>
#include <rocksdb/merge_operator.h>

#include <memory>

namespace farcall {

// Uses of a term are written blindly, and merged when they are read or
// compacted. What cannot be read gives way to what can.
std::shared_ptr<rocksdb::MergeOperator> MakeTermUseMerge();

// Leaves out uses that were kept long enough, by the system's clock.
std::shared_ptr<rocksdb::CompactionFilterFactory> MakeTermUseFilter();

}  // namespace farcall
