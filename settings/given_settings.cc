// SPDX-License-Identifier: Apache-2.0
#include "settings/given_settings.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "settings/config_file.h"
#include "settings/setting_values.h"

namespace farcall {
namespace {

constexpr std::string_view kConfig = "config";
constexpr std::string_view kCommandsOfAll[] = {
    "--help", "--version", "--check-config", "--print-config"};

bool Contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

GivenSettings::GivenSettings(const SettingTable& table,
                             const CommandFlags& commands,
                             std::span<const std::string_view> arguments)
    : table_(table) {
  TakeArguments(commands, arguments);
}

bool GivenSettings::Has(std::string_view flag) const {
  return std::ranges::find(plain_commands_, flag) != plain_commands_.end();
}

void GivenSettings::TakeArguments(const CommandFlags& commands,
                                  std::span<const std::string_view> left) {
  while (!left.empty()) {
    const std::string_view argument =
        left.front() == "-h" ? "--help" : left.front();
    if (Contains(kCommandsOfAll, argument) ||
        Contains(commands.plain, argument)) {
      plain_commands_.emplace_back(argument);
      left = left.subspan(1);
    } else if (argument.starts_with("--")) {
      TakeFlag(commands, left);
    } else {
      AddError("unexpected argument " + QuotedInError(argument));
      left = left.subspan(1);
    }
  }
}

// Takes `--name=value` or `--name value`; what is left is without it.
void GivenSettings::TakeFlag(const CommandFlags& commands,
                             std::span<const std::string_view>& left) {
  const std::string_view argument = left.front();
  left = left.subspan(1);
  const size_t equals = argument.find('=');
  const bool has_equals = equals != std::string_view::npos;
  const bool has_next = !left.empty() && !left.front().starts_with("--");
  std::string_view value;
  if (has_equals) {
    value = argument.substr(equals + 1);
  } else if (has_next) {
    value = left.front();
    left = left.subspan(1);
  }

  const std::string flag(argument.substr(0, equals));
  const std::string_view name = std::string_view(flag).substr(2);
  const Setting* setting = FindSetting(table_, name);
  const bool is_command = Contains(commands.with_value, flag);
  if (setting == nullptr && !is_command && name != kConfig) {
    AddError("unknown flag " + QuotedInError(flag) + DidYouMean(name, "--"));
  } else if (!has_equals && !has_next) {
    AddError("flag " + flag + " needs a value");
  } else if (name == kConfig) {
    config_path_ = std::string(value);
  } else if (is_command) {
    given_commands_.push_back({flag, std::string(value)});
  } else {
    given_[setting->name] = {std::string(value), "flag " + flag};
  }
}

void GivenSettings::Resolve(Environment environment, SettableConfig& config) {
  TakeEnvironment(environment);
  TakeFile();
  for (const Setting& setting : table_.settings) {
    const auto found = given_.find(setting.name);
    if (found == given_.end()) continue;
    const auto& [text, source] = found->second;
    const absl::Status status = SetValue(setting, text, config);
    if (status.ok()) continue;
    AddError(std::string(setting.name) + ": " + QuotedInError(text) +
             " is not allowed: " + std::string(status.message()) + " (from " +
             source + ")");
  }
}

void GivenSettings::TakeEnvironment(Environment environment) {
  const auto get = [&](const std::string& variable) {
    const char* value = environment(variable.c_str());
    return std::string(value == nullptr ? "" : value);
  };
  for (const Setting& setting : table_.settings) {
    const std::string variable = EnvironmentName(table_, setting.name);
    std::string value = get(variable);
    if (value.empty()) continue;
    given_.try_emplace(setting.name, Given{std::move(value),
                                           "environment variable " + variable});
  }
  if (config_path_.empty()) {
    config_path_ = get(EnvironmentName(table_, kConfig));
  }
}

void GivenSettings::TakeFile() {
  if (config_path_.empty()) return;
  ConfigFile file = ReadConfigFile(config_path_);
  std::ranges::move(file.errors, std::back_inserter(errors_));
  std::map<std::string, std::string> sources;
  for (ConfigFile::Entry& entry : file.entries) {
    const auto [first, is_new] = sources.try_emplace(entry.name, entry.source);
    const Setting* setting = FindSetting(table_, entry.name);
    if (setting == nullptr) {
      AddError(entry.source + ": unknown setting " + QuotedInError(entry.name) +
               DidYouMean(entry.name, ""));
    } else if (!is_new) {
      AddError(entry.source + ": " + entry.name + " is already set in " +
               first->second);
    } else {
      given_.try_emplace(setting->name, Given{std::move(entry.value),
                                              std::move(entry.source)});
    }
  }
}

std::string GivenSettings::Described(std::string_view name,
                                     const SettableConfig& config) const {
  const auto found = given_.find(name);
  const std::string source =
      found == given_.end() ? "default" : "from " + found->second.source;
  return ValueOf(*FindSetting(table_, name), config) + " (" + source + ")";
}

std::string GivenSettings::DidYouMean(std::string_view name,
                                      std::string_view before) const {
  const std::string_view nearest = NearestSettingName(table_, name);
  if (nearest.empty()) return "";
  return "; did you mean " + std::string(before) + std::string(nearest) + "?";
}

std::string GivenSettings::ErrorLines() const {
  const std::string program(table_.program);
  std::string lines;
  for (const std::string& error : errors_) {
    lines += program + ": " + error + '\n';
  }
  return lines + program + ": `" + program +
         " --help` explains every setting\n";
}

std::string QuotedInError(std::string_view text) {
  constexpr size_t kBytesMax = 128;
  std::string quoted = "\"";
  for (const unsigned char c : text.substr(0, kBytesMax)) {
    quoted += c < 0x20 || c == 0x7f ? '?' : static_cast<char>(c);
  }
  return quoted + (text.size() > kBytesMax ? "\"..." : "\"");
}

}  // namespace farcall
