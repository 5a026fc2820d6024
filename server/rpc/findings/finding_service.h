// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/batch/ledger_store.h"
#include "server/handlers/backtest_handler.h"
#include "server/handlers/card_handler.h"
#include "server/handlers/exemption_handler.h"
#include "server/handlers/finding_handler.h"
#include "server/handlers/triage_handler.h"
#include "server/rpc/findings/finding_watchers.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/unary_call.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// farcall.v1.FindingService.
class FindingService final : public RawService {
 public:
  struct Parts {
    CallDesk desk;
    // All four are the same store.
    HistogramStore& histograms;
    FindingStore& findings;
    const FactStore& facts;
    const LedgerStore& ledger;
    CardSource::Surroundings surroundings;  // of cards
    bool keeps_calls;
    bool keeps_ledger;
    const OriginResolver& origins;
    Model model;
    int64_t seen_window_seconds;  // of the store
    Metrics& metrics;
  };

  // What `parts` refers to must outlive the service; of the store it is enough
  // that it outlives the server.
  FindingService(const Parts& parts, const FindingWatchers::Options& options);

  // Ends all watches with UNAVAILABLE, and takes no new ones.
  void Drain() { watchers_.Drain(); }

 private:
  template <typename Request, typename Response>
  void ServeUnary(UnaryMethod<Request, Response> method);
  void ServeReading();
  void ServeCards();
  void ServeHindsight();
  void ServeTriage();
  void ServeExemptions();
  void ServeWhoAmI();

  const Parts parts_;
  const FindingHandler handler_;
  const TriageHandler triage_;
  const BacktestHandler backtests_;
  const ExemptionHandler exemptions_;
  const CardHandler cards_;
  FindingWatchers watchers_;
};

}  // namespace farcall
