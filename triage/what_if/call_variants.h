// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scoring/detectors/model.h"
#include "scoring/event/event.h"
#include "triage/card/card_input.h"

namespace farcall {

// The oddest call of a finding, as far as samples and kept calls have it, a
// second after the finding's last call: the same call once more. Its country is
// set where the origin is one. Nothing where it cannot be scored again: no
// sample has it, or it was odd for the instance that called, which none has.
std::optional<Event> OddestCallOf(const CardInput& input);

// One thing of a call changed.
struct CallVariant {
  // `origin` (with the network), `tool`, `command`, `error`, `principal`,
  // `time`.
  std::string changed{};
  std::string to{};  // `DE`
  Event event{};
};

// The call as its principal usually makes it, one thing at a time: from the
// most usual place, with the most usual tool, the most usual command, without
// its error, by another principal who called from there, and when the place
// has settled by itself. What is not known, or is no change, is left out.
std::vector<CallVariant> VariantsOf(const Model& model, const CardInput& input,
                                    const Event& call);

}  // namespace farcall
