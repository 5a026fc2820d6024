// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/findings/ledger_entry.h"

namespace farcall {

// Keys of the ledger (docs/storage_format.md). No key holds a principal's name.
// `tenant` holds no zero byte; `principal` and `origin` are digests of 16
// bytes.
//
//   tenant 00 day principal origin     day: fixed 32, Unix days
std::string LedgerKey(std::string_view tenant, uint32_t day,
                      std::string_view principal, std::string_view origin);
std::string LedgerPrefix(std::string_view tenant);
std::string LedgerDayPrefix(std::string_view tenant, uint32_t day);
// Whether a key is of this principal.
bool IsLedgerKeyOf(std::string_view key, std::string_view principal);
// The tenant and the day that a key begins with; DATA_LOSS if it is no such
// key.
struct LedgerPlace {
  std::string tenant{};
  uint32_t day = 0;
};
absl::StatusOr<LedgerPlace> DecodeLedgerPlace(std::string_view key);

// An entry with what the store alone knows of it.
struct StoredLedgerEntry {
  LedgerEntry entry{};
  uint32_t written_day = 0;  // by the server's clock, Unix days

  bool operator==(const StoredLedgerEntry&) const = default;
};

std::string EncodeLedgerEntry(const StoredLedgerEntry& stored);
// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
absl::StatusOr<StoredLedgerEntry> DecodeLedgerEntry(std::string_view bytes);

}  // namespace farcall
