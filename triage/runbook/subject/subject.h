// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "triage/card/card_input.h"
#include "triage/runbook/command/command_field.h"
#include "triage/runbook/command/filled_command.h"

namespace farcall {

// Bounds of what a runbook has a step for.
inline constexpr size_t kRunbookKeysMax = 8;
inline constexpr size_t kRunbookSessionsMax = 8;
inline constexpr size_t kRunbookAddressesMax = 8;

// The session of a role that made calls of a finding.
struct RoleSession {
  std::string account{};
  std::string role{};  // its name
  std::string session{};

  bool operator==(const RoleSession&) const = default;
};

// An access key that signed calls of a finding.
struct SigningKey {
  std::string id{};
  uint64_t calls = 0;
  std::vector<std::string> regions{};  // of the calls, in their order

  // A key of a user or of root, which stays valid until somebody disables it.
  bool is_long_term() const { return id.starts_with("AKIA"); }
};

// Whom a runbook is about, and what its calls were, taken apart. Texts are as
// the calls have them: a command takes them through its fields only.
struct RunbookSubject {
  PrincipalKind kind = PrincipalKind::kNone;
  std::string partition = "aws";  // of the ARNs; never but one of AWS's own
  std::string account{};          // of the principal; empty = not known
  std::string user{};             // of a user, or of a user's federated session
  std::string role{};             // of a role or a session
  std::string session{};          // of a session
  std::string person{};           // of a human, or of a federated identity

  std::vector<const EventFact*> calls{};  // of the finding, oldest first
  std::vector<RoleSession> sessions{};    // of these calls
  std::vector<std::string> instances{};   // whose credentials made them
  std::vector<SigningKey> keys{};
  std::vector<std::string> addresses{};
  std::string region{};  // of most of these calls; empty = not known
};

RunbookSubject SubjectOf(const CardInput& input);

// The calls' commands: those of the finding without kept calls too.
bool HasCommand(const Finding& finding, std::string_view command);

// `the user alice`; without the name if that would not be filled in.
std::string ShownSubject(const RunbookSubject& subject);
// `alice`, or `that is not filled in` for other letters than a field's own.
std::string ShownValue(CommandField field, std::string_view value);

// `arn:aws:iam::aws:policy/NAME` of a policy that AWS manages.
std::vector<CommandPart> ManagedPolicy(const RunbookSubject& subject,
                                       FixedText name);

// `2026-11-20T20:50:00Z`.
std::string UtcTime(int64_t seconds);

}  // namespace farcall
