// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/baseline_cache.h"

#include <rocksdb/cache.h>

#include <utility>

namespace farcall {
namespace {

void Free(const rocksdb::Slice&, void* value) {
  delete static_cast<BaselineCache::Entry*>(value);
}

// About what a baseline takes in memory.
size_t BytesOf(const Baseline& baseline) {
  size_t bytes = sizeof(BaselineCache::Entry) +
                 baseline.parts().size() * sizeof(Baseline::Part);
  for (const auto& [attribute, histogram] : baseline.parts()) {
    for (const ValueCount& value : histogram.values()) {
      bytes += sizeof(ValueCount) + sizeof(Histogram::Unstored) +
               value.value.size() + value.periods.size() * sizeof(PeriodCount);
    }
  }
  return bytes;
}

}  // namespace

BaselineCache::BaselineCache(uint64_t bytes_max)
    : cache_(rocksdb::NewLRUCache(bytes_max)) {}

std::optional<BaselineCache::Entry> BaselineCache::Take(std::string_view key) {
  rocksdb::Cache::Handle* handle = cache_->Lookup(key);
  if (handle == nullptr) return std::nullopt;
  Entry entry = std::move(*static_cast<Entry*>(cache_->Value(handle)));
  cache_->Release(handle, /*erase_if_last_ref=*/true);
  return entry;
}

void BaselineCache::Put(std::string_view key, Entry entry) {
  const size_t bytes = BytesOf(entry.baseline) + key.size();
  // What does not fit is freed at once.
  cache_
      ->Insert(key, std::make_unique<Entry>(std::move(entry)).release(), bytes,
               Free)
      .PermitUncheckedError();
}

uint64_t BaselineCache::bytes() const { return cache_->GetUsage(); }

}  // namespace farcall
