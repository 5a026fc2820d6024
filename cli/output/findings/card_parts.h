// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "formats/text.h"

namespace farcall {

// Parts of a card that it has in several formats.

// The table of a section, whose first row is its head, as lines of text.
// `width` 0 = nothing is cut. Empty where it has none.
std::string SectionTable(const v1::CardSection& section, size_t width,
                         Charset charset);

// Calls that are kept, as lines of text. Empty where there are none.
std::string CallsTable(const v1::Card& card, size_t width, Charset charset);

// `supported by hour, place; contradicted by scope`
std::string Support(const v1::CardExplanation& explanation);

// The question of a section with its key, by which explanations name it:
// `What time of day was it? (hour)`
std::string SectionTitle(const v1::CardSection& section);

// `Contain`
std::string PhaseTitle(v1::RunbookStep::Phase phase);

// A command line, and what it does.
struct NextCommand {
  std::string command;
  std::string purpose;
};

// What may be done with a finding in its state. Reasons for closing are those
// of the best explanation of each verdict, or `REASON`.
std::vector<NextCommand> NextCommands(const v1::Card& card);

}  // namespace farcall
