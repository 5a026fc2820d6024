// SPDX-License-Identifier: Apache-2.0
#include "geo/database/mmdb_check.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "geo/database/mmdb_value.h"
#include "geo/network/text.h"

namespace farcall {
namespace {

constexpr std::string_view kMetadataMarker = "\xab\xcd\xefMaxMind.com";
constexpr size_t kMetadataBytesMax = 128 * 1024;  // where readers look for it
constexpr size_t kSeparatorBytes = 16;            // between tree and data
constexpr int kNestingMax = 32;
constexpr uint32_t kElementsMax = 4096;  // of one map or array

absl::Status Corrupt(const std::string& what) {
  return absl::InvalidArgumentError("corrupt: " + what);
}

// Where the metadata marker starts, if there is one.
std::optional<size_t> FindMetadata(std::span<const uint8_t> file) {
  const size_t searched = std::min(file.size(), kMetadataBytesMax);
  const auto tail = file.last(searched);
  const auto found = std::find_end(
      tail.begin(), tail.end(), kMetadataMarker.begin(), kMetadataMarker.end(),
      [](uint8_t a, char b) { return a == static_cast<uint8_t>(b); });
  if (found == tail.end()) return std::nullopt;
  return file.size() - searched + static_cast<size_t>(found - tail.begin());
}

// The metadata is a map whose values are numbers, strings, and flat lists or
// maps of strings. libmaxminddb leaks what breaks this, or never returns.
class MetadataCheck {
 public:
  explicit MetadataCheck(std::span<const uint8_t> section)
      : section_(section) {}

  absl::Status Run() {
    const std::optional<MmdbValue> root = DecodeMmdbValue(section_, 0);
    if (!root || root->type != MMDB_DATA_TYPE_MAP) {
      return Corrupt("the metadata is not a map");
    }
    size_t offset = root->next;
    for (uint32_t i = 0; i < root->size; ++i) {
      const auto key = FollowMmdbValue(section_, offset);
      if (!key || !key->IsString()) return Corrupt("a bad key in the metadata");
      const std::string_view name = key->Text(section_);
      const auto next = CheckValue(key->next, name);
      if (!next) {
        return Corrupt("the metadata's value of '" + Printable(name) + "'");
      }
      offset = *next;
    }
    return absl::OkStatus();
  }

  uint64_t node_count() const { return node_count_.value_or(0); }
  uint64_t record_bits() const { return record_bits_.value_or(0); }

 private:
  // The offset after the value, if it is well formed.
  std::optional<size_t> CheckValue(size_t offset, std::string_view name) {
    const auto header = DecodeMmdbValue(section_, offset);
    const auto value = FollowMmdbValue(section_, offset);
    if (!header || !value) return std::nullopt;
    if (!value->IsContainer()) {
      // libmaxminddb takes the first value of a name.
      if (name == "node_count" && !node_count_) {
        node_count_ = value->Number(section_);
      }
      if (name == "record_size" && !record_bits_) {
        record_bits_ = value->Number(section_);
      }
      return value->next;
    }
    size_t inside = value->inside;
    for (uint64_t i = 0; i < value->Children(); ++i) {
      const auto child = FollowMmdbValue(section_, inside);
      if (!child || !child->IsString()) return std::nullopt;
      inside = child->next;
    }
    return header->IsContainer() ? inside : value->next;
  }

  std::span<const uint8_t> section_;
  std::optional<uint64_t> node_count_;
  std::optional<uint64_t> record_bits_;
};

// Walks every value that can be reached from a set of records.
class DataCheck {
 public:
  explicit DataCheck(std::span<const uint8_t> section)
      : section_(section),
        queued_(section.size()),
        // Values share bytes only where a pointer leads into another record.
        values_left_(4 * section.size()) {}

  absl::Status Check(size_t record) {
    Queue(record);
    while (!queue_.empty()) {
      const size_t offset = queue_.back();
      queue_.pop_back();
      if (!Walk(offset, kNestingMax)) {
        return Corrupt("the record at offset " + std::to_string(record) +
                       " of the data section");
      }
    }
    return absl::OkStatus();
  }

 private:
  void Queue(size_t offset) {
    if (queued_[offset]) return;
    queued_[offset] = true;
    queue_.push_back(offset);
  }

