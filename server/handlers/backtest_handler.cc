// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/backtest_handler.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "scoring/counts/value_count.h"
#include "server/handlers/server_time.h"
#include "server/wire/backtest_convert.h"
#include "server/wire/finding_convert.h"
#include "server/wire/grpc_status.h"
#include "server/wire/proto_convert.h"

namespace farcall {
namespace {

using Findings = google::protobuf::RepeatedPtrField<v1::Finding>;

// Half of a message, since there are two lists.
constexpr size_t kListBytes = FindingHandler::kPageBytes / 2;

// Of an exemption that is declared.
constexpr size_t kExemptionListSize = 20;

void Write(const std::vector<const Finding*>& findings, size_t list_size,
           Findings& list) {
  size_t bytes = 0;
  for (const Finding* finding : findings) {
    if (static_cast<size_t>(list.size()) == list_size) return;
    v1::Finding written;
    WriteFinding(*finding, written);
    bytes += written.ByteSizeLong();
    if (bytes > kListBytes) return;
    *list.Add() = std::move(written);
  }
}

}  // namespace

grpc::Status BacktestHandler::Backtest(const v1::BacktestRequest& request,
                                       v1::BacktestResponse& response) const {
  auto violations = CheckTenant(request.tenant());
  Trial trial{.settings = ReadBacktest(request, violations),
              .span = ReadBacktestSpan(request, violations),
              .list_size = PageSizeOf(request.list_size())};
  if (!violations.empty()) return InvalidRequest(violations);
  if (!keeps_ledger_) return LedgerNotKept();
  return Try(TenantOf(request.tenant()), std::move(trial), "Backtest",
             response);
}

grpc::Status BacktestHandler::TryExemption(
    const std::string& tenant, const Exemption& exemption,
    v1::CreateExemptionResponse& response) const {
  if (!keeps_ledger_) return grpc::Status::OK;
  Trial trial{.settings = {.covers = CoversOf(exemption)},
              .list_size = kExemptionListSize};
  return Try(tenant, std::move(trial), "CreateExemption",
             *response.mutable_backtest());
}

grpc::Status BacktestHandler::Try(const std::string& tenant, Trial trial,
                                  std::string_view method,
                                  v1::BacktestResponse& response) const {
  farcall::Backtest backtest(model_, std::move(trial.settings),
                             trial.list_size);
  const auto kept = ledger_.LedgerDays(tenant);
  if (!kept.ok()) return shown_.Fail(kept.status(), method);
  if (kept->has_value()) {
    const int64_t last = trial.span.last.value_or((*kept)->last);
    const int64_t first =
        std::max(trial.span.first.value_or(last - kBacktestDays + 1),
                 last - kBacktestDaysMax);
    absl::Status status = AddDays(tenant, first, last, backtest);
    if (status.ok()) {
      status = AddFindings(tenant, backtest, trial.list_size, response);
    }
    if (!status.ok()) return shown_.Fail(status, method);
  }
  WriteBacktest(model_, backtest, response);
  const absl::Status told = shown_.AwaitRead(tenant);
  return told.ok() ? grpc::Status::OK : shown_.Fail(told, method);
}

absl::Status BacktestHandler::AddDays(const std::string& tenant, int64_t first,
                                      int64_t last,
                                      farcall::Backtest& backtest) const {
  const int64_t begin =
      std::max<int64_t>(first - farcall::Backtest::kDaysBefore, 0);
  for (int64_t day = begin; day <= last; ++day) {
    auto entries = ledger_.LedgerOf(tenant, day);
    if (!entries.ok()) return entries.status();
    backtest.AddDay(day, *std::move(entries), day >= first);
  }
  return absl::OkStatus();
}

absl::Status BacktestHandler::AddFindings(
    const std::string& tenant, const farcall::Backtest& backtest,
    size_t list_size, v1::BacktestResponse& response) const {
  auto all = findings_.ListFindings(tenant, kFindingStates);
  if (!all.ok()) return all.status();
  std::vector<const Finding*> gone;
  std::vector<const Finding*> malicious;
  for (const Finding& finding : *all) {
    if (backtest.AlertsOf(finding.principal, finding.origin,
                          finding.unauthenticated, DayOf(finding.first_seconds),
                          DayOf(finding.last_seconds)) != AlertsAfter::kGone) {
      continue;
    }
    gone.push_back(&finding);
    if (finding.state == FindingState::kMalicious) {
      malicious.push_back(&finding);
    }
  }
  const auto is_more_urgent = [](const Finding* a, const Finding* b) {
    return IsMoreUrgent(*a, *b);
  };
  std::ranges::sort(gone, is_more_urgent);
  std::ranges::sort(malicious, is_more_urgent);
  Write(gone, list_size, *response.mutable_gone());
  Write(malicious, list_size, *response.mutable_malicious_lost());
  response.set_gone_count(gone.size());
  response.set_malicious_lost_count(malicious.size());
  return absl::OkStatus();
}

grpc::Status BacktestHandler::Report(
    const v1::GetTriageReportRequest& request,
    v1::GetTriageReportResponse& response) const {
  constexpr std::string_view kMethod = "GetTriageReport";
  const int64_t now_micros = NowMicros();
  auto violations = CheckTenant(request.tenant());
  const ReportSpan span = ReadReportSpan(request, now_micros, violations);
  if (!violations.empty()) return InvalidRequest(violations);
  const std::string tenant = TenantOf(request.tenant());
  const auto all = findings_.ListFindings(tenant, kFindingStates);
  if (!all.ok()) return shown_.Fail(all.status(), kMethod);
  TriageReport report(span.from_micros, span.to_micros);
  for (const Finding& finding : *all) report.Add(finding);
  WriteMicros(span.from_micros, *response.mutable_from());
  WriteMicros(span.to_micros, *response.mutable_to());
  WriteReport(report, now_micros, response);
  const absl::Status told = shown_.AwaitRead(tenant);
  return told.ok() ? grpc::Status::OK : shown_.Fail(told, kMethod);
}

}  // namespace farcall
