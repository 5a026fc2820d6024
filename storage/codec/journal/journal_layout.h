// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// What the writer and the reader of a group of the journal share. On disk:
// never renumber (docs/storage_format.md).
namespace farcall::journal_layout {

// Flags of an event.
inline constexpr uint64_t kDoesNotCount = 1 << 0;
inline constexpr uint64_t kMaliciousCountry = 1 << 1;
inline constexpr uint64_t kMaliciousOperator = 1 << 2;
inline constexpr uint64_t kHasPlace = 1 << 3;
inline constexpr uint64_t kHasEvidence = 1 << 4;
inline constexpr uint64_t kHasAnswers = 1 << 5;
inline constexpr uint64_t kHasAlert = 1 << 6;
inline constexpr uint64_t kHasBudget = 1 << 7;
inline constexpr uint64_t kHasNews = 1 << 8;
inline constexpr uint64_t kHasEpisode = 1 << 9;
inline constexpr uint64_t kFlagsEnd = 1 << 10;

// Of each attribute, how new an event was to its principal.
inline constexpr int kNewsBits = 2;
inline constexpr uint64_t kNewsEnd = 1 << kNewsBits;

}  // namespace farcall::journal_layout
