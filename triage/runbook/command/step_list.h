// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "triage/card/card.h"
#include "triage/runbook/command/filled_command.h"

namespace farcall {

// Collects the steps of a runbook. A command that is there already in the same
// phase is not added again. The variables that a command has are told in
// the warning of its step.
class StepList {
 public:
  // Something that a person does without a command.
  void AddTask(RunbookStep::Phase phase, std::string purpose,
               std::string warning = {});
  // A command that changes nothing.
  void AddLook(RunbookStep::Phase phase, std::string purpose,
               const FilledCommand& command, std::string warning = {});
  // A command that changes something, and the one that undoes it.
  void AddChange(RunbookStep::Phase phase, std::string purpose,
                 const FilledCommand& command, const FilledCommand& undo,
                 std::string warning = {});
  // The same of what cannot be undone by a command; the warning says what then.
  void AddFinalChange(RunbookStep::Phase phase, std::string purpose,
                      const FilledCommand& command, std::string warning);

  // In the order of phases; within a phase what changes nothing comes first,
  // else as they were added.
  std::vector<RunbookStep> Ordered() &&;

 private:
  void Add(RunbookStep step);

  std::vector<RunbookStep> steps_;
};

}  // namespace farcall
