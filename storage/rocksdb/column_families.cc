// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/column_families.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <memory>
#include <string>

#include "storage/rocksdb/baseline_merge.h"
#include "storage/rocksdb/term_use_merge.h"
#include "storage/timed.h"

namespace farcall {
namespace {

constexpr uint64_t kFindingBufferBytesMax = 8 << 20;
constexpr uint64_t kSecondsPerDay = 86'400;

rocksdb::BlockBasedTableOptions TableOptions(
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  return table;
}

// Whether tables have a filter, by which a key is not looked for in vain.
enum class Filter { kNone, kBloom };

rocksdb::ColumnFamilyOptions FamilyOptions(
    Filter filter, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table = TableOptions(cache);
  if (filter == Filter::kNone) table.filter_policy = nullptr;
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.compression = rocksdb::kLZ4Compression;
  return family;
}

rocksdb::ColumnFamilyOptions BaselineOptions(
    const RocksDbStoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = FamilyOptions(Filter::kBloom, cache);
  family.merge_operator = MakeBaselineMerge();
  family.write_buffer_size = options.write_buffer_bytes;
  // A batch writes its keys in their order: each is found from the one before.
  // Not of families with range deletions: RocksDB 7.8 keeps one hint for keys
  // and for ranges, which lie in two lists.
  family.memtable_insert_with_hint_prefix_extractor.reset(
      rocksdb::NewFixedPrefixTransform(0));
  family.level_compaction_dynamic_level_bytes = true;
  // Most keys of a batch are not in the buffer: a filter saves the search.
  family.memtable_prefix_bloom_size_ratio = 0.05;
  family.memtable_whole_key_filtering = true;
  return family;
}

// Digests are random: neither a filter nor compression would do anything.
rocksdb::ColumnFamilyOptions SeenOptions(
    const RocksDbStoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = FamilyOptions(Filter::kNone, cache);
  family.write_buffer_size =
      std::max(options.write_buffer_bytes / 4, kWriteBufferBytesMin);
  // Keys only ever grow. By levels, a table that overlaps no other would be
  // moved down as it is: one would stay for each time that memory is written
  // out, which each deletion does.
  family.compaction_style = rocksdb::kCompactionStyleUniversal;
  family.compression = rocksdb::kNoCompression;
  return family;
}

// Its table files are made whole, one for each segment, and lie on the lowest
// level from the first on: there is nothing to compact, and each leaves as it
// came. Segments have filters of their own, of the events in their pages.
rocksdb::ColumnFamilyOptions SegmentOptions() {
  rocksdb::BlockBasedTableOptions table;
  // A page is 2.8 to 5.6 KB: one to a block. The index has an entry for each,
  // and stays in memory with its open file.
  table.no_block_cache = true;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  family.compression = rocksdb::kNoCompression;
  family.write_buffer_size = kWriteBufferBytesMin;
  family.disable_auto_compactions = true;
  return family;
}

// For the journal and the log of calls: entries are read once, and most are
// trimmed before memory is written out.
rocksdb::ColumnFamilyOptions JournalOptions(
    const RocksDbStoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = FamilyOptions(Filter::kNone, cache);
  family.write_buffer_size = options.write_buffer_bytes;
  return family;
}

// Few and small beside events.
rocksdb::ColumnFamilyOptions FindingOptions(
    const RocksDbStoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = FamilyOptions(Filter::kBloom, cache);
  family.write_buffer_size =
      std::clamp(options.write_buffer_bytes / 8, kWriteBufferBytesMin,
                 kFindingBufferBytesMax);
  return family;
}

// Written in the order of hours, read seldom. What expired leaves the disk
// within a day.
rocksdb::ColumnFamilyOptions EventOptions(
    const RocksDbStoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = FindingOptions(options, cache);
  family.write_buffer_size = options.write_buffer_bytes;
  family.periodic_compaction_seconds = kSecondsPerDay;
  return family;
}

rocksdb::ColumnFamilyOptions LedgerOptions(
    const RocksDbStoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = FindingOptions(options, cache);
  family.periodic_compaction_seconds = kSecondsPerDay;
  return family;
}

rocksdb::ColumnFamilyOptions TermOptions(
    const RocksDbStoreOptions& options,
    const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family = FindingOptions(options, cache);
  family.merge_operator = MakeTermUseMerge();
  family.compaction_filter_factory =
      MakeTermUseFilter(options.unix_micros ? options.unix_micros : UnixMicros);
  family.periodic_compaction_seconds = kSecondsPerDay;
  return family;
}

}  // namespace

std::vector<rocksdb::ColumnFamilyDescriptor> OurFamilies(
    const RocksDbStoreOptions& options) {
  const auto cache = options.shared_memory.has_value()
                         ? options.shared_memory->blocks
                         : rocksdb::NewLRUCache(options.block_cache_bytes);
  return {{std::string(kFamilies[0]), rocksdb::ColumnFamilyOptions()},
          {std::string(kFamilies[1]), BaselineOptions(options, cache)},
          {std::string(kFamilies[2]), SeenOptions(options, cache)},
          {std::string(kFamilies[3]), JournalOptions(options, cache)},
          {std::string(kFamilies[4]), FindingOptions(options, cache)},
          {std::string(kFamilies[5]), FindingOptions(options, cache)},
          {std::string(kFamilies[6]), EventOptions(options, cache)},
          {std::string(kFamilies[7]), TermOptions(options, cache)},
          {std::string(kFamilies[8]), JournalOptions(options, cache)},
          {std::string(kFamilies[9]), LedgerOptions(options, cache)},
          {std::string(kFamilies[10]), SegmentOptions()}};
}

}  // namespace farcall
