// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "scoring/batch/ledger_store.h"
#include "scoring/counts/value_count.h"

namespace farcall {

// A ledger of all tenants, as a test writes it.
class FakeLedger final : public LedgerStore {
 public:
  void Add(const LedgerEntry& entry) {
    days_[DayOf(entry.at_seconds)].push_back(entry);
  }
  absl::StatusOr<std::vector<LedgerEntry>> LedgerOf(
      std::string_view, int64_t day) const override {
    const auto found = days_.find(day);
    return found == days_.end() ? std::vector<LedgerEntry>() : found->second;
  }
  absl::StatusOr<std::optional<Days>> LedgerDays(
      std::string_view) const override {
    if (days_.empty()) return std::optional<Days>();
    return std::optional(
        Days{.first = days_.begin()->first, .last = days_.rbegin()->first});
  }

 private:
  std::map<int64_t, std::vector<LedgerEntry>> days_{};
};

}  // namespace farcall
