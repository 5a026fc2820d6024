// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace farcall {

// A row of the table of commands (command_table.h), which docs/commands.md
// explains.
struct CommandRow {
  // `service:EventName` as in Event::command. One `*` in the name stands for
  // any text.
  std::string_view command;
  // ATT&CK ids, the nearest one first; empty = there are no more.
  std::array<std::string_view, 2> techniques{};
};

// The rows of each class, ascending by command.
std::span<const CommandRow> DiscoveryRows();
std::span<const CommandRow> DataReadRows();
std::span<const CommandRow> WriteRows();
std::span<const CommandRow> ComputeLaunchRows();
std::span<const CommandRow> ExecutionRows();
std::span<const CommandRow> SecretReadRows();
std::span<const CommandRow> CredentialIssueRows();
std::span<const CommandRow> DataShareRows();
std::span<const CommandRow> IamWriteRows();
std::span<const CommandRow> PersistenceRows();
std::span<const CommandRow> DefenseEvasionRows();
std::span<const CommandRow> DestructionRows();

}  // namespace farcall
