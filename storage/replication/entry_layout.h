// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

// Numbers that the writer and the reader of a journal entry share. On disk:
// never renumber (docs/storage_format.md).
namespace farcall::entry_layout {

// Parts of an entry, in the order in which they stand in it.
inline constexpr uint64_t kGroup = 1 << 0;
inline constexpr uint64_t kSeen = 1 << 1;
inline constexpr uint64_t kCalls = 1 << 2;
inline constexpr uint64_t kLedger = 1 << 3;
inline constexpr uint64_t kFindings = 1 << 4;
inline constexpr uint64_t kRecords = 1 << 5;
inline constexpr uint64_t kFeedback = 1 << 6;
inline constexpr uint64_t kExemptions = 1 << 7;
inline constexpr uint64_t kFindingLogTrim = 1 << 8;
inline constexpr uint64_t kErasure = 1 << 9;
inline constexpr uint64_t kPartsEnd = 1 << 10;

// Flags of a finding.
inline constexpr uint8_t kDropsNotes = 1 << 0;
inline constexpr uint8_t kHasStateBefore = 1 << 1;
inline constexpr uint8_t kFindingFlagsEnd = 1 << 2;

// Of a piece of feedback: the end of its key, after the tenant.
inline constexpr size_t kFeedbackPlaceBytes = 16;

}  // namespace farcall::entry_layout
