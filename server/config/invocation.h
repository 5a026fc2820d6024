// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/config/config.h"
#include "settings/given_settings.h"

namespace farcall {

// What a restore does where there is a store already: fails, or leaves the
// store as it is and succeeds.
enum class ExistingStore { kRefuse, kKeep };

// What to restore of backup-dir into data-dir instead of serving.
struct RestoreOrder {
  uint32_t backup = 0;  // its number; 0 = the newest
  // Of a cluster; nothing = each shard that this replica holds a copy of.
  std::optional<uint32_t> shard{};
  ExistingStore existing_store = ExistingStore::kRefuse;
};

// What a command line asks for: to serve with `config`, or to write `output`
// and `errors` and leave with `exit_code` (0; 2 for a bad configuration).
struct Invocation {
  Config config;
  std::optional<RestoreOrder> restore;
  // Whether to check what the settings name, and to leave, instead of serving.
  bool check = false;
  // Whether to open the store with what lies before damage in its log, and to
  // leave, instead of serving.
  bool repair_log = false;
  std::optional<int> exit_code;
  std::string output;  // for standard output
  std::string errors;  // for standard error: one line each
};

// Reads all settings: a flag wins over an environment variable, that over the
// file that `--config` or FARCALL_CONFIG names, that over the default. Opens no
// other file. `arguments` are without the program's name.
Invocation ReadConfig(std::span<const std::string_view> arguments,
                      Environment environment);

// Warnings, one for each name of an environment variable that starts with
// FARCALL_ and that neither server nor client knows. What Kubernetes makes for
// a Service named `farcall` is passed over.
std::vector<std::string> UnknownVariables(
    std::span<const std::string_view> names);

}  // namespace farcall
