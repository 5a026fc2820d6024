// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "scoring/event/event.h"

namespace farcall {

// Why an input is no API call. Numbers are those of farcall.v1.SkipReason.
enum class SkipReason {
  kDigest = 1,
  kInsights = 2,
  kS3Notification = 3,
  kControlMessage = 4,
  kAggregated = 5,
  kOtherEvent = 6,
};

// Stable lower-case name, fit for a metric's label: `digest`, `insights`,
// `s3_notification`, `control_message`, `aggregated`, `other_event`.
std::string_view SkipReasonName(SkipReason reason);

// What is wrong with an input. Numbers are those of
// farcall.v1.EventErrorReason.
enum class FieldErrorReason {
  kMissing = 1,
  kMalformed = 2,
  kWrongType = 3,
  kTooLarge = 4,
  kOutOfRange = 5,
  kInvalid = 6,
};

struct FieldError {
  // As the record names it, e.g. `eventTime`; `record` for the whole. A name
  // of an unknown member is shown as ShownText does.
  std::string field;
  FieldErrorReason reason = FieldErrorReason::kInvalid;
  std::string message;  // for people, with value and limit
};

// `what` goes on behind the name of the field: `is missing or empty`.
FieldError MakeFieldError(std::string_view field, FieldErrorReason reason,
                          std::string_view what);

// What a record turned out to be. `event` holds what could be read even when
// `outcome` is an error or a skip, so that an answer can name the event it is
// about.
struct ParsedRecord {
  Event event;
  // monostate: `event` is whole
  std::variant<std::monostate, SkipReason, FieldError> outcome;
  // The record says who called in a form that is not read, so that the event
  // has no principal; or a part of that, so that its principal may be
  // incomplete: a role without its path, a session in place of a person.
  bool identity_unread = false;

  bool ok() const { return std::holds_alternative<std::monostate>(outcome); }
};

}  // namespace farcall
