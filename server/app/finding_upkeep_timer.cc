// SPDX-License-Identifier: Apache-2.0
#include "server/app/finding_upkeep_timer.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace farcall {
namespace {

constexpr auto kPeriod = std::chrono::minutes(1);
constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
// Findings of a tenant that nobody decided on.
constexpr size_t kUndecidedMax = 50'000;
// Of the log of a tenant's findings.
constexpr int64_t kLogDays = 30;
constexpr uint64_t kLogEntriesMax = 1'000'000;
// Of an exemption after its end.
constexpr int64_t kExemptionDays = 180;

}  // namespace

FindingKeeper::Bounds FindingBoundsOf(const Config& config) {
  return {.findings = {.undecided_micros =
                           config.finding_expire_days * kMicrosPerDay,
                       .undecided_max = kUndecidedMax,
                       .decided_micros = config.finding_days * kMicrosPerDay,
                       .decided_max = static_cast<size_t>(config.findings_max)},
          .log_micros = kLogDays * kMicrosPerDay,
          .log_entries_max = kLogEntriesMax,
          .exemption_micros = kExemptionDays * kMicrosPerDay};
}

FindingUpkeepTimer::FindingUpkeepTimer(FindingKeeper keeper,
                                       ExpireKept expire_kept,
                                       FindingMetrics& metrics, Log& log)
    : keeper_(keeper),
      expire_kept_(std::move(expire_kept)),
      metrics_(metrics),
      log_(log),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void FindingUpkeepTimer::Run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  do {
    const int64_t now_micros = absl::ToUnixMicros(absl::Now());
    RunOnce(now_micros);
    if (const absl::Status status = expire_kept_(now_micros); !status.ok()) {
      log_.Error("upkeep of calls and of the ledger failed",
                 {{"status", status.ToString()}});
    }
  } while (!stopped.wait_for(lock, stop, kPeriod,
                             [&] { return stop.stop_requested(); }));
}

void FindingUpkeepTimer::RunOnce(int64_t now_micros) {
  const auto pass = keeper_.Run(now_micros);
  if (!pass.ok()) {
    log_.Error("upkeep of findings failed",
               {{"status", pass.status().ToString()}});
    return;
  }
  metrics_.expired_unattended.Increment(static_cast<double>(pass->unattended));
  metrics_.expired_too_many.Increment(static_cast<double>(pass->too_many));
  metrics_.removed.Increment(static_cast<double>(pass->removed));
  for (size_t i = 0; i < pass->open.size(); ++i) {
    const FindingKeeper::Pass::Open& open = pass->open[i];
    metrics_.open[i].findings->Set(static_cast<double>(open.findings));
    const int64_t age_micros =
        open.findings == 0 ? 0 : now_micros - open.oldest_micros;
    metrics_.open[i].oldest_seconds->Set(
        static_cast<double>(age_micros / kMicrosPerSecond));
  }
  for (size_t i = 0; i < pass->exemptions.size(); ++i) {
    metrics_.exemptions[i]->Set(static_cast<double>(pass->exemptions[i]));
  }
  if (pass->exemptions_removed > 0) {
    log_.Info("exemptions removed, long after their end",
              {{"removed", pass->exemptions_removed}});
  }
  if (pass->unattended + pass->too_many + pass->removed == 0) return;
  log_.Info("findings expired or removed", {{"unattended", pass->unattended},
                                            {"too_many", pass->too_many},
                                            {"removed", pass->removed}});
}

}  // namespace farcall
