// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/records/baseline.h"
#include "tests/model/plain_model.h"

namespace farcall {

// All baselines of one tenant, as a store lists and shows them. An entity that
// is listed without a histogram is in it too.
using Snapshot = std::map<PlainKey, Baseline>;

// `tenant_prefix` stands before the name that the sequence has for the tenant.
absl::StatusOr<Snapshot> Take(const HistogramStore& store,
                              const std::string& tenant_prefix, size_t tenant);

// What differs, in words; nothing if nothing does.
std::optional<std::string> Difference(const PlainModel& plain, size_t tenant,
                                      const Snapshot& snapshot);
std::optional<std::string> Difference(const Snapshot& expected,
                                      const Snapshot& actual);

}  // namespace farcall
