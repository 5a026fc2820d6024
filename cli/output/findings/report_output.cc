// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/report_output.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/output/text_table.h"
#include "formats/json_values.h"
#include "text/count.h"

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Counts = google::protobuf::Map<std::string, uint64_t>;

constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

// `2 d 3 h`, `3 h 4 min`, `5 min 6 s`, `7 s`
std::string Span(const google::protobuf::Duration& duration) {
  const int64_t seconds = duration.seconds();
  if (seconds >= kDay) {
    return absl::StrCat(seconds / kDay, " d ", seconds % kDay / kHour, " h");
  }
  if (seconds >= kHour) {
    return absl::StrCat(seconds / kHour, " h ", seconds % kHour / kMinute,
                        " min");
  }
  if (seconds >= kMinute) {
    return absl::StrCat(seconds / kMinute, " min ", seconds % kMinute, " s");
  }
  return absl::StrCat(seconds, " s");
}

using Step = std::pair<const char*, const v1::StepTimes&>;

std::vector<Step> StepsOf(const v1::GetTriageReportResponse& report) {
  return {{"detect", report.to_detect()},
          {"acknowledge", report.to_acknowledge()},
          {"close", report.to_close()}};
}

void WriteSteps(const v1::GetTriageReportResponse& report, Charset charset,
                std::ostream& out) {
  std::vector<TableRow> rows;
  for (const auto& [name, steps] : StepsOf(report)) {
    rows.push_back({.cells = {name, absl::StrCat(steps.findings()),
                              steps.has_median() ? Span(steps.median()) : "-",
                              steps.has_p90() ? Span(steps.p90()) : "-"},
                    .note = ""});
  }
  out << '\n';
  WriteTable({{"TIME TO"},
              {"FINDINGS", Align::kRight},
              {"MEDIAN", Align::kRight},
              {"9 OF 10", Align::kRight}},
             rows, 0, charset, out);
}

// By name: the map has no order.
std::map<std::string, uint64_t> Ordered(const Counts& counts) {
  return {counts.begin(), counts.end()};
}

void WriteCounts(const char* header, const Counts& counts, Charset charset,
                 std::ostream& out) {
  if (counts.empty()) return;
  std::vector<TableRow> rows;
  for (const auto& [name, findings] : Ordered(counts)) {
    rows.push_back({.cells = {Printable(name, charset), absl::StrCat(findings)},
                    .note = ""});
  }
  out << '\n';
  WriteTable({{header}, {"FINDINGS", Align::kRight}}, rows, 0, charset, out);
}

void WriteDetectors(const v1::GetTriageReportResponse& report, Charset charset,
                    std::ostream& out) {
  if (report.detectors().empty()) return;
  std::vector<TableRow> rows;
  for (const v1::DetectorRecord& record : report.detectors()) {
    const uint64_t verdicts = record.malicious() + record.benign();
    rows.push_back(
        {.cells = {Printable(record.detector(), charset),
                   absl::StrCat(record.malicious()),
                   absl::StrCat(record.benign()),
                   verdicts == 0
                       ? "-"
                       : Percent(static_cast<double>(record.malicious()) /
                                 static_cast<double>(verdicts))},
         .note = ""});
  }
  out << '\n';
  WriteTable({{"HEAVIEST FACTOR"},
              {"MALICIOUS", Align::kRight},
              {"BENIGN", Align::kRight},
              {"RIGHT", Align::kRight}},
             rows, 0, charset, out);
}

Json SecondsOrNull(bool is_set, const google::protobuf::Duration& duration) {
  return is_set ? Json(duration.seconds()) : Json();
}

Json StepsJson(const v1::StepTimes& steps) {
  return {{"findings", steps.findings()},
          {"median_seconds", SecondsOrNull(steps.has_median(), steps.median())},
          {"p90_seconds", SecondsOrNull(steps.has_p90(), steps.p90())}};
}

}  // namespace

void WriteReport(const v1::GetTriageReportResponse& report, Charset charset,
                 std::ostream& out) {
  out << Rfc3339(report.from().seconds()) << " to "
      << Rfc3339(report.to().seconds()) << ": "
      << Count(report.findings(), "finding") << " made\n";
  out << Count(report.undecided(), "finding") << " not decided now";
  if (report.has_oldest_undecided()) {
    out << ", the oldest for " << Span(report.oldest_undecided());
  }
  out << '\n';
  if (report.findings() == 0) return;
  WriteSteps(report, charset, out);
  WriteCounts("STATE", report.states(), charset, out);
  WriteCounts("REASON", report.reasons(), charset, out);
  WriteDetectors(report, charset, out);
}

std::string ReportDocument(const v1::GetTriageReportResponse& report) {
  Json detectors = Json::array();
  for (const v1::DetectorRecord& record : report.detectors()) {
    detectors.push_back({{"detector", record.detector()},
                         {"malicious", record.malicious()},
                         {"benign", record.benign()}});
  }
  Json json = {{"from", Rfc3339(report.from().seconds())},
               {"to", Rfc3339(report.to().seconds())},
               {"findings", report.findings()}};
  for (const auto& [name, steps] : StepsOf(report)) {
    json[absl::StrCat("to_", name)] = StepsJson(steps);
  }
  json["states"] = Ordered(report.states());
  json["reasons"] = Ordered(report.reasons());
  json["detectors"] = std::move(detectors);
  json["undecided"] = report.undecided();
  json["oldest_undecided_seconds"] =
      SecondsOrNull(report.has_oldest_undecided(), report.oldest_undecided());
  return JsonDocument(json);
}

}  // namespace farcall
