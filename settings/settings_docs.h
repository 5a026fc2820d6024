// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "settings/settable_config.h"
#include "settings/setting_table.h"

namespace farcall {

// What is generated of a table of settings. `defaults` is a configuration of
// its type as it is made.

// `farcalld 1.2.3`.
std::string ProgramAndVersion(const SettingTable& table);

// Every setting as `--help` has it, by group, in lines of at most 80 columns;
// to stand below the program's own text.
std::string SettingsHelp(const SettingTable& table,
                         const SettableConfig& defaults);

// What `--print-config` prints: every setting, as a file that `--config` reads.
std::string ConfigFileText(const SettingTable& table,
                           const SettableConfig& config);

// Every setting in Markdown, a section and a table for each group; to stand
// below the page's head.
std::string SettingsMarkdown(const SettingTable& table,
                             const SettableConfig& defaults);

}  // namespace farcall
