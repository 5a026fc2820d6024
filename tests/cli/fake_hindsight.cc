// SPDX-License-Identifier: Apache-2.0
#include "tests/cli/fake_findings.h"

namespace farcall {

void FakeFindings::Answer(const v1::BacktestResponse& backtest) {
  const std::lock_guard lock(mutex_);
  backtest_ = backtest;
}

void FakeFindings::Answer(const v1::GetTriageReportResponse& report) {
  const std::lock_guard lock(mutex_);
  report_ = report;
}

grpc::Status FakeFindings::Backtest(grpc::ServerContext*,
                                    const v1::BacktestRequest* request,
                                    v1::BacktestResponse* response) {
  const std::lock_guard lock(mutex_);
  backtest_requests_.push_back(*request);
  if (!refusal_.ok()) return refusal_;
  *response = backtest_;
  return grpc::Status::OK;
}

grpc::Status FakeFindings::GetTriageReport(
    grpc::ServerContext*, const v1::GetTriageReportRequest* request,
    v1::GetTriageReportResponse* response) {
  const std::lock_guard lock(mutex_);
  report_requests_.push_back(*request);
  if (!refusal_.ok()) return refusal_;
  *response = report_;
  return grpc::Status::OK;
}

std::vector<v1::BacktestRequest> FakeFindings::backtest_requests() const {
  const std::lock_guard lock(mutex_);
  return backtest_requests_;
}

std::vector<v1::GetTriageReportRequest> FakeFindings::report_requests() const {
  const std::lock_guard lock(mutex_);
  return report_requests_;
}

}  // namespace farcall
