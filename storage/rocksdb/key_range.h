// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "storage/codec/key_codec.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {

// The keys of a column family that begin with `prefix`, from `start` on.
class KeyRange {
 public:
  // `error` begins the text of status().
  KeyRange(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
           const std::string& prefix, const std::string& start,
           const char* error)
      : end_(AfterPrefix(prefix)), upper_(end_), error_(error) {
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    options.iterate_upper_bound = &upper_;
    it_.reset(db.NewIterator(options, family));
    it_->Seek(start);
  }

  rocksdb::Iterator* operator->() const { return it_.get(); }
  absl::Status status() const { return FromRocksDb(it_->status(), error_); }

 private:
  const std::string end_;
  const rocksdb::Slice upper_;
  const char* const error_;
  std::unique_ptr<rocksdb::Iterator> it_;
};

}  // namespace farcall
