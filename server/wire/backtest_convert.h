// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "farcall/v1/finding_service.pb.h"
#include "scoring/batch/ledger_store.h"
#include "scoring/detectors/model.h"
#include "scoring/findings/exemption.h"
#include "server/wire/grpc_status.h"
#include "triage/backtest/backtest.h"
#include "triage/report/triage_report.h"

namespace farcall {

// The border between the wire and the core, for looking back. What is wrong
// with a request is added to `violations`; then what was read is of no use.

// Days between the first and the last one that a back-test counts.
inline constexpr int64_t kBacktestDaysMax = 180;
// Days that count where a request does not say from when on.
inline constexpr int64_t kBacktestDays = 30;

BacktestSettings ReadBacktest(const v1::BacktestRequest& request,
                              std::vector<FieldViolation>& violations);
// Whether an exemption covers a call, whatever its begin and end.
std::function<bool(const LedgerEntry&)> CoversOf(Exemption exemption);
// The days that are asked for, as far as they are set; Unix days.
struct BacktestSpan {
  std::optional<int64_t> first{};
  std::optional<int64_t> last{};
};
BacktestSpan ReadBacktestSpan(const v1::BacktestRequest& request,
                              std::vector<FieldViolation>& violations);

// The counts, days and alerts; not the findings.
void WriteBacktest(const Model& model, const Backtest& backtest,
                   v1::BacktestResponse& result);

// The times that a report is of; Unix microseconds.
struct ReportSpan {
  int64_t from_micros = 0;
  int64_t to_micros = 0;
};
ReportSpan ReadReportSpan(const v1::GetTriageReportRequest& request,
                          int64_t now_micros,
                          std::vector<FieldViolation>& violations);
void WriteReport(const TriageReport& report, int64_t now_micros,
                 v1::GetTriageReportResponse& result);

}  // namespace farcall
