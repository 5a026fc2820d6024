// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/findings/exemption.h"
#include "scoring/findings/finding.h"
#include "scoring/findings/finding_upkeep.h"

namespace farcall {

// NOT_FOUND that names a finding which is not there.
absl::Status NoFinding(const FindingId& id, std::string_view tenant);

// Findings as they are read: the queue, and the log of their changes. They are
// changed by HistogramStore::Apply alone, in the write that holds the counts.
// Thread-safe.
class FindingStore {
 public:
  virtual ~FindingStore() = default;

  // The tenant's findings in one of `states`, in no order. What is read need
  // not be durable yet.
  virtual absl::StatusOr<std::vector<Finding>> ListFindings(
      std::string_view tenant, std::span<const FindingState> states) const = 0;
  // Nothing if there is none.
  virtual absl::StatusOr<std::optional<Finding>> FindFinding(
      std::string_view tenant, const FindingId& id) const = 0;

  // Its notes, oldest first; none if there is no such finding.
  virtual absl::StatusOr<std::vector<FindingNote>> ListNotes(
      std::string_view tenant, const FindingId& id) const = 0;

  // The tenant's exemptions, by id.
  virtual absl::StatusOr<std::vector<Exemption>> ListExemptions(
      std::string_view tenant) const = 0;

  // One change of one finding. Positions ascend in the order of commits; a
  // finding that grows has one entry of kGrew alone, the latest.
  struct LogEntry {
    uint64_t position = 0;  // > 0
    FindingId id{};
    FindingChanges changes = 0;
    uint64_t revision =
        0;  // with that change; the finding may have a later one
  };
  struct LogPage {
    std::vector<LogEntry> entries{};
    // Go on after this: nothing between the entries' last position and it will
    // ever come.
    uint64_t end = 0;
    // Entries up to this position are not kept any more; 0 = all are.
    uint64_t trimmed_to = 0;
    // Stands for all that could be read when the page was: what it holds, its
    // end, and findings that were read before. Told once this is durable.
    HistogramStore::Ticket ticket = 0;
  };
  // Entries of `tenant` after a position, oldest first; at least `limit` of
  // them where there are as many, since those of one position stay together.
  virtual absl::StatusOr<LogPage> ReadFindingLog(std::string_view tenant,
                                                 uint64_t after,
                                                 size_t limit) const = 0;
  // What upkeep looks at (findings/finding_upkeep.h): tenants that have
  // findings or exemptions, outlines of all that a tenant has, in no order, and
  // the position up to which its log is beyond `bounds`, 0 if none is.
  virtual absl::StatusOr<std::vector<std::string>> FindingTenants() const = 0;
  virtual absl::StatusOr<std::vector<FindingOutline>> OutlineFindings(
      std::string_view tenant) const = 0;
  struct LogBounds {
    int64_t from_micros = 0;  // entries of before are too old; Unix time
    uint64_t entries_max = 0;
  };
  virtual absl::StatusOr<uint64_t> FindingLogBeyond(
      std::string_view tenant, const LogBounds& bounds) const = 0;

  // Where the log of a tenant ends now.
  struct LogEnd {
    // Names what holds the log between a making or a restore and the next
    // restore: 16 random bytes. Positions of another one say nothing here.
    std::string incarnation{};
    uint64_t position = 0;  // no entry lies behind it
  };
  virtual absl::StatusOr<LogEnd> FindingLogEnd(
      std::string_view tenant) const = 0;

  // Calls `listener` after each write with entries of the log. It must not
  // block nor call the store. Once, before the first update.
  virtual void OnFindingLog(std::function<void()> listener) = 0;
};

// A finding that must be there; else NoFinding().
absl::StatusOr<Finding> GetFinding(const FindingStore& findings,
                                   std::string_view tenant,
                                   const FindingId& id);

}  // namespace farcall
