// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/finding_output.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/output/labelled_lines.h"
#include "cli/output/text_table.h"
#include "formats/names.h"

namespace farcall {
namespace {

using Align = TableColumn::Align;
using Cut = TableColumn::Cut;

// From here on a headline of usual length fits beside the other columns.
constexpr size_t kWideColumns = 220;

// Columns that not every table has.
struct Extra {
  bool assignee = false;
  bool reason = false;
  bool exemption = false;
  bool headline = false;
};

Extra ExtraOf(const std::vector<v1::Finding>& findings, size_t width) {
  Extra extra{.headline = width == 0 || width >= kWideColumns};
  for (const v1::Finding& finding : findings) {
    extra.assignee = extra.assignee || !finding.assignee().empty();
    extra.exemption = extra.exemption || !finding.exemption_id().empty();
    extra.reason =
        extra.reason || finding.reason() != v1::CLOSE_REASON_UNSPECIFIED;
  }
  return extra;
}

std::string OrDash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string WorstClass(const v1::Finding& finding) {
  return finding.classes().empty() ? "-" : Name(finding.classes(0));
}

std::string ReasonText(const v1::Finding& finding) {
  return finding.reason() == v1::CLOSE_REASON_UNSPECIFIED
             ? "-"
             : Name(finding.reason());
}

std::vector<TableColumn> FindingColumns(const Extra& extra) {
  std::vector<TableColumn> columns = {
      {"PRIO", Align::kRight},
      {"SCORE", Align::kRight},
      {"RISK"},
      {"LAST CALL", Align::kLeft, Cut::kDate},
      {"PRINCIPAL"},
      {"ORIGIN"},
      {"CALLS", Align::kRight},
      {"WORST CLASS"},
      {"STATE"},
  };
  if (extra.assignee) columns.push_back({"ASSIGNEE"});
  if (extra.reason) columns.push_back({"REASON"});
  if (extra.exemption) columns.push_back({"EXEMPTION"});
  columns.push_back({"FINDING"});
  if (extra.headline) {
    columns.push_back({"HEADLINE", Align::kLeft, Cut::kEnd, 40});
  }
  return columns;
}

TableRow FindingRow(const v1::Finding& finding, const Extra& extra,
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
      WorstClass(finding),
      Name(finding.state()),
  };
  if (extra.assignee) {
    row.cells.push_back(OrDash(Printable(finding.assignee(), charset)));
  }
  if (extra.reason) row.cells.push_back(ReasonText(finding));
  if (extra.exemption) {
    row.cells.push_back(OrDash(Printable(finding.exemption_id(), charset)));
  }
  row.cells.push_back(Printable(finding.id(), charset));
  std::string headline = Printable(finding.headline(), charset);
  if (extra.headline) {
    row.cells.push_back(std::move(headline));
  } else {
    row.note = std::move(headline);
  }
  return row;
}

constexpr size_t kGap = 2;

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

// `PERSISTENCE, DISCOVERY; 2 sensitive calls`
std::string ClassesText(const v1::Finding& finding) {
  std::string text;
  for (const int number : finding.classes()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ",
                    Name(static_cast<v1::CommandClass>(number)));
  }
  const uint64_t sensitive = finding.sensitive_calls();
  if (sensitive > 0) {
    absl::StrAppend(&text, "; ", WithThousands(sensitive),
                    sensitive == 1 ? " sensitive call" : " sensitive calls");
  }
  return text;
}

// The finding before, and why its episode did not go on.
std::string FollowsText(const v1::Finding& finding) {
  switch (finding.reopening()) {
    case v1::REOPENING_UNSPECIFIED:
      return finding.previous_id();
    case v1::REOPENING_AFTER_MALICIOUS:
      return finding.previous_id() +
             ": calls went on after that one was closed as MALICIOUS";
    case v1::REOPENING_HIGHER_RISK:
      return finding.previous_id() +
             ": the risk level rose above that of the closed one";
    case v1::REOPENING_WORSE_CLASS:
      return finding.previous_id() +
             ": a command of a worse class came than the closed one had";
    case v1::REOPENING_LATER:
      return finding.previous_id() + ": that one had ended";
    default:
      return finding.previous_id() + ": " + Name(finding.reopening());
  }
}

