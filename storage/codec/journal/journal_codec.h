// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/batch/event_effects.h"
#include "scoring/counts/hashed_text.h"
#include "storage/codec/text_numbers.h"
#include "text/text_buffer.h"

namespace farcall {

// First byte of an encoded group. On disk: never renumber; a new layout takes a
// new number (docs/storage_format.md).
enum class JournalGroupVersion : uint8_t { kV1 = 1 };

// Encodes a group: the effects of updates of one tenant that are written
// together. A text stands in the group once and is a number from then on.
class JournalGroupWriter {
 public:
  explicit JournalGroupWriter(std::string_view tenant);

  // Adds an update. `keys` are the encoded keys of its entities, all of the
  // group's tenant; `effects` name entities by their index among them. What
  // both point to must live until Finish.
  void Add(std::span<const std::string> keys,
           std::span<const EventEffects> effects);

  size_t events() const { return events_; }
  std::string Finish() && { return std::string(bytes_.bytes()); }

 private:
  void AddEvent(const EventEffects& effects, int64_t& before_seconds);
  void AddValues(const CountedEvent& counted);
  void AddAnswers(const DatabaseAnswers& answers);
  void AddBudget(const BudgetCount& budget);
  void AddEpisode(const EpisodeNote& episode);
  void AddText(const HashedText& text);
  void AddBytes(std::string_view bytes);
  void AddDouble(double number);

  const size_t tenant_bytes_;
  size_t events_ = 0;
  TextBuffer bytes_;
  TextNumbers numbers_;  // views of the texts
  std::deque<std::string> evidence_texts_;
};

// An update as it was written.
struct JournalUpdate {
  std::vector<std::string> keys{};  // encoded, without repeats
  std::vector<CountedEvent> counted{};
  std::vector<EventEffects> effects{};  // point into `counted` and the bytes
};
struct JournalGroup {
  std::string tenant{};
  std::vector<JournalUpdate> updates{};

  size_t events() const;
};

// Key of a group: its sequence, big-endian, so that groups sort in their order.
std::string EncodeJournalKey(uint64_t sequence);
absl::StatusOr<uint64_t> DecodeJournalKey(std::string_view bytes);

// Trusts nothing: DATA_LOSS that says what is wrong with `bytes`, which must
// outlive the group.
absl::StatusOr<JournalGroup> DecodeJournalGroup(std::string_view bytes);

}  // namespace farcall
