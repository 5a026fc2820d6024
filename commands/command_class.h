// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace farcall {

// What a command does, as far as it can do harm, harmless first. On disk and on
// the wire by number: never renumber.
enum class CommandClass : uint8_t {
  kUnknown = 0,          // it is not in the table, and its name does not tell
  kDiscovery = 1,        // lists and describes
  kDataRead = 2,         // reads data
  kWrite = 3,            // changes something, and none of those that follow
  kComputeLaunch = 4,    // starts what costs money
  kExecution = 5,        // runs code on what is there
  kSecretRead = 6,       // reads secrets and keys
  kCredentialIssue = 7,  // gives credentials of somebody else
  kDataShare = 8,        // makes data readable from outside
  kIamWrite = 9,         // changes who may do what
  kPersistence = 10,     // leaves a way back in
  kDefenseEvasion = 11,  // blinds those who watch
  kDestruction = 12,     // deletes or encrypts
};

// A command of one of these by somebody who hardly ever uses it is sensitive.
constexpr bool IsSensitive(CommandClass command_class) {
  return command_class >= CommandClass::kSecretRead;
}

// `SECRET_READ`.
std::string_view CommandClassName(CommandClass command_class);

}  // namespace farcall
