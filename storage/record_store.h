// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/codec/record/record_codec.h"
#include "storage/journal.h"

namespace farcall {

// Where records lie that are saved: any store of values by key that writes
// several at once. What was saved is on disk before a later Journal::Trim is.
// Thread-safe.
class RecordStore {
 public:
  virtual ~RecordStore() = default;

  // What was saved last under each key; nothing where nothing was. DATA_LOSS of
  // a record that cannot be read, the others are not affected.
  using Loaded = absl::StatusOr<std::optional<StoredRecord>>;
  virtual std::vector<Loaded> Load(
      std::span<const std::string_view> keys) const = 0;

  // Saves all of them, or none.
  virtual absl::Status Save(std::span<const EncodedRecord> records) = 0;
  virtual absl::Status Remove(std::string_view key) = 0;
};

}  // namespace farcall
