// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "farcall/v1/baseline_service.pb.h"
#include "farcall/v1/score.pb.h"

namespace farcall {

// One result as one line of JSON, without its newline. Keys and their order are
// part of the interface (docs/cli.md).
std::string ResultLine(const v1::EventResult& result);

// The same for one result alone, indented, with the fields that a line leaves
// out.
std::string ResultDocument(const v1::EventResult& result,
                           const std::optional<v1::EventResult>& what_if);

// A baseline as one line of JSON, or indented.
std::string BaselineLine(const v1::Baseline& baseline);
std::string BaselineDocument(const v1::Baseline& baseline);

// One piece of feedback as one line of JSON.
std::string FeedbackLine(const v1::FeedbackEntry& entry);

}  // namespace farcall
