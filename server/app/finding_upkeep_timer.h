// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stop_token>
#include <thread>

#include "scoring/batch/finding_keeper.h"
#include "server/config/config.h"
#include "server/telemetry/json_log.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// What settings and their fixed companions allow of findings.
FindingKeeper::Bounds FindingBoundsOf(const Config& config);

// Keeps findings within their bounds once a minute, by a thread of its own, and
// tells metrics and log what came of it.
class FindingUpkeepTimer {
 public:
  // The references must outlive it.
  FindingUpkeepTimer(FindingKeeper keeper, FindingMetrics& metrics, Log& log);

 private:
  void Run(const std::stop_token& stop);
  void RunOnce(int64_t now_micros);

  const FindingKeeper keeper_;
  FindingMetrics& metrics_;
  Log& log_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
