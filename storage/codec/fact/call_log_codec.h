// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "scoring/batch/histogram_store.h"
#include "storage/codec/fact/fact_digests.h"
#include "storage/codec/text_numbers.h"
#include "text/text_buffer.h"

namespace farcall {

// Writes the calls of one entry of the journal, in the order in which they came
// (docs/storage_format.md): as little work as can be for each, since they are
// sorted by principal later. A text stands once in an entry.
class CallLogWriter {
 public:
  // `digests` must outlive it.
  CallLogWriter(std::string_view tenant, const FactDigests& digests)
      : tenant_(tenant), digests_(digests) {}

  // Adds calls of an update. `keys` are the encoded keys of its entities. What
  // both point to must live until Finish.
  void Add(std::span<const CountedCall> calls,
           std::span<const std::string> keys);

  size_t calls() const { return calls_; }
  // `written_hour` is of the server, Unix.
  std::string Finish(uint32_t written_hour) &&;

 private:
  void AddCall(const CountedCall& call, std::string_view key);
  void AddText(std::string_view text);

  const std::string tenant_;
  const FactDigests& digests_;
  size_t calls_ = 0;
  TextBuffer bytes_{};
  TextNumbers numbers_{};  // views of the texts
  std::string head_{};     // of the call that is added
};

// A call as it was written. Texts are told by their number in the entry.
struct LoggedCall {
  uint32_t principal = 0;  // the encoded key of its baseline
  PrincipalKind principal_kind = PrincipalKind::kNone;
  bool is_noteworthy = false;
  // Its address is of one of the organisation's own instances.
  bool shows_instance = false;
  uint32_t hour = 0;          // Unix, by event time
  uint32_t network = 0;       // an empty text = none
  uint32_t instance = 0;      // an empty text = none
  std::string_view head{};    // as blocks have it
  uint32_t present = 0;       // bits of FactText
  uint32_t first_number = 0;  // of its texts, in CallLogEntry::numbers
};

// Views of the bytes that it was read from.
struct CallLogEntry {
  uint32_t written_hour = 0;
  std::string_view tenant{};
  std::vector<std::string_view> texts{};
  std::vector<uint32_t> numbers{};  // of texts
  std::vector<LoggedCall> calls{};
};

// Takes the place of what `entry` had, in its memory. Trusts nothing: DATA_LOSS
// that says what is wrong with `bytes`.
absl::Status DecodeCallLog(std::string_view bytes, CallLogEntry& entry);

}  // namespace farcall
