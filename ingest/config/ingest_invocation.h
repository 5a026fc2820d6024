// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/config/ingest_config.h"
#include "settings/given_settings.h"

namespace farcall {

// What a command line asks for: to work with `config`, or to write `output` and
// `errors` and leave with `exit_code` (0; 2 for a bad configuration).
struct IngestInvocation {
  IngestConfig config;
  bool check = false;  // open what the settings name, and leave
  std::optional<int> exit_code;
  std::string output;  // for standard output
  std::string errors;  // for standard error: one line each
};

// Reads all settings, as farcalld does. `arguments` are without the program's
// name. Opens no file but that of --config.
IngestInvocation ReadIngestConfig(std::span<const std::string_view> arguments,
                                  Environment environment);

// Warnings of variables that begin with FARCALL_INGEST_ and are no settings.
std::vector<std::string> UnknownIngestVariables(
    std::span<const std::string_view> names);

// docs/ingest_configuration.md.
std::string IngestConfigurationMarkdown();

}  // namespace farcall
