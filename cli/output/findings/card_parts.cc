// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/card_parts.h"

#include <algorithm>
#include <sstream>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output/findings/event_output.h"
#include "cli/output/text_table.h"
#include "formats/names.h"

namespace farcall {
namespace {

// `0 of 337` and `high` are no numbers; `1,234`, `-3`, `97.7 %` and `` are.
bool IsNumber(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
           std::string_view(",.-% ").find(c) != std::string_view::npos;
  });
}

std::string CellOf(const v1::CardRow& row, int column, Charset charset) {
  return column < row.cells_size() ? Printable(row.cells(column), charset) : "";
}

TableColumn ColumnOf(const v1::CardSection& section, int column,
                     Charset charset) {
  TableColumn made;
  made.header = absl::AsciiStrToUpper(CellOf(section.rows(0), column, charset));
  for (int row = 1; row < section.rows_size(); ++row) {
    if (!IsNumber(CellOf(section.rows(row), column, charset))) return made;
  }
  made.align = TableColumn::Align::kRight;
  return made;
}

bool IsMalicious(v1::CloseReason reason) {
  return reason == v1::CLOSE_REASON_STOLEN_CREDENTIAL ||
         reason == v1::CLOSE_REASON_STOLEN_INSTANCE_CREDENTIAL ||
         reason == v1::CLOSE_REASON_INSIDER;
}

// The reason of the first explanation that fits the verdict.
std::string ReasonOf(const v1::Card& card, v1::Finding::State verdict) {
  const bool malicious = verdict == v1::Finding::STATE_MALICIOUS;
  for (const v1::CardExplanation& explanation : card.explanations()) {
    const v1::CloseReason reason = explanation.reason();
    if (reason == v1::CLOSE_REASON_UNSPECIFIED) continue;
    if (IsMalicious(reason) == malicious) return Name(reason);
  }
  return "REASON";
}

}  // namespace

std::string SectionTable(const v1::CardSection& section, size_t width,
                         Charset charset) {
  if (section.rows_size() < 2 || section.rows(0).cells().empty()) return "";
  const int width_in_cells = section.rows(0).cells_size();
  std::vector<TableColumn> columns;
  for (int i = 0; i < width_in_cells; ++i) {
    columns.push_back(ColumnOf(section, i, charset));
  }
  std::vector<TableRow> rows;
  for (int i = 1; i < section.rows_size(); ++i) {
    TableRow& row = rows.emplace_back();
    for (int cell = 0; cell < width_in_cells; ++cell) {
      row.cells.push_back(CellOf(section.rows(i), cell, charset));
    }
  }
  std::ostringstream table;
  WriteTable(columns, rows, width, charset, table);
  return table.str();
}

std::string CallsTable(const v1::Card& card, size_t width, Charset charset) {
  if (card.events().empty()) return "";
  std::ostringstream table;
  WriteEventTable({card.events().begin(), card.events().end()}, width, charset,
                  table);
  return table.str();
}

std::string Support(const v1::CardExplanation& explanation) {
  const auto keys = [](const auto& list) {
    return list.empty() ? std::string("nothing") : absl::StrJoin(list, ", ");
  };
  return absl::StrCat("supported by ", keys(explanation.supported_by()),
                      "; contradicted by ",
                      keys(explanation.contradicted_by()));
}

std::string SectionTitle(const v1::CardSection& section) {
  return section.question().empty()
             ? section.key()
             : absl::StrCat(section.question(), " (", section.key(), ")");
}

std::string PhaseTitle(v1::RunbookStep::Phase phase) {
  std::string title = Name(phase);
  title[0] = absl::ascii_toupper(static_cast<unsigned char>(title[0]));
  return title;
}

std::vector<NextCommand> NextCommands(const v1::Card& card) {
  const std::string& id = card.finding().id();
  const v1::Finding::State state = card.finding().state();
  const bool has_verdict = state == v1::Finding::STATE_BENIGN ||
                           state == v1::Finding::STATE_MALICIOUS;
  std::vector<NextCommand> next;
  if (has_verdict) {
    next.push_back({absl::StrCat("farcall reopen ", id, " --note TEXT"),
                    "take the decision back"});
  } else {
    if (state != v1::Finding::STATE_EXPIRED) {
      next.push_back({"farcall ack " + id, "say that you look at it"});
    }
    next.push_back({absl::StrCat("farcall close ", id, " --benign --reason ",
                                 ReasonOf(card, v1::Finding::STATE_BENIGN)),
                    "the calls were as they should be"});
    next.push_back({absl::StrCat("farcall close ", id, " --malicious --reason ",
                                 ReasonOf(card, v1::Finding::STATE_MALICIOUS)),
                    "the calls were a thief's"});
  }
  next.push_back({absl::StrCat("farcall note ", id, " TEXT"), "add a note"});
  next.push_back({"farcall events --finding " + id, "all its calls, paged"});
  if (!card.runbook().empty()) {
    next.push_back({absl::StrCat("farcall card ", id, " --runbook"),
                    "the steps of the response as a script"});
  }
  return next;
}

}  // namespace farcall
