// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/command/step_list.h"

#include <algorithm>
#include <utility>

namespace farcall {
namespace {

// Adds the variables of a command to those that are told.
void AddVariables(const FilledCommand& command,
                  std::vector<std::string_view>& names) {
  for (const std::string_view name : command.variables()) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
}

// `warning`, and which variables somebody has to set.
std::string WithVariables(std::string warning,
                          const std::vector<std::string_view>& names) {
  if (names.empty()) return warning;
  if (!warning.empty()) warning += ' ';
  warning += "Copy by hand first, into variables of the shell: ";
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) warning += ", ";
    warning += names[i];
  }
  warning +=
      ". A value is not filled in where it is unknown, or where its letters "
      "are not those of its field.";
  return warning;
}

RunbookStep StepOf(RunbookStep::Phase phase, std::string purpose,
                   const FilledCommand& command, std::string warning) {
  return {.phase = phase,
          .purpose = std::move(purpose),
          .command = command.text(),
          .warning = WithVariables(std::move(warning), command.variables())};
}

}  // namespace

void StepList::AddTask(RunbookStep::Phase phase, std::string purpose,
                       std::string warning) {
  Add({.phase = phase,
       .purpose = std::move(purpose),
       .warning = std::move(warning)});
}

void StepList::AddLook(RunbookStep::Phase phase, std::string purpose,
                       const FilledCommand& command, std::string warning) {
  Add(StepOf(phase, std::move(purpose), command, std::move(warning)));
}

void StepList::AddChange(RunbookStep::Phase phase, std::string purpose,
                         const FilledCommand& command,
                         const FilledCommand& undo, std::string warning) {
  std::vector<std::string_view> names;
  AddVariables(command, names);
  AddVariables(undo, names);
  Add({.phase = phase,
       .purpose = std::move(purpose),
       .command = command.text(),
       .changes = true,
       .undo = undo.text(),
       .warning = WithVariables(std::move(warning), names)});
}

void StepList::AddFinalChange(RunbookStep::Phase phase, std::string purpose,
                              const FilledCommand& command,
                              std::string warning) {
  RunbookStep step =
      StepOf(phase, std::move(purpose), command, std::move(warning));
  step.changes = true;
  Add(std::move(step));
}

void StepList::Add(RunbookStep step) {
  const bool is_there =
      !step.command.empty() &&
      std::ranges::any_of(steps_, [&step](const RunbookStep& other) {
        return other.phase == step.phase && other.command == step.command;
      });
  if (!is_there) steps_.push_back(std::move(step));
}

std::vector<RunbookStep> StepList::Ordered() && {
  std::ranges::stable_sort(steps_, {}, [](const RunbookStep& step) {
    return std::pair(step.phase, step.changes);
  });
  return std::move(steps_);
}

}  // namespace farcall
