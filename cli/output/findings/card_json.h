// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "farcall/v1/finding.pb.h"

namespace farcall {

// A card as one document, indented, without its last newline. All keys are
// always there, those of empty lists and texts too; they and their order are
// part of the interface (docs/cli.md).
std::string CardDocument(const v1::Card& card);

}  // namespace farcall
