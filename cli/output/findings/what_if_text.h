// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"

namespace farcall {

// Sentences on what the oddest call of a card would score with one thing
// changed, and on the changes that keep it below the threshold of alerts. None
// where it cannot be scored again.
std::vector<std::string> WhatIfSentences(const v1::Card& card);

// Sentences on what verdicts would do.
std::vector<std::string> PreviewSentences(const v1::Card& card);

}  // namespace farcall
