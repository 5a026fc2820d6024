// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/event/event.h"
#include "scoring/findings/event_fact.h"
#include "storage/codec/fact/fact_digests.h"

namespace farcall {

inline constexpr int64_t kSecondsPerHour = 3600;

// Where a text of a fact belongs. On disk by number: never renumber.
enum class FactText : uint8_t {
  kCommand = 0,
  kAccount = 1,
  kRegion = 2,
  kOrigin = 3,
  kAddress = 4,
  kUserAgent = 5,
  kErrorCode = 6,
  kIdentityArn = 7,
  kAccessKey = 8,
  kIssuedKey = 9,
  kEc2RoleDelivery = 10,
  kAsset = 11,      // the first one; the others follow
  kParameter = 13,  // the first one; the others follow
};
inline constexpr size_t kFactTextsEnd = 17;

// Calls `take` with each text that a fact of the event has.
void ForEachFactText(const Event& event, std::string_view origin,
                     absl::FunctionRef<void(FactText, std::string_view)> take);

// Adds what a block has of a call beside its texts.
void AppendFactHead(const Event& event, uint16_t score_hundredths,
                    const FactDigests& digests, std::string& out);

// Whether `bytes` are such a head, and nothing else.
bool IsFactHead(std::string_view bytes);

// Writes blocks of facts (docs/storage_format.md), one after the other: some
// calls that one principal made in one hour. Texts stand in the dictionary of a
// block, each with its digest. Those that another block of the same principal
// and hour holds, and those that are not kept, stand there without the text.
class FactBlockWriter {
 public:
  // Adds a text that the dictionary does not have yet; its number. Nothing =
  // without the text.
  uint32_t AddText(uint64_t digest, std::optional<std::string_view> text);
  // Adds a call: what AppendFactHead made of it, bits of FactText, and the
  // numbers of its texts in the order of these.
  void AddCall(std::string_view head, uint32_t present,
               std::span<const uint32_t> numbers);

  // What was added; `written_hour` is of the server, Unix; `not_kept` counts
  // calls of the same principal and hour since its block before. Empties the
  // writer.
  std::string Finish(uint32_t written_hour, uint64_t not_kept);

 private:
  uint32_t texts_ = 0;
  std::string dictionary_{};
  std::string calls_{};
  uint64_t facts_ = 0;
};

// Reads all blocks of one principal and hour.
class FactHourReader {
 public:
  explicit FactHourReader(uint32_t hour) : hour_(hour) {}

  uint32_t hour() const { return hour_; }

  // Trusts nothing: DATA_LOSS that says what is wrong with `bytes`.
  absl::Status Add(std::string_view bytes);

  // Adds what was read: facts in the order of their blocks, and the number of
  // calls that were not kept.
  void AppendTo(std::vector<EventFact>& facts, uint64_t& not_kept) const;

 private:
  struct Read {
    EventFact fact{};
    std::vector<std::pair<FactText, uint64_t>> texts{};  // by digest
  };

  uint32_t hour_ = 0;
  absl::flat_hash_map<uint64_t, std::string> texts_{};  // by digest
  std::vector<Read> facts_{};
  uint64_t not_kept_ = 0;
};

// The hour of the server at which a block was written; DATA_LOSS if it is none.
absl::StatusOr<uint32_t> WrittenHourOfFactBlock(std::string_view bytes);

}  // namespace farcall
