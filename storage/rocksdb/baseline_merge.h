// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/merge_operator.h>

#include <memory>

namespace farcall {

// Puts the value of a baseline together for RocksDB, from what was stored whole
// and the changes that were stored after it. What cannot be put together
// becomes a value that cannot be read, under its own key: a merge that fails
// would stop RocksDB's work on all the others.
std::shared_ptr<rocksdb::MergeOperator> MakeBaselineMerge();

}  // namespace farcall
