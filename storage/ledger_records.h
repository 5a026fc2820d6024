// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/codec/finding/ledger_codec.h"

namespace farcall {

// What an append of the journal writes of the ledger.
struct LedgerWrite {
  std::string key{};  // codec/finding/ledger_codec.h
  StoredLedgerEntry entry{};

  bool operator==(const LedgerWrite&) const = default;
};

// Where the ledger lies. An append of the journal changes it. Thread-safe.
class LedgerRecords {
 public:
  virtual ~LedgerRecords() = default;

  // What was written last under a key; nothing where nothing was. DATA_LOSS of
  // an entry that cannot be read.
  virtual absl::StatusOr<std::optional<StoredLedgerEntry>> LoadLedgerEntry(
      std::string_view key) const = 0;
};

}  // namespace farcall
