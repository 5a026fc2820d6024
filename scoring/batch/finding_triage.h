// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/detectors/model.h"
#include "scoring/event/finding_id.h"
#include "scoring/event/origin.h"
#include "scoring/findings/finding.h"

namespace farcall {

// What people decide on findings: states, notes, and what verdicts teach. Each
// call is one change of the store, all or nothing, once for each request id:
// false = it was taken before. Thread-safe.
//
// Errors: NOT_FOUND, no such finding. ABORTED, it has another revision than was
// looked at. FAILED_PRECONDITION, its state does not allow the change.
// RESOURCE_EXHAUSTED, it has all the notes that it may have, or its principal
// all the verdicts. Else the store's.
class FindingTriage {
 public:
  static constexpr uint32_t kNotesMax = 50;    // of a finding
  static constexpr size_t kFindingsMax = 500;  // that are closed together

  // Who asks, when, and by which request: one that was taken before, as long as
  // event ids are known, changes nothing.
  struct Request {
    std::string id{};
    std::string actor{};     // by its own account
    std::string identity{};  // by what it showed
    int64_t time_micros = 0;
  };
  // A finding that was looked at.
  struct Looked {
    FindingId id{};
    uint64_t revision = 0;  // 0 = any
  };
  struct Verdict {
    FindingState state = FindingState::kBenign;  // or kMalicious
    CloseReason reason = CloseReason::kNone;     // one that the state allows
    Teaching teaching = Teaching::kUnspecified;  // as TeachingOf() takes it
    std::string note{};                          // empty = none
  };

  // The references are of one store, and must outlive it.
  FindingTriage(HistogramStore& histograms, const FindingStore& findings,
                const OriginResolver& origins, const Model& model)
      : histograms_(histograms),
        findings_(findings),
        origins_(origins),
        model_(model) {}

  absl::StatusOr<bool> Acknowledge(std::string_view tenant,
                                   const Looked& finding,
                                   std::string_view assignee,
                                   const Request& request) const;
  // `findings` do not repeat. Verdicts that are given to baselines stand in the
  // audit of feedback, each under the id `finding:ID:REQUEST`. Exemptions that
  // cover findings which are MALICIOUS are revoked.
  absl::StatusOr<bool> Close(std::string_view tenant,
                             std::span<const Looked> findings,
                             const Verdict& verdict,
                             const Request& request) const;
  absl::StatusOr<bool> Reopen(std::string_view tenant, const Looked& finding,
                              std::string_view note,
                              const Request& request) const;
  absl::StatusOr<bool> AddNote(std::string_view tenant, const FindingId& id,
                               std::string_view text,
                               const Request& request) const;

 private:
  HistogramStore& histograms_;
  const FindingStore& findings_;
  const OriginResolver& origins_;
  const Model model_;
};

}  // namespace farcall
