// SPDX-License-Identifier: Apache-2.0
#include "server/wire/backtest_convert.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "commands/command_table.h"
#include "scoring/counts/value_count.h"
#include "scoring/detectors/detector.h"
#include "scoring/detectors/fusion.h"
#include "scoring/event/risk_level.h"
#include "scoring/findings/triage.h"
#include "server/wire/exemption_convert.h"
#include "server/wire/proto_convert.h"
#include "text/shown_text.h"

namespace farcall {
namespace {

constexpr double kThresholdMax = 99;
constexpr int64_t kBudgetMax = 1'000'000;
constexpr int64_t kReportDays = 30;
constexpr int64_t kMicrosPerDay = kDaySeconds * kMicrosPerSecond;
constexpr size_t kHalf = 50;
constexpr size_t kNineOfTen = 90;

std::string DetectorNames() {
  std::string names;
  for (const Detector& detector : Detectors()) {
    names.append(names.empty() ? "" : ", ").append(detector.name);
  }
  return names;
}

// An exemption that is only tried says neither why nor for how long.
Exemption ReadTried(v1::Exemption exemption,
                    std::vector<FieldViolation>& violations) {
  const int64_t now_seconds = absl::ToUnixSeconds(absl::Now());
  if (exemption.reason().empty()) exemption.set_reason("tried");
  exemption.clear_from();
  exemption.mutable_to()->set_seconds(now_seconds + kDaySeconds);
  return ReadExemption(exemption, now_seconds, violations);
}

void WriteDay(int64_t day, google::protobuf::Timestamp& time) {
  time.set_seconds(day * kDaySeconds);
}

void WriteAlert(const Model& model, const BacktestAlert& alert,
                v1::LedgerEntry& result) {
  const LedgerEntry& entry = alert.entry;
  result.mutable_time()->set_seconds(entry.at_seconds);
  result.set_principal(entry.principal);
  result.set_origin(entry.origin);
  result.set_account(entry.account);
  result.set_command(entry.command);
  result.set_score(ScoreOfHundredths(entry.score_hundredths));
  result.set_score_after(ScoreOf(model, alert.bits_after));
}

void WriteDuration(int64_t micros, google::protobuf::Duration& result) {
  result.set_seconds(micros / kMicrosPerSecond);
  result.set_nanos(static_cast<int32_t>(micros % kMicrosPerSecond * 1'000));
}

void WriteSteps(const StepTimes& steps, v1::StepTimes& result) {
  result.set_findings(steps.findings());
  if (const auto median = steps.Percentile(kHalf)) {
    WriteDuration(*median, *result.mutable_median());
  }
  if (const auto most = steps.Percentile(kNineOfTen)) {
    WriteDuration(*most, *result.mutable_p90());
  }
}

}  // namespace

std::function<bool(const LedgerEntry&)> CoversOf(Exemption exemption) {
  exemption.from_seconds = 0;
  exemption.to_seconds = std::numeric_limits<int64_t>::max();
  return [exemption = std::move(exemption)](const LedgerEntry& entry) {
    return Covers(exemption,
                  {.principal = entry.principal,
                   .account = entry.account,
                   .command = entry.command,
                   .command_class = FactsOf(entry.command).command_class,
                   .origin = entry.origin,
                   .network = entry.network,
                   .at_seconds = entry.at_seconds});
  };
}

BacktestSettings ReadBacktest(const v1::BacktestRequest& request,
                              std::vector<FieldViolation>& violations) {
  BacktestSettings settings;
  if (request.has_alert_threshold()) {
    const double threshold = request.alert_threshold();
    if (!(threshold >= 0 && threshold <= kThresholdMax)) {
      violations.push_back(
          {"alert_threshold",
           "is " + std::to_string(threshold) + "; the range is 0 to 99"});
    }
    settings.alert_threshold = threshold;
  }
  if (request.has_alert_budget()) {
    const int64_t budget = request.alert_budget();
    if (budget < 0 || budget > kBudgetMax) {
      violations.push_back(
          {"alert_budget", "is " + std::to_string(budget) +
                               "; the range is 0 to 1,000,000 a day"});
    }
    settings.alert_budget = budget;
  }
  for (const std::string& name : request.detectors_off()) {
    const auto found = FindDetectors(name);
    if (!found.has_value()) {
      violations.push_back(
          {"detectors_off",
           "has `" + ShownText(name) + "`; detectors are " + DetectorNames()});
      break;
    }
    settings.detectors_off |= *found;
  }
  if (request.has_exemption()) {
    settings.covers = CoversOf(ReadTried(request.exemption(), violations));
  }
  if (!request.has_alert_threshold() && !request.has_alert_budget() &&
      request.detectors_off().empty() && !request.has_exemption()) {
    violations.push_back({"alert_threshold",
                          "is not set, nor are alert_budget, detectors_off "
                          "and exemption: say what is to be tried"});
  }
  CheckPageSize(request.list_size(), violations, "list_size");
  return settings;
}

BacktestSpan ReadBacktestSpan(const v1::BacktestRequest& request,
                              std::vector<FieldViolation>& violations) {
  BacktestSpan span;
  if (request.has_from()) {
    CheckTimestamp("from", request.from(), violations);
    span.first = DayOf(request.from().seconds());
  }
  if (request.has_to()) {
    CheckTimestamp("to", request.to(), violations);
    span.last = DayOf(request.to().seconds());
  }
  if (!span.first.has_value() || !span.last.has_value()) return span;
  const int64_t days = *span.last - *span.first;
  if (days < 0 || days > kBacktestDaysMax) {
    violations.push_back({"from", "lies " + std::to_string(days) +
                                      " days before `to`; the range is 0 to " +
                                      std::to_string(kBacktestDaysMax)});
  }
  return span;
}

void WriteBacktest(const Model& model, const Backtest& backtest,
                   v1::BacktestResponse& result) {
  if (!backtest.days().empty()) {
    WriteDay(backtest.days().front().day, *result.mutable_from());
    WriteDay(backtest.days().back().day, *result.mutable_to());
  }
  result.set_alerts_before(backtest.before());
  result.set_alerts_after(backtest.after());
  for (const BacktestDay& day : backtest.days()) {
    v1::BacktestDay& written = *result.add_days();
    WriteDay(day.day, *written.mutable_day());
    written.set_before(day.before);
    written.set_after(day.after);
  }
  for (const BacktestAlert& alert : backtest.added()) {
    WriteAlert(model, alert, *result.add_added());
  }
  for (const BacktestAlert& alert : backtest.dropped()) {
    WriteAlert(model, alert, *result.add_dropped());
  }
  result.set_added_count(backtest.added_count());
  result.set_dropped_count(backtest.dropped_count());
}

ReportSpan ReadReportSpan(const v1::GetTriageReportRequest& request,
                          int64_t now_micros,
                          std::vector<FieldViolation>& violations) {
  ReportSpan span{.to_micros = now_micros};
  if (request.has_to()) {
    CheckTimestamp("to", request.to(), violations);
    span.to_micros = request.to().seconds() * kMicrosPerSecond;
  }
  span.from_micros = span.to_micros - kReportDays * kMicrosPerDay;
  if (request.has_from()) {
    CheckTimestamp("from", request.from(), violations);
    span.from_micros = request.from().seconds() * kMicrosPerSecond;
  }
  if (span.from_micros >= span.to_micros) {
    violations.push_back({"from", "is not before `to`"});
  }
  return span;
}

void WriteReport(const TriageReport& report, int64_t now_micros,
                 v1::GetTriageReportResponse& result) {
  result.set_findings(report.findings());
  WriteSteps(report.to_detect(), *result.mutable_to_detect());
  WriteSteps(report.to_acknowledge(), *result.mutable_to_acknowledge());
  WriteSteps(report.to_close(), *result.mutable_to_close());
  for (const auto& [state, findings] : report.states()) {
    (*result.mutable_states())[std::string(FindingStateName(state))] = findings;
  }
  for (const auto& [reason, findings] : report.reasons()) {
    (*result.mutable_reasons())[std::string(CloseReasonName(reason))] =
        findings;
  }
  std::vector<std::pair<std::string, DetectorRecord>> detectors(
      report.detectors().begin(), report.detectors().end());
  std::ranges::stable_sort(detectors, std::greater(), [](const auto& one) {
    return one.second.malicious + one.second.benign;
  });
  for (const auto& [name, record] : detectors) {
    v1::DetectorRecord& written = *result.add_detectors();
    written.set_detector(name);
    written.set_malicious(record.malicious);
    written.set_benign(record.benign);
  }
  result.set_undecided(report.undecided());
  if (report.undecided() > 0) {
    WriteDuration(now_micros - report.oldest_undecided_micros(),
                  *result.mutable_oldest_undecided());
  }
}

}  // namespace farcall
