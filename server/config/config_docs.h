// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace farcall {

// What `--help` prints.
std::string HelpText();

// docs/configuration.md.
std::string ConfigurationMarkdown();

}  // namespace farcall
