// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "farcall/v1/finding_service.pb.h"
#include "logging/json_log.h"
#include "scoring/batch/exemption_changes.h"
#include "scoring/batch/finding_store.h"
#include "server/handlers/backtest_handler.h"
#include "server/handlers/finding_handler.h"
#include "server/handlers/page_tokens.h"

namespace farcall {

// What FindingService does with exemptions. What is taken is logged, once.
// Thread-safe.
class ExemptionHandler {
 public:
  // The references must outlive the handler. `histograms` and `findings` are
  // the same store.
  ExemptionHandler(HistogramStore& histograms, const FindingStore& findings,
                   const BacktestHandler& backtests,
                   const FindingHandler& shown, Log& log)
      : changes_(histograms),
        findings_(findings),
        backtests_(backtests),
        shown_(shown),
        log_(log) {}

  // `identity` is the authenticated name of the caller.
  grpc::Status Create(const v1::CreateExemptionRequest& request,
                      const std::string& identity,
                      v1::CreateExemptionResponse& response) const;
  grpc::Status List(const v1::ListExemptionsRequest& request,
                    v1::ListExemptionsResponse& response) const;
  grpc::Status Revoke(const v1::RevokeExemptionRequest& request,
                      const std::string& identity,
                      v1::RevokeExemptionResponse& response) const;

 private:
  // Writes an exemption with what it covers now.
  grpc::Status Show(const std::string& tenant, const Exemption& exemption,
                    int64_t now_micros, std::string_view method,
                    v1::Exemption& result) const;
  void Record(std::string_view what, const std::string& tenant,
              const Exemption& exemption,
              const FindingTriage::Request& request) const;

  const ExemptionChanges changes_;
  const FindingStore& findings_;
  const BacktestHandler& backtests_;
  const FindingHandler& shown_;
  Log& log_;
  const PageTokens page_tokens_;
};

}  // namespace farcall