  // The offset after the value at `offset`, if it and all in it is well formed.
  // What pointers lead to is queued rather than walked: cycles end, and the
  // nesting is that of the bytes themselves, as it is for libmaxminddb.
  std::optional<size_t> Walk(size_t offset, int nesting_left) {
    if (values_left_-- == 0 || nesting_left == 0) return std::nullopt;
    const auto value = DecodeMmdbValue(section_, offset);
    if (!value) return std::nullopt;
    if (value->type == MMDB_DATA_TYPE_POINTER) {
      const auto target = DecodeMmdbValue(section_, value->pointer);
      if (!target || target->type == MMDB_DATA_TYPE_POINTER) {
        return std::nullopt;
      }
      Queue(value->pointer);
      return value->next;
    }
    if (!value->IsContainer()) return value->next;
    if (value->size > kElementsMax) return std::nullopt;

    const bool map = value->type == MMDB_DATA_TYPE_MAP;
    std::optional<size_t> next = value->inside;
    for (uint64_t i = 0; i < value->Children(); ++i) {
      if (map && i % 2 == 0) {
        const auto key = FollowMmdbValue(section_, *next);
        if (!key || !key->IsString()) return std::nullopt;
      }
      next = Walk(*next, nesting_left - 1);
      if (!next) return std::nullopt;
    }
    return next;
  }

  std::span<const uint8_t> section_;
  std::vector<bool> queued_;
  std::vector<size_t> queue_;
  size_t values_left_;
};

// The offsets of all records in the tree, unless one leads nowhere.
absl::StatusOr<std::vector<uint32_t>> CheckTree(const MMDB_s& mmdb,
                                                size_t data_bytes) {
  std::vector<uint32_t> records;
  const auto add = [&](uint8_t type, const MMDB_entry_s& entry) {
    if (type == MMDB_RECORD_TYPE_INVALID) return false;
    if (type != MMDB_RECORD_TYPE_DATA) return true;
    // Neighbours often share a record.
    if (!records.empty() && records.back() == entry.offset) return true;
    records.push_back(entry.offset);
    return entry.offset < data_bytes;
  };
  for (uint32_t number = 0; number < mmdb.metadata.node_count; ++number) {
    MMDB_search_node_s node;
    if (MMDB_read_node(&mmdb, number, &node) != MMDB_SUCCESS ||
        !add(node.left_record_type, node.left_record_entry) ||
        !add(node.right_record_type, node.right_record_entry)) {
      return Corrupt("node " + std::to_string(number) + " of the search tree");
    }
  }
  std::sort(records.begin(), records.end());
  records.erase(std::unique(records.begin(), records.end()), records.end());
  return records;
}

}  // namespace

absl::Status CheckMmdbMetadata(std::span<const uint8_t> file) {
  const std::optional<size_t> marker = FindMetadata(file);
  if (!marker) {
    return absl::InvalidArgumentError(
        "not an .mmdb file, or cut short: it has no metadata");
  }
  MetadataCheck check(file.subspan(*marker + kMetadataMarker.size()));
  if (absl::Status status = check.Run(); !status.ok()) return status;

  // node_count has at most 32 bits and record_size 16, or MMDB_open refuses
  // them by their types.
  const uint64_t tree_bytes = check.node_count() * (check.record_bits() / 4);
  if (check.node_count() > UINT32_MAX || check.record_bits() > UINT16_MAX ||
      tree_bytes + kSeparatorBytes > *marker) {
    return Corrupt("a search tree of " + std::to_string(check.node_count()) +
                   " nodes does not fit into the file");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<uint32_t>> CheckMmdbRecords(const MMDB_s& mmdb) {
  // libmaxminddb lets the data section run on to the end of the file; ours ends
  // where the metadata begins.
  const uint8_t* data_end = mmdb.metadata_section - kMetadataMarker.size();
  const std::span<const uint8_t> data(mmdb.data_section, data_end);

  absl::StatusOr<std::vector<uint32_t>> records = CheckTree(mmdb, data.size());
  if (!records.ok()) return records;
  DataCheck check(data);
  for (uint32_t record : *records) {
    if (absl::Status status = check.Check(record); !status.ok()) return status;
  }
  return records;
}

}  // namespace farcall
