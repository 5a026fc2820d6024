// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "triage/card/card_input.h"
#include "triage/runbook/command/step_list.h"
#include "triage/runbook/subject/subject.h"

// The parts of a runbook: each adds its steps.

namespace farcall {

// Which calls were made by whom, and what they touched.
void AddScope(const CardInput& input, const RunbookSubject& subject,
              StepList& steps);
// What is at stake: privileges, services, users, other accounts, law.
void AddImpact(const CardInput& input, const RunbookSubject& subject,
               StepList& steps);

// How to stop the caller, by what it is.
void AddContainment(const CardInput& input, const RunbookSubject& subject,
                    StepList& steps);
void AddUserContainment(const CardInput& input, const RunbookSubject& subject,
                        StepList& steps);
void AddRoleContainment(const CardInput& input, const RunbookSubject& subject,
                        StepList& steps);
void AddPersonContainment(const CardInput& input, const RunbookSubject& subject,
                          StepList& steps);
void AddRootContainment(const RunbookSubject& subject, StepList& steps);
void AddInstanceContainment(const RunbookSubject& subject,
                            std::string_view instance, StepList& steps);

// How to remove what the calls created.
void AddEradication(const CardInput& input, const RunbookSubject& subject,
                    StepList& steps);
// How to rotate what was read, and to bring back what was changed.
void AddRecovery(const CardInput& input, const RunbookSubject& subject,
                 StepList& steps);
// What keeps it from happening again.
void AddLessons(const CardInput& input, const RunbookSubject& subject,
                StepList& steps);

}  // namespace farcall
