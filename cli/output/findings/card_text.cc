// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/card_text.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/output/findings/card_parts.h"
#include "cli/output/findings/finding_output.h"
#include "cli/output/findings/what_if_text.h"
#include "formats/names.h"

namespace farcall {
namespace {

constexpr size_t kIndent = 2;

// Paragraphs, tables and commands of a card on one terminal.
class CardLines {
 public:
  CardLines(size_t width, Charset charset, std::ostream& out)
      : width_(width), charset_(charset), out_(out) {}

  Charset charset() const { return charset_; }

  // The columns that are left behind `used` of them; 0 = no limit.
  size_t Left(size_t used) const { return width_ > used ? width_ - used : 0; }

  void Blank() { out_ << '\n'; }

  // Wrapped. `prefix`, which is printable, begins the first line, spaces of the
  // same width begin the others.
  void Write(const std::string& prefix, const std::string& text) {
    const size_t indent = Columns(prefix);
    std::string begin = prefix;
    for (const std::string& line :
         Wrap(Printable(text, charset_), Left(indent))) {
      out_ << begin << line << '\n';
      begin.assign(indent, ' ');
    }
  }

  // Not wrapped.
  void WriteWhole(const std::string& prefix, const std::string& text) {
    const std::vector<std::string> lines = absl::StrSplit(text, '\n');
    std::string begin = prefix;
    for (const std::string& line : lines) {
      out_ << begin << Printable(line, charset_) << '\n';
      begin.assign(Columns(prefix), ' ');
    }
  }

  // Lines that are printable.
  void WriteTable(const std::string& table, size_t indent) {
    std::istringstream lines(table);
    std::string line;
    while (std::getline(lines, line)) {
      out_ << std::string(indent, ' ') << line << '\n';
    }
  }

 private:
  const size_t width_;
  const Charset charset_;
  std::ostream& out_;
};

void WriteLegend(CardLines& lines) {
  std::string legend;
  for (const auto& [judgement, words] :
       {std::pair(v1::JUDGEMENT_SUSPICIOUS, "suspicious"),
        std::pair(v1::JUDGEMENT_NORMAL, "normal"),
        std::pair(v1::JUDGEMENT_FACT, "fact"),
        std::pair(v1::JUDGEMENT_TASK, "task"),
        std::pair(v1::JUDGEMENT_UNSPECIFIED, "cannot be said")}) {
    absl::StrAppend(&legend, legend.empty() ? "" : "  ",
                    Mark(judgement, lines.charset()), " ", words);
  }
  lines.Blank();
  lines.Write("", legend);
}

void WriteSection(const v1::CardSection& section, CardLines& lines) {
  lines.Blank();
  lines.Write(Mark(section.judgement(), lines.charset()) + " ",
              SectionTitle(section));
  const std::string indent(kIndent, ' ');
  for (const std::string& sentence : section.sentences()) {
    lines.Write(indent, sentence);
  }
  lines.WriteTable(
      SectionTable(section, lines.Left(2 * kIndent), lines.charset()),
      2 * kIndent);
  if (!section.missing().empty()) {
    lines.Write(indent, "To say more: " + section.missing());
  }
}

void WriteExplanations(const v1::Card& card, CardLines& lines) {
  lines.Blank();
  if (card.explanations().empty()) {
    lines.Write("", "None of the known explanations fits.");
    return;
  }
  lines.Write("", "Explanations, most supported first; they decide nothing:");
  int number = 0;
  for (const v1::CardExplanation& explanation : card.explanations()) {
    lines.Write(absl::StrCat("  ", ++number, ". "), Name(explanation.reason()));
    lines.Write("     ", Support(explanation));
  }
}

void WriteSentences(const std::string& title,
                    const std::vector<std::string>& sentences,
                    CardLines& lines) {
  if (sentences.empty()) return;
  lines.Blank();
  lines.Write("", title);
  for (const std::string& sentence : sentences) lines.Write("  ", sentence);
}

void WriteStep(const v1::RunbookStep& step, int number, CardLines& lines) {
  const std::string prefix = absl::StrCat("  ", number, ". ");
  const std::string indent(prefix.size(), ' ');
  lines.Write(prefix, (step.changes() ? "CHANGES: " : "") + step.purpose());
  if (!step.warning().empty()) {
    lines.Write(indent, "Warning: " + step.warning());
  }
  if (!step.command().empty()) {
    lines.WriteWhole(indent + "$ ", step.command());
  }
  if (!step.undo().empty()) {
    lines.WriteWhole(indent + "undo: $ ", step.undo());
  }
}

void WriteRunbook(const v1::Card& card, CardLines& lines) {
  if (card.runbook().empty()) return;
  lines.Blank();
  lines.Write("",
              "Response. Farcall runs none of these commands; CHANGES marks "
              "those that change something.");
  int number = 0;
  auto phase = v1::RunbookStep::PHASE_UNSPECIFIED;
  for (const v1::RunbookStep& step : card.runbook()) {
    if (step.phase() != phase) {
      phase = step.phase();
      lines.Blank();
      lines.Write("", PhaseTitle(phase) + ":");
    }
    WriteStep(step, ++number, lines);
  }
}

void WriteCalls(const v1::Card& card, CardLines& lines) {
  lines.Blank();
  if (card.events().empty()) {
    lines.Write("", "None of its calls is kept.");
    return;
  }
  lines.Write("", "Calls that are kept:");
  lines.WriteTable(CallsTable(card, lines.Left(kIndent), lines.charset()),
                   kIndent);
}

void WriteNext(const v1::Card& card, CardLines& lines) {
  const std::vector<NextCommand> commands = NextCommands(card);
  size_t command_width = 0;
  for (const NextCommand& next : commands) {
    command_width = std::max(command_width, Columns(next.command));
  }
  lines.Blank();
  lines.Write("", "What to do next:");
  for (const NextCommand& next : commands) {
    lines.WriteWhole("  ", absl::StrCat(PadRight(next.command, command_width),
                                        "  ", next.purpose));
  }
}

}  // namespace

std::string Mark(v1::Judgement judgement, Charset charset) {
  const bool utf8 = charset == Charset::kUtf8;
  switch (judgement) {
    case v1::JUDGEMENT_SUSPICIOUS:
      return utf8 ? "●" : "!";
    case v1::JUDGEMENT_NORMAL:
      return utf8 ? "○" : "o";
    case v1::JUDGEMENT_FACT:
      return utf8 ? "–" : "-";
    case v1::JUDGEMENT_TASK:
      return utf8 ? "☐" : ">";
    default:
      return "?";
  }
}

void WriteCard(const v1::Card& card, size_t width, Charset charset,
               std::ostream& out) {
  WriteFindingHead(card.finding(), width, charset, out);
  CardLines lines(width, charset, out);
  WriteLegend(lines);
  for (const v1::CardSection& section : card.sections()) {
    WriteSection(section, lines);
  }
  WriteExplanations(card, lines);
  WriteSentences("What if, with the counts of now:", WhatIfSentences(card),
                 lines);
  WriteSentences("What a verdict would do:", PreviewSentences(card), lines);
  WriteRunbook(card, lines);
  WriteCalls(card, lines);
  WriteNext(card, lines);
}

}  // namespace farcall
