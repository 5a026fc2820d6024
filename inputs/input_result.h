// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "inputs/parsed_record.h"
#include "scoring/detectors/scored_event.h"
#include "scoring/event/event.h"

namespace farcall {

// What a scored event had in a form that is not read. Numbers are those of
// farcall.v1.UnreadField.
enum class UnreadField {
  kIdentity = 1,  // the event may have no principal
  kAddress = 2,   // the event's origin is `@unknown`
};

// What became of one input. A view: the batch that made it owns what it points
// to.
struct InputResult {
  // The event as far as it could be read; never null.
  const Event* event = nullptr;
  std::variant<const ScoredEvent*, SkipReason, const FieldError*> outcome{};
  // Fields of a scored event that were there and could not be read.
  bool identity_unread = false;
  bool address_unread = false;

  // Null if the input was not scored.
  const ScoredEvent* scored() const {
    const auto* scored = std::get_if<const ScoredEvent*>(&outcome);
    return scored == nullptr ? nullptr : *scored;
  }
};

}  // namespace farcall
