// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/backtest_output.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/output/baseline_chart.h"
#include "cli/output/findings/finding_output.h"
#include "cli/output/text_table.h"
#include "formats/finding_json.h"
#include "formats/json_values.h"
#include "text/count.h"

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Cut = TableColumn::Cut;
using Alerts = google::protobuf::RepeatedPtrField<v1::LedgerEntry>;
using Findings = google::protobuf::RepeatedPtrField<v1::Finding>;

constexpr size_t kBarColumns = 24;

void WriteDays(const v1::BacktestResponse& backtest, Charset charset,
               std::ostream& out) {
  uint64_t most = 1;
  for (const v1::BacktestDay& day : backtest.days()) {
    most = std::max({most, day.before(), day.after()});
  }
  const auto bar = [&](uint64_t alerts) {
    return HorizontalBar(
        static_cast<double>(alerts) / static_cast<double>(most), kBarColumns,
        charset);
  };
  std::vector<TableRow> rows;
  for (const v1::BacktestDay& day : backtest.days()) {
    if (day.before() + day.after() == 0) continue;
    rows.push_back({.cells = {Date(day.day().seconds()),
                              absl::StrCat(day.before()), bar(day.before()),
                              absl::StrCat(day.after()), bar(day.after())},
                    .note = ""});
  }
  if (rows.empty()) return;
  out << '\n';
  WriteTable({{"DAY"},
              {"BEFORE", Align::kRight},
              {""},
              {"AFTER", Align::kRight},
              {""}},
             rows, 0, charset, out);
}

// `5 of 34` where not all are shown.
std::string Shown(int shown, uint64_t count) {
  return static_cast<uint64_t>(shown) < count
             ? absl::StrCat(", the first ", shown, " of them:")
             : ":";
}

void WriteAlerts(const char* what, const Alerts& alerts, uint64_t count,
                 size_t width, Charset charset, std::ostream& out) {
  if (alerts.empty()) return;
  out << '\n'
      << Count(count, "alert") << what << Shown(alerts.size(), count) << '\n';
  std::vector<TableRow> rows;
  for (const v1::LedgerEntry& alert : alerts) {
    rows.push_back({.cells = {Rfc3339(alert.time().seconds()),
                              Printable(alert.principal(), charset),
                              Printable(alert.origin(), charset),
                              Printable(alert.command(), charset),
                              absl::StrFormat("%.2f", alert.score()),
                              absl::StrFormat("%.2f", alert.score_after())},
                    .note = ""});
  }
  WriteTable({{"TIME", Align::kLeft, Cut::kDate},
              {"PRINCIPAL"},
              {"ORIGIN"},
              {"COMMAND"},
              {"SCORE", Align::kRight},
              {"AFTER", Align::kRight}},
             rows, width, charset, out);
}

void WriteFindings(const char* what, const Findings& findings, uint64_t count,
                   size_t width, Charset charset, std::ostream& out) {
  if (findings.empty()) return;
  out << '\n'
      << Count(count, "finding") << what << Shown(findings.size(), count)
      << '\n';
  WriteFindingTable({findings.begin(), findings.end()}, width, charset, out);
}

Json AlertsJson(const Alerts& alerts) {
  Json list = Json::array();
  for (const v1::LedgerEntry& alert : alerts) {
    list.push_back(
        {{"time", Rfc3339(alert.time().seconds())},
         {"principal", alert.principal()},
         {"origin", alert.origin()},
         {"account", TextOrNull(alert.account())},
         {"command", alert.command()},
         {"score", Rounded(alert.score(), kScoreDigits)},
         {"score_after", Rounded(alert.score_after(), kScoreDigits)}});
  }
  return list;
}

Json FindingsJson(const Findings& findings) {
  Json list = Json::array();
  for (const v1::Finding& finding : findings) {
    list.push_back(FindingJson(finding));
  }
  return list;
}

}  // namespace

void WriteBacktest(const v1::BacktestResponse& backtest, size_t width,
                   Charset charset, std::ostream& out) {
  out << Date(backtest.from().seconds()) << " to "
      << Date(backtest.to().seconds()) << ": "
      << Count(backtest.alerts_before(), "alert") << " as it was, "
      << backtest.alerts_after() << " with what is tried (+"
      << backtest.added_count() << ", -" << backtest.dropped_count() << ")\n";
  WriteFindings(" called MALICIOUS would be lost", backtest.malicious_lost(),
                backtest.malicious_lost_count(), width, charset, out);
  WriteDays(backtest, charset, out);
  WriteAlerts(" would be new", backtest.added(), backtest.added_count(), width,
              charset, out);
  WriteAlerts(" would be gone", backtest.dropped(), backtest.dropped_count(),
              width, charset, out);
  WriteFindings(" would be gone", backtest.gone(), backtest.gone_count(), width,
                charset, out);
}

std::string BacktestDocument(const v1::BacktestResponse& backtest) {
  Json days = Json::array();
  for (const v1::BacktestDay& day : backtest.days()) {
    days.push_back({{"day", Date(day.day().seconds())},
                    {"before", day.before()},
                    {"after", day.after()}});
  }
  const Json json = {
      {"from",
       backtest.has_from() ? Json(Date(backtest.from().seconds())) : Json()},
      {"to", backtest.has_to() ? Json(Date(backtest.to().seconds())) : Json()},
      {"alerts_before", backtest.alerts_before()},
      {"alerts_after", backtest.alerts_after()},
      {"days", std::move(days)},
      {"added_count", backtest.added_count()},
      {"added", AlertsJson(backtest.added())},
      {"dropped_count", backtest.dropped_count()},
      {"dropped", AlertsJson(backtest.dropped())},
      {"gone_count", backtest.gone_count()},
      {"gone", FindingsJson(backtest.gone())},
      {"malicious_lost_count", backtest.malicious_lost_count()},
      {"malicious_lost", FindingsJson(backtest.malicious_lost())}};
  return JsonDocument(json);
}

}  // namespace farcall
