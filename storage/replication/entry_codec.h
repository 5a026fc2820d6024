// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/codec/journal/journal_codec.h"
#include "storage/journal.h"

namespace farcall {

// First byte of an encoded entry. On disk: never renumber; a new layout, or a
// new part, takes a new number (docs/storage_format.md). 2 is none: a sealed
// entry begins with it (entry_seal.h).
enum class JournalEntryVersion : uint8_t { kV1 = 1 };

// An entry of the journal as one record of a replicated log: each copy of the
// store reads it from there, and gives it to a journal of its own. The entry's
// sequence is not in it, nor what concerns one copy alone: its position, and
// whether an append waits.
//
// INTERNAL for an entry that DecodeJournalEntry would refuse: once in the log,
// it would stop every copy for good. The message holds no user data.
absl::StatusOr<std::string> EncodeJournalEntry(const JournalEntry& entry);

// Trusts nothing: DATA_LOSS that says which part of `bytes` is wrong, and why.
// All that a copy would write of the entry can be read back.
absl::StatusOr<JournalEntry> DecodeJournalEntry(std::string_view bytes);
// Gives the entry's group decoded too, empty if there is none, for a caller
// that applies it. The group points into `bytes`, which must outlive it.
absl::StatusOr<JournalEntry> DecodeJournalEntry(std::string_view bytes,
                                                JournalGroup& group);

}  // namespace farcall
