// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "triage/card/card_input.h"
#include "triage/runbook/command/step_list.h"
#include "triage/runbook/subject/subject.h"

namespace farcall {

// An option of a follow-up: with a value of the call that it follows, with a
// fixed word, or alone.
struct FollowUpOption {
  enum class Form : uint8_t { kNone, kValue, kWord, kFlag };

  constexpr FollowUpOption() = default;
  // `parameter`: the request parameter that has the value, where the call's
  // assets do not; empty = none.
  consteval FollowUpOption(FixedText option, CommandField value_field,
                           std::string_view value_parameter)
      : form(Form::kValue),
        name(option),
        field(value_field),
        parameter(value_parameter) {}
  consteval FollowUpOption(FixedText option, FixedText fixed_word)
      : form(Form::kWord), name(option), word(fixed_word) {}
  consteval explicit FollowUpOption(FixedText flag)
      : form(Form::kFlag), name(flag) {}

  Form form = Form::kNone;
  FixedText name{};
  CommandField field = CommandField::kArn;
  std::string_view parameter{};
  FixedText word{};
};

// A command that follows a call that succeeded: it looks at, removes or brings
// back what the call changed, or rotates what it read.
struct FollowUp {
  std::string_view command{};  // of the call, `iam:CreateUser`
  std::string_view purpose{};  // without a full stop
  FixedText service{};
  FixedText operation{};
  std::array<FollowUpOption, 3> options{};
  enum class Kind : uint8_t { kLook, kChange };
  Kind kind = Kind::kChange;
  enum class Where : uint8_t { kGlobal, kRegional };
  Where where = Where::kGlobal;
  std::string_view warning{};  // of a change: why it cannot be undone
  FixedText undo{};  // operation with the same options; empty = there is none
};

// Adds the follow-ups of the finding's calls, the latest call first: what was
// made last goes first. A command of the finding of which no call is kept has
// them with variables in the place of values. At most kFollowUpCallsMax calls.
inline constexpr size_t kFollowUpCallsMax = 40;
void AddFollowUps(std::span<const FollowUp> table, RunbookStep::Phase phase,
                  const CardInput& input, const RunbookSubject& subject,
                  StepList& steps);

// What a call was made to, by the request parameter of that name or an asset
// of that kind; empty = not known.
std::string ValueOfCall(const EventFact& call, CommandField field,
                        std::string_view parameter);

// What follows calls that made users, roles, keys, policies or providers
// (created_identities.cc).
std::span<const FollowUp> FollowUpsOfIdentities();
// What follows calls that made or opened resources (created_resources.cc).
std::span<const FollowUp> FollowUpsOfResources();
// What follows calls that read secrets, or stopped or changed what protects
// (changed_things.cc).
std::span<const FollowUp> FollowUpsOfChange();

}  // namespace farcall
