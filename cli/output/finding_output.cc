// SPDX-License-Identifier: Apache-2.0
#include "cli/output/finding_output.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "cli/output/labelled_lines.h"
#include "cli/output/names.h"
#include "cli/output/text_table.h"

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Cut = TableColumn::Cut;

// From here on a headline of usual length fits beside the other columns.
constexpr size_t kWideColumns = 220;

std::vector<TableColumn> FindingColumns(bool with_headline) {
  std::vector<TableColumn> columns = {
      {"PRIO", Align::kRight},
      {"SCORE", Align::kRight},
      {"RISK"},
      {"LAST CALL", Align::kLeft, Cut::kDate},
      {"PRINCIPAL"},
      {"ORIGIN"},
      {"CALLS", Align::kRight},
      {"STATE"},
      {"FINDING"},
  };
  if (with_headline) {
    columns.push_back({"HEADLINE", Align::kLeft, Cut::kEnd, 40});
  }
  return columns;
}

TableRow FindingRow(const v1::Finding& finding, bool with_headline,
                    Charset charset) {
  TableRow row;
  row.cells = {
      absl::StrCat(finding.priority()),
      absl::StrFormat("%.2f", finding.score()),
      Name(finding.risk_level()),
      finding.has_last_event_time()
          ? Rfc3339(finding.last_event_time().seconds())
          : "-",
      Printable(finding.principal(), charset),
      Printable(finding.origin(), charset),
      WithThousands(finding.calls()),
      Name(finding.state()),
      Printable(finding.id(), charset),
  };
  std::string headline = Printable(finding.headline(), charset);
  if (with_headline) {
    row.cells.push_back(std::move(headline));
  } else {
    row.note = std::move(headline);
  }
  return row;
}

constexpr size_t kGap = 2;

std::string OrDash(const std::string& text) {
  return text.empty() ? "-" : text;
}

template <typename Message>
std::string Time(bool is_set, const Message& timestamp) {
  return is_set ? Rfc3339(timestamp.seconds()) : "-";
}

// `366, 12 of them failed`
std::string CallsText(const v1::Finding& finding) {
  std::string text = WithThousands(finding.calls());
  if (finding.failed_calls() > 0) {
    absl::StrAppend(&text, ", ", WithThousands(finding.failed_calls()),
                    " of them failed");
  }
  return text;
}

void WriteFields(const v1::Finding& finding, const LabelledLines& lines) {
  lines.Write(0, "principal",
              absl::StrCat(OrDash(finding.principal()), " (",
                           Name(finding.principal_kind()), ")"));
  lines.Write(0, "origin", OrDash(finding.origin()));
  lines.Write(0, "account", OrDash(finding.account()));
  lines.Write(0, "calls", CallsText(finding));
  if (finding.unauthenticated()) {
    lines.Write(0, "",
                "None of them needs the principal's credentials: failed "
                "sign-ins, credentials that were not accepted.");
  }
  lines.Write(0, "first call",
              Time(finding.has_first_event_time(), finding.first_event_time()));
  lines.Write(0, "last call",
              Time(finding.has_last_event_time(), finding.last_event_time()));
  lines.Write(0, "opened",
              Time(finding.has_create_time(), finding.create_time()));
  lines.Write(
      0, "changed",
      absl::StrCat(Time(finding.has_update_time(), finding.update_time()),
                   ", revision ", finding.revision()));
  if (!finding.previous_id().empty()) {
    lines.Write(0, "follows", finding.previous_id());
  }
}

// One line for each command: its calls and its name.
void WriteCommands(const v1::Finding& finding, Charset charset,
                   std::ostream& out) {
  uint64_t calls_max = finding.other_command_calls();
  for (const v1::CommandCalls& command : finding.commands()) {
    calls_max = std::max(calls_max, command.calls());
  }
  if (calls_max == 0) return;
  const std::string header = "CALLS";
  const size_t width =
      std::max(Columns(header), Columns(WithThousands(calls_max)));
  const auto line = [&](const std::string& calls, const std::string& command) {
    out << PadLeft(calls, width) << std::string(kGap, ' ')
        << Printable(command, charset) << '\n';
  };
  out << '\n';
  line(header, "COMMAND");
  for (const v1::CommandCalls& command : finding.commands()) {
    line(WithThousands(command.calls()), command.command());
  }
  if (finding.other_command_calls() > 0) {
    line(WithThousands(finding.other_command_calls()), "(other commands)");
  }
}

}  // namespace

void WriteFindingTable(const std::vector<v1::Finding>& findings, size_t width,
                       Charset charset, std::ostream& out) {
  const bool with_headline = width == 0 || width >= kWideColumns;
  std::vector<TableRow> rows;
  rows.reserve(findings.size());
  for (const v1::Finding& finding : findings) {
    rows.push_back(FindingRow(finding, with_headline, charset));
  }
  WriteTable(FindingColumns(with_headline), rows, width, charset, out);
}

void WriteFinding(const v1::Finding& finding, size_t width, Charset charset,
                  std::ostream& out) {
  const LabelledLines lines(width, charset, out);
  lines.Write(0, "finding", finding.id());
  lines.Write(0, "state",
              absl::StrFormat("%s, priority %d", Name(finding.state()),
                              finding.priority()));
  lines.Write(0, "score",
              absl::StrFormat("%.2f of 100, %s", finding.score(),
                              Name(finding.risk_level())));
  if (!finding.headline().empty()) {
    lines.Write(0, "headline", finding.headline());
  }
  out << '\n';
  WriteFields(finding, lines);
  if (!finding.opening_factors().empty()) out << '\n';
  int number = 0;
  for (const v1::Factor& factor : finding.opening_factors()) {
    lines.Write(0, absl::StrFormat("%d.", ++number), factor.explanation());
  }
  WriteCommands(finding, charset, out);
}

}  // namespace farcall
