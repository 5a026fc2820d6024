// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/event/feedback_entry.h"

namespace farcall {

// Finds the entries of verdicts in the audit of one tenant. Reads the audit
// once, when it is first asked. Not thread-safe.
class AuditLookup {
 public:
  // Of one principal, or of all where `principal` is empty. `store` must
  // outlive it.
  AuditLookup(const HistogramStore& store, std::string tenant,
              std::string principal)
      : store_(store),
        tenant_(std::move(tenant)),
        principal_(std::move(principal)) {}

  // What was said of `principal` at that time; nullptr if the audit does not
  // keep it any more. Stays good as long as the lookup.
  absl::StatusOr<const FeedbackEntry*> Find(const std::string& principal,
                                            int64_t time_micros);

 private:
  using Entries = std::map<std::pair<std::string, int64_t>, FeedbackEntry>;

  absl::StatusOr<Entries> ReadAll() const;

  const HistogramStore& store_;
  const std::string tenant_;
  const std::string principal_;
  std::optional<Entries> entries_;
};

}  // namespace farcall
