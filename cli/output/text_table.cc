// SPDX-License-Identifier: Apache-2.0
#include "cli/output/text_table.h"

#include <algorithm>
#include <numeric>
#include <optional>

namespace farcall {
namespace {

constexpr size_t kGap = 2;
constexpr size_t kNoteIndent = 8;
constexpr size_t kDateWidth = 10;  // `2026-01-02`

std::vector<size_t> NaturalWidths(const std::vector<TableColumn>& columns,
                                  const std::vector<TableRow>& rows) {
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns.size(); ++i) {
    size_t width = Columns(columns[i].header);
    for (const TableRow& row : rows) {
      width = std::max(width, Columns(row.cells[i]));
    }
    widths.push_back(width);
  }
  return widths;
}

// The widest column of text that may still be cut.
std::optional<size_t> WidestToCut(const std::vector<TableColumn>& columns,
                                  const std::vector<size_t>& widths) {
  std::optional<size_t> widest;
  for (size_t i = 0; i < columns.size(); ++i) {
    const bool can_cut = columns[i].cut == TableColumn::Cut::kEnd &&
                         widths[i] > columns[i].width_min;
    if (can_cut && (!widest.has_value() || widths[i] > widths[*widest])) {
      widest = i;
    }
  }
  return widest;
}

size_t Total(const std::vector<size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(),
                         kGap * (widths.size() - 1));
}

std::vector<size_t> FittedWidths(const std::vector<TableColumn>& columns,
                                 const std::vector<TableRow>& rows,
                                 size_t width) {
  std::vector<size_t> widths = NaturalWidths(columns, rows);
  if (width == 0 || Total(widths) <= width) return widths;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].cut != TableColumn::Cut::kDate) continue;
    const size_t narrow = std::max(kDateWidth, Columns(columns[i].header));
    widths[i] = std::min(widths[i], narrow);
  }
  while (Total(widths) > width) {
    const std::optional<size_t> widest = WidestToCut(columns, widths);
    if (!widest.has_value()) break;
    --widths[*widest];
  }
  return widths;
}

std::string Cell(const TableColumn& column, const std::string& text,
                 size_t width, Charset charset) {
  std::string cell =
      column.cut == TableColumn::Cut::kDate && Columns(text) > width
          ? text.substr(0, kDateWidth)
          : CutEnd(text, width, charset);
  return column.align == TableColumn::Align::kRight
             ? PadLeft(std::move(cell), width)
             : PadRight(std::move(cell), width);
}

void WriteLine(std::string line, std::ostream& out) {
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

}  // namespace

void WriteTable(const std::vector<TableColumn>& columns,
                const std::vector<TableRow>& rows, size_t width,
                Charset charset, std::ostream& out) {
  const std::vector<size_t> widths = FittedWidths(columns, rows, width);
  const auto line_of = [&](const auto& text_of) {
    std::string line;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) line.append(kGap, ' ');
      line += Cell(columns[i], text_of(i), widths[i], charset);
    }
    return line;
  };

  WriteLine(line_of([&](size_t i) { return columns[i].header; }), out);
  for (const TableRow& row : rows) {
    WriteLine(line_of([&](size_t i) { return row.cells[i]; }), out);
    if (row.note.empty()) continue;
    const size_t note_width = width > kNoteIndent ? width - kNoteIndent : width;
    for (const std::string& line : Wrap(row.note, note_width)) {
      out << std::string(kNoteIndent, ' ') << line << '\n';
    }
  }
}

}  // namespace farcall
