// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "server/config/config.h"

namespace farcall {

// What `--help` prints.
std::string HelpText();

// What `--print-config` prints: every setting, as a file that `--config` reads.
std::string ConfigFileText(const Config& config);

// docs/configuration.md.
std::string ConfigurationMarkdown();

}  // namespace farcall
