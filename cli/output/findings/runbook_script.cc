// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/runbook_script.h"

#include <set>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/output/findings/card_parts.h"
#include "formats/text.h"

namespace farcall {
namespace {

bool IsNameCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return absl::ascii_isupper(byte) || absl::ascii_isdigit(byte) || c == '_';
}

// What a shell would make of a command.
struct Reading {
  bool is_complete = true;  // its quotes end, and it does not go on
  std::set<std::string> variables;
};

// The name behind a `$`, with or without braces, of a variable that a person
// sets: capital letters, as `USER_NAME`. Empty = none.
std::string VariableAt(std::string_view text) {
  if (!text.empty() && text.front() == '{') text.remove_prefix(1);
  if (text.empty() ||
      !absl::ascii_isupper(static_cast<unsigned char>(text.front()))) {
    return "";
  }
  size_t length = 0;
  while (length < text.size() && IsNameCharacter(text[length])) ++length;
  return std::string(text.substr(0, length));
}

Reading Read(std::string_view command) {
  Reading reading;
  char quote = '\0';
  bool escaped = false;
  for (size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (escaped) {
      escaped = false;
    } else if (quote == '\'') {
      if (c == '\'') quote = '\0';
    } else if (c == '\\') {
      escaped = true;
    } else if (c == '$') {
      const std::string name = VariableAt(command.substr(i + 1));
      if (!name.empty()) reading.variables.insert(name);
    } else if (c == quote) {
      quote = '\0';
    } else if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    }
  }
  reading.is_complete = quote == '\0' && !escaped;
  return reading;
}

// Whether a terminal shows the command as a shell would read it.
bool IsShownWhole(const std::string& command) {
  const std::vector<std::string> lines = absl::StrSplit(command, '\n');
  for (const std::string& line : lines) {
    if (Printable(line, Charset::kUtf8) != line) return false;
  }
  return true;
}

bool Runs(const v1::RunbookStep& step) {
  return !step.command().empty() && !step.changes() &&
         IsShownWhole(step.command()) && Read(step.command()).is_complete;
}

void AddComment(const std::string& label, const std::string& text,
                std::string& out) {
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  for (const std::string& line : lines) {
    absl::StrAppend(&out, "# ", label, Printable(line, Charset::kUtf8), "\n");
  }
}

void AddStep(const v1::RunbookStep& step, int number, std::string& out) {
  AddComment(absl::StrCat(number, ". "), step.purpose(), out);
  if (!step.warning().empty()) AddComment("Warning: ", step.warning(), out);
  if (Runs(step)) {
    absl::StrAppend(&out, step.command(), "\n");
  } else if (!step.command().empty()) {
    absl::StrAppend(&out, step.changes() ? "# Changes something:\n"
                                         : "# Cannot be run as it is:\n");
    AddComment("", step.command(), out);
  }
  if (!step.undo().empty()) AddComment("Undo: ", step.undo(), out);
}

// Ends the script where a value is missing that was not safe to fill in.
void AddVariables(const v1::Card& card, std::string& out) {
  std::set<std::string> variables;
  for (const v1::RunbookStep& step : card.runbook()) {
    if (Runs(step)) variables.merge(Read(step.command()).variables);
  }
  if (variables.empty()) return;
  absl::StrAppend(
      &out,
      "\n# Values that were not safe to fill in: copy them from the "
      "card by hand.\n");
  for (const std::string& name : variables) {
    absl::StrAppend(&out, ": \"${", name, ":?set it by hand}\"\n");
  }
}

}  // namespace

std::string RunbookScript(const v1::Card& card) {
  std::string out = "#!/bin/sh\n";
  AddComment("Response to finding ",
             absl::StrCat(card.finding().id(), ": ", card.finding().principal(),
                          " from ", card.finding().origin()),
             out);
  absl::StrAppend(&out,
                  "# Commands that change something are commented out: read "
                  "them, then run them one by one.\nset -u\n");
  AddVariables(card, out);
  int number = 0;
  auto phase = v1::RunbookStep::PHASE_UNSPECIFIED;
  for (const v1::RunbookStep& step : card.runbook()) {
    if (step.phase() != phase) {
      phase = step.phase();
      absl::StrAppend(&out, "\n# == ", PhaseTitle(phase), " ==\n");
    }
    absl::StrAppend(&out, "\n");
    AddStep(step, ++number, out);
  }
  return out;
}

}  // namespace farcall
