// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "farcall/v1/finding_service.pb.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/event/risk_level.h"

namespace farcall {

// The way of one watcher through the log of findings: each change at least
// once, in the order of the log, as answers of WatchFindings. The changes of a
// finding that are read together make one answer. One thread at a time.
class FindingFeed {
 public:
  // What is watched, and from where on.
  struct Watch {
    std::string tenant{};
    std::string incarnation{};  // of the log (FindingStore::LogEnd)
    RiskLevel risk_from = RiskLevel::kNone;  // this level or above
    bool planned = false;     // findings that an exemption covers as well
    uint64_t position = 0;    // changes behind it
    bool from_start = false;  // from the first change that is kept
  };

  // Entries of the log that are read at once, or more of one position.
  static constexpr size_t kPageEntries = 256;
  // A portion ends with the answer that reaches so many bytes.
  static constexpr size_t kPortionBytes = 256 << 10;

  // `store` must outlive it.
  FindingFeed(const FindingStore& store, Watch watch)
      : store_(store), watch_(std::move(watch)), page_end_(watch_.position) {}

  // What follows next.
  struct Portion {
    // May be sent once the ticket is durable, in this order. May be empty
    // though there is more.
    std::vector<v1::WatchFindingsResponse> answers{};
    HistogramStore::Ticket ticket = 0;
    bool more = false;  // another portion can be read at once
  };
  // OUT_OF_RANGE where changes that should follow are not kept any more.
  absl::StatusOr<Portion> Read();

  // The place behind the last portion, alone. May be sent once its ticket is
  // durable.
  v1::WatchFindingsResponse SignOfLife() const;

 private:
  // A finding with what the page of the log says of it.
  struct Change {
    uint64_t position = 0;  // of the first entry
    FindingId id{};
    FindingChanges changes = 0;
  };

  absl::StatusOr<HistogramStore::Ticket> ReadPage();
  // Nothing if the watcher is not told.
  absl::StatusOr<std::optional<v1::WatchFindingsResponse>> AnswerOf(
      const Change& change) const;
  std::string TokenOf(uint64_t position) const;

  const FindingStore& store_;
  Watch watch_;        // all changes up to its position are in portions
  uint64_t page_end_;  // where the next page begins
  std::deque<Change> unread_{};  // of the page, by position
};

}  // namespace farcall
