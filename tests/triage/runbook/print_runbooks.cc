// SPDX-License-Identifier: Apache-2.0
// Prints the runbooks of made-up cards, a JSON object for each step, for
// runbook_commands_test.py.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/triage/runbook/made_up_cards.h"
#include "triage/runbook/runbook.h"

namespace farcall {
namespace {

void Print(const std::vector<MadeUpCard>& cards) {
  for (const MadeUpCard& card : cards) {
    for (const RunbookStep& step : MakeRunbook(card.Input())) {
      const nlohmann::json line = {
          {"card", card.name},       {"phase", static_cast<int>(step.phase)},
          {"purpose", step.purpose}, {"command", step.command},
          {"changes", step.changes}, {"undo", step.undo},
          {"warning", step.warning}};
      std::puts(line.dump().c_str());
    }
  }
}

}  // namespace
}  // namespace farcall

int main() {
  farcall::Print(farcall::PlainCards());
  farcall::Print(farcall::HostileCards());
  return 0;
}
