// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/findings/exemption.h"
#include "scoring/findings/finding_upkeep.h"

namespace farcall {

// Keeps a store's findings, exemptions and the log of changes within bounds, of
// each tenant by itself.
class FindingKeeper {
 public:
  struct Bounds {
    FindingBounds findings{};
    int64_t log_micros = 0;  // an entry of the log is kept so long
    uint64_t log_entries_max = 0;
    int64_t exemption_micros = 0;  // one is kept so long after its end
  };
  // What a pass did, and the findings that are OPEN after it.
  struct Pass {
    uint64_t unattended = 0;  // expired: nobody decided in time
    uint64_t too_many = 0;    // expired before that
    uint64_t removed = 0;
    struct Open {
      uint64_t findings = 0;
      int64_t oldest_micros = 0;  // when the oldest was opened; 0 = none is
    };
    // By priority, 1 first. Those that are planned are not among them.
    std::array<Open, kFindingPriorities> open{};
    uint64_t exemptions_removed = 0;
    std::array<uint64_t, kExemptionStates.size()> exemptions{};  // by state
  };

  // Both references are of one store and must outlive it.
  FindingKeeper(HistogramStore& histograms, const FindingStore& findings,
                const Bounds& bounds)
      : histograms_(histograms), findings_(findings), bounds_(bounds) {}

  // One pass over all tenants at a Unix time of the server.
  absl::StatusOr<Pass> Run(int64_t now_micros) const;

 private:
  absl::Status KeepTenant(std::string_view tenant, int64_t now_micros,
                          Pass& pass) const;
  absl::Status KeepExemptions(std::string_view tenant, int64_t now_micros,
                              std::span<const FindingOutline> findings,
                              Pass& pass) const;
  // Both give the number of findings: those that changed since are left alone.
  absl::StatusOr<uint64_t> Expire(
      std::string_view tenant, std::span<const FindingOutline> findings) const;
  absl::StatusOr<uint64_t> Remove(
      std::string_view tenant, std::span<const FindingOutline> findings) const;

  HistogramStore& histograms_;
  const FindingStore& findings_;
  const Bounds bounds_;
};

}  // namespace farcall
