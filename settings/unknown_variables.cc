// SPDX-License-Identifier: Apache-2.0
#include "settings/unknown_variables.h"

#include <algorithm>
#include <cctype>

namespace farcall {
namespace {

bool IsOfTable(const SettingTable& table, std::string_view name) {
  return name == EnvironmentName(table, "config") ||
         std::ranges::any_of(table.settings, [&](const Setting& setting) {
           return EnvironmentName(table, setting.name) == name;
         });
}

// `FARCALL_SERVICE_HOST`, `FARCALL_BACKUP_PORT_9465_TCP_ADDR`...
bool IsServiceLink(std::string_view name) {
  return name.find("_SERVICE_HOST") != std::string_view::npos ||
         name.find("_SERVICE_PORT") != std::string_view::npos ||
         name.ends_with("_PORT") ||
         name.find("_PORT_") != std::string_view::npos;
}

std::string Warning(const SettingTable& table, std::string_view name) {
  std::string setting(name.substr(table.variable_prefix.size()));
  std::ranges::transform(setting, setting.begin(), [](unsigned char c) {
    return c == '_' ? '-' : static_cast<char>(std::tolower(c));
  });
  const std::string_view nearest = NearestSettingName(table, setting);
  return "environment variable " + std::string(name) + " is no setting" +
         (nearest.empty()
              ? ""
              : "; did you mean " + EnvironmentName(table, nearest) + "?");
}

}  // namespace

std::vector<std::string> UnknownVariables(
    const SettingTable& table, std::span<const std::string_view> of_others,
    std::span<const std::string_view> names) {
  std::vector<std::string> warnings;
  for (const std::string_view name : names) {
    const bool is_ours = name.starts_with(table.variable_prefix);
    if (!is_ours || IsOfTable(table, name) || IsServiceLink(name) ||
        std::ranges::count(of_others, name) > 0) {
      continue;
    }
    warnings.push_back(Warning(table, name));
  }
  return warnings;
}

}  // namespace farcall
