// SPDX-License-Identifier: Apache-2.0
#include "settings/settings_docs.h"

#include <cstddef>
#include <sstream>
#include <string_view>
#include <variant>

#include "settings/config_file.h"
#include "settings/setting_values.h"

namespace farcall {
namespace {

// `text` in lines of at most 80 columns, each after `indent`.
std::string Wrapped(std::string_view text, std::string_view indent) {
  constexpr size_t kColumns = 80;
  std::istringstream words{std::string(text)};
  std::string result;
  std::string line(indent);
  for (std::string word; words >> word;) {
    if (line.size() > indent.size() &&
        line.size() + 1 + word.size() > kColumns) {
      result += line + '\n';
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
  }
  return result + line + '\n';
}

std::string_view ValueName(const Setting& setting) {
  if (const auto* text = std::get_if<TextSetting>(&setting.kind)) {
    return text->form.value_name;
  }
  if (std::holds_alternative<IntegerSetting>(setting.kind)) return "N";
  return "CHOICE";
}

std::string DefaultOf(const Setting& setting, const SettableConfig& defaults) {
  const std::string value = ReadableValueOf(setting, defaults);
  return value.empty() ? "empty" : value;
}

std::string HelpOf(const Setting& setting, const SettableConfig& defaults) {
  std::string text = "  --" + std::string(setting.name) + "=";
  text += std::string(ValueName(setting)) + '\n';
  text += Wrapped(setting.help, "      ");
  text += Wrapped(
      AllowedValues(setting) + "; default " + DefaultOf(setting, defaults),
      "      ");
  return text;
}

}  // namespace

std::string ProgramAndVersion(const SettingTable& table) {
  return std::string(table.program) + ' ' + std::string(table.version);
}

std::string SettingsHelp(const SettingTable& table,
                         const SettableConfig& defaults) {
  std::string text;
  std::string_view group;
  for (const Setting& setting : table.settings) {
    if (setting.group != group) {
      group = setting.group;
      text += '\n' + std::string(group) + ":\n";
    }
    text += HelpOf(setting, defaults);
  }
  return text;
}

std::string ConfigFileText(const SettingTable& table,
                           const SettableConfig& config) {
  std::string text = "# Settings of " + ProgramAndVersion(table) + '\n';
  std::string_view group;
  for (const Setting& setting : table.settings) {
    if (setting.group != group) {
      group = setting.group;
      text += "\n# " + std::string(group) + '\n';
    }
    const bool bare = std::holds_alternative<IntegerSetting>(setting.kind) ||
                      std::holds_alternative<SwitchSetting>(setting.kind);
    const std::string value = ValueOf(setting, config);
    text += std::string(setting.name) + " = ";
    text += (bare ? value : QuotedConfigValue(value)) + '\n';
  }
  return text;
}

std::string SettingsMarkdown(const SettingTable& table,
                             const SettableConfig& defaults) {
  std::string text;
  std::string_view group;
  for (const Setting& setting : table.settings) {
    if (setting.group != group) {
      group = setting.group;
      text += "\n## " + std::string(group) + "\n\n";
      text += "| setting | default | allowed | what it does |\n";
      text += "|---|---|---|---|\n";
    }
    text += "| `" + std::string(setting.name) + "` | ";
    text += DefaultOf(setting, defaults);
    text += " | " + AllowedValues(setting) + " | ";
    text += std::string(setting.help) + " |\n";
  }
  return text;
}

}  // namespace farcall
