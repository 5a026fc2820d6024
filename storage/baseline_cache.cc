// SPDX-License-Identifier: Apache-2.0
#include "storage/baseline_cache.h"

#include <rocksdb/cache.h>

#include <utility>

namespace farcall {
namespace {

void Free(const rocksdb::Slice&, void* value) {
  delete static_cast<Baseline*>(value);
}

// About what a baseline takes in memory.
size_t BytesOf(const Baseline& baseline) {
  size_t bytes =
      sizeof(Baseline) + baseline.parts().size() * sizeof(Baseline::Part);
  for (const auto& [attribute, histogram] : baseline.parts()) {
    for (const ValueCount& value : histogram.values()) {
      bytes += sizeof(ValueCount) + value.value.size() +
               value.periods.size() * sizeof(PeriodCount);
    }
  }
  return bytes;
}

}  // namespace

BaselineCache::BaselineCache(uint64_t bytes_max)
    : cache_(rocksdb::NewLRUCache(bytes_max)) {}

std::optional<Baseline> BaselineCache::Take(std::string_view key) {
  rocksdb::Cache::Handle* handle = cache_->Lookup(key);
  if (handle == nullptr) return std::nullopt;
  Baseline baseline = std::move(*static_cast<Baseline*>(cache_->Value(handle)));
  cache_->Release(handle, /*erase_if_last_ref=*/true);
  return baseline;
}

void BaselineCache::Put(std::string_view key, Baseline baseline) {
  const size_t bytes = BytesOf(baseline) + key.size();
  // What does not fit is freed at once.
  cache_
      ->Insert(key, std::make_unique<Baseline>(std::move(baseline)).release(),
               bytes, Free)
      .PermitUncheckedError();
}

uint64_t BaselineCache::bytes() const { return cache_->GetUsage(); }

}  // namespace farcall
