// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/findings/ledger_entry.h"

namespace farcall {

// The oddest call of each principal, origin and day, as it is read. It is
// written by HistogramStore::Apply alone, in the write that holds the counts.
// What is read need not be durable yet. Thread-safe.
class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  // Entries of a day (Unix days, UTC), in no order.
  virtual absl::StatusOr<std::vector<LedgerEntry>> LedgerOf(
      std::string_view tenant, int64_t day) const = 0;

  struct Days {
    int64_t first = 0;
    int64_t last = 0;
  };
  // The first and the last day that have entries; nothing if none has.
  virtual absl::StatusOr<std::optional<Days>> LedgerDays(
      std::string_view tenant) const = 0;
};

}  // namespace farcall