// What people said: what is not known has no line.
void WriteTriage(const v1::Finding& finding, const LabelledLines& lines) {
  if (!finding.assignee().empty()) {
    lines.Write(0, "assignee", finding.assignee());
  }
  if (finding.has_acknowledge_time()) {
    lines.Write(0, "looked at", Rfc3339(finding.acknowledge_time().seconds()));
  }
  if (finding.has_close_time()) {
    lines.Write(0, "closed", Rfc3339(finding.close_time().seconds()));
  }
  if (!finding.closed_by().empty()) {
    lines.Write(0, "closed by", finding.closed_by());
  }
  if (finding.reason() != v1::CLOSE_REASON_UNSPECIFIED) {
    lines.Write(0, "reason", Name(finding.reason()));
  }
  if (finding.teaching() != v1::TEACHING_UNSPECIFIED) {
    lines.Write(0, "taught", Name(finding.teaching()));
  }
}

void WriteFields(const v1::Finding& finding, const LabelledLines& lines) {
  lines.Write(0, "principal",
              absl::StrCat(OrDash(finding.principal()), " (",
                           Name(finding.principal_kind()), ")"));
  lines.Write(0, "origin", OrDash(finding.origin()));
  lines.Write(0, "account", OrDash(finding.account()));
  lines.Write(0, "calls", CallsText(finding));
  if (!finding.classes().empty()) {
    lines.Write(0, "classes", ClassesText(finding));
  }
  if (!finding.techniques().empty()) {
    lines.Write(0, "ATT&CK", absl::StrJoin(finding.techniques(), ", "));
  }
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
  if (!finding.exemption_id().empty()) {
    lines.Write(0, "planned",
                absl::StrCat("exemption ", finding.exemption_id()));
  }
  if (!finding.previous_id().empty()) {
    lines.Write(0, "follows", FollowsText(finding));
  }
  WriteTriage(finding, lines);
}

// Who wrote each note and when, and the note below, line by line.
void WriteNotes(const v1::GetFindingResponse& found, const LabelledLines& lines,
                std::ostream& out) {
  if (!found.notes().empty()) out << '\n';
  for (const v1::FindingNote& note : found.notes()) {
    std::string head = absl::StrCat(Time(note.has_time(), note.time()), " by ",
                                    OrDash(note.actor()));
    if (!note.identity().empty()) {
      absl::StrAppend(&head, " (", note.identity(), ")");
    }
    lines.Write(0, "note", head);
    const std::vector<std::string> texts = absl::StrSplit(note.text(), '\n');
    for (const std::string& text : texts) {
      lines.Write(0, "", text);
    }
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
  const Extra extra = ExtraOf(findings, width);
  std::vector<TableRow> rows;
  rows.reserve(findings.size());
  for (const v1::Finding& finding : findings) {
    rows.push_back(FindingRow(finding, extra, charset));
  }
  WriteTable(FindingColumns(extra), rows, width, charset, out);
}

void WriteFindingHead(const v1::Finding& finding, size_t width, Charset charset,
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
}

void WriteFinding(const v1::GetFindingResponse& found, size_t width,
                  Charset charset, std::ostream& out) {
  const v1::Finding& finding = found.finding();
  WriteFindingHead(finding, width, charset, out);
  const LabelledLines lines(width, charset, out);
  WriteNotes(found, lines, out);
  if (!finding.opening_factors().empty()) out << '\n';
  int number = 0;
  for (const v1::Factor& factor : finding.opening_factors()) {
    lines.Write(0, absl::StrFormat("%d.", ++number), factor.explanation());
  }
  WriteCommands(finding, charset, out);
}

std::string Standing(const v1::Finding& finding, Charset charset) {
  return absl::StrCat(Printable(finding.id(), charset), "  ",
                      Name(finding.state()), "  revision ", finding.revision(),
                      "  ", Printable(finding.principal(), charset), " from ",
                      Printable(finding.origin(), charset));
}

}  // namespace farcall
