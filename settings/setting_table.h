// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "settings/setting.h"

namespace farcall {

// The settings of a program, all of one type of configuration.
struct SettingTable {
  std::string_view program;           // as its errors begin: `farcalld`
  std::string_view version;           // of its release
  std::string_view variable_prefix;   // of its environment: `FARCALL_`
  std::span<const Setting> settings;  // those of a group together
};

// The setting of this name; nullptr if there is none.
const Setting* FindSetting(const SettingTable& table, std::string_view name);

// `batch-events-max` -> `FARCALL_BATCH_EVENTS_MAX`.
std::string EnvironmentName(const SettingTable& table,
                            std::string_view setting_name);

// The setting's name that `name` most likely means; empty if none is near.
std::string_view NearestSettingName(const SettingTable& table,
                                    std::string_view name);

}  // namespace farcall
