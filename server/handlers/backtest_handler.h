// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "farcall/v1/finding_service.pb.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/ledger_store.h"
#include "scoring/detectors/model.h"
#include "scoring/findings/exemption.h"
#include "server/handlers/finding_handler.h"
#include "server/wire/backtest_convert.h"
#include "triage/backtest/backtest.h"

namespace farcall {

// What FindingService answers of times that are past: what other settings would
// have found, and how findings were decided. Thread-safe.
class BacktestHandler {
 public:
  // `keeps_ledger`: the setting `ledger-days` is not 0. The references must
  // outlive the handler.
  BacktestHandler(const FindingStore& findings, const LedgerStore& ledger,
                  const Model& model, bool keeps_ledger,
                  const FindingHandler& shown)
      : findings_(findings),
        ledger_(ledger),
        model_(model),
        keeps_ledger_(keeps_ledger),
        shown_(shown) {}

  // All wait for the disk.
  grpc::Status Backtest(const v1::BacktestRequest& request,
                        v1::BacktestResponse& response) const;
  // What the exemption would have covered in the last days of the ledger;
  // leaves the response without where the ledger is not kept.
  grpc::Status TryExemption(const std::string& tenant,
                            const Exemption& exemption,
                            v1::CreateExemptionResponse& response) const;
  grpc::Status Report(const v1::GetTriageReportRequest& request,
                      v1::GetTriageReportResponse& response) const;

 private:
  // What is to be tried, on which days.
  struct Trial {
    BacktestSettings settings{};
    BacktestSpan span{};
    size_t list_size = 0;
  };
  grpc::Status Try(const std::string& tenant, Trial trial,
                   std::string_view method,
                   v1::BacktestResponse& response) const;
  // Both days are counted.
  absl::Status AddDays(const std::string& tenant, int64_t first, int64_t last,
                       farcall::Backtest& backtest) const;
  absl::Status AddFindings(const std::string& tenant,
                           const farcall::Backtest& backtest, size_t list_size,
                           v1::BacktestResponse& response) const;

  const FindingStore& findings_;
  const LedgerStore& ledger_;
  const Model model_;
  const bool keeps_ledger_;
  const FindingHandler& shown_;
};

}  // namespace farcall
