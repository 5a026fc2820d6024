// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/runbook.h"

#include <utility>

#include "triage/runbook/sections.h"

namespace farcall {

std::vector<RunbookStep> MakeRunbook(const CardInput& input) {
  const RunbookSubject subject = SubjectOf(input);
  StepList steps;
  AddImpact(input, subject, steps);
  AddScope(input, subject, steps);
  AddContainment(input, subject, steps);
  AddEradication(input, subject, steps);
  AddRecovery(input, subject, steps);
  AddLessons(input, subject, steps);
  return std::move(steps).Ordered();
}

}  // namespace farcall
