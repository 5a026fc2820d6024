// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "scoring/batch/finding_triage.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/findings/exemption.h"

namespace farcall {

// What people do with exemptions. Each call is one change of the store.
// Thread-safe.
class ExemptionChanges {
 public:
  // Of a tenant: that did not end, and all that are kept, where the one that
  // ended first makes room.
  static constexpr size_t kNotEndedMax = 1'000;
  static constexpr size_t kKeptMax = 10'000;

  explicit ExemptionChanges(HistogramStore& histograms)
      : histograms_(histograms) {}

  // An exemption as it is now, and whether the request was taken before: then
  // nothing was changed.
  struct Created {
    Exemption exemption{};
    bool duplicate = false;
  };
  // Declares one that Check() has nothing against; id, actor, identity and
  // times are those of the request. Once for each request id, as long as the
  // exemption is kept. RESOURCE_EXHAUSTED if the tenant has kNotEndedMax.
  absl::StatusOr<Created> Create(std::string_view tenant, Exemption exemption,
                                 const FindingTriage::Request& request) const;

  // Ends one now; one that was revoked before stays as it is. NOT_FOUND if
  // there is none. The exemption as it is now.
  absl::StatusOr<Exemption> Revoke(std::string_view tenant,
                                   const ExemptionId& id,
                                   const FindingTriage::Request& request) const;

 private:
  HistogramStore& histograms_;
};

}  // namespace farcall
