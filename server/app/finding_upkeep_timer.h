// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <thread>

#include "absl/status/status.h"
#include "logging/json_log.h"
#include "scoring/batch/finding_keeper.h"
#include "server/config/config.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// What settings and their fixed companions allow of findings.
FindingKeeper::Bounds FindingBoundsOf(const Config& config);

// Keeps findings, and the calls that are kept for them, within their bounds
// once a minute, by a thread of its own, and tells metrics and log what came of
// it.
class FindingUpkeepTimer {
 public:
  // Forgets calls, and days of the ledger, that were kept long enough; the
  // time is Unix time.
  using ExpireKept = std::function<absl::Status(int64_t now_micros)>;

  // The references must outlive it.
  FindingUpkeepTimer(FindingKeeper keeper, ExpireKept expire_kept,
                     FindingMetrics& metrics, Log& log);

 private:
  void Run(const std::stop_token& stop);
  void RunOnce(int64_t now_micros);

  const FindingKeeper keeper_;
  const ExpireKept expire_kept_;
  FindingMetrics& metrics_;
  Log& log_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
