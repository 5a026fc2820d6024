// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "inputs/event_input.h"
#include "server/wire/batch_outline.h"

namespace farcall {

// Appends the inputs of a batch, in order, as views of `request`. Makes no
// message (ADR 37), and reads each input as protobuf's parser does: what
// appears twice counts as it was sent last, an Event or a record that is sent
// in parts is put together, fields that are not known are passed over.
//
// False where protobuf could not parse `request`; `inputs` is then of no use.
// Takes memory for each input: let BatchOutline count them first.
bool ReadInputs(std::string_view request, ScoringMessage message,
                std::vector<EventInput>& inputs);

}  // namespace farcall
