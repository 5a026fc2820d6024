// SPDX-License-Identifier: Apache-2.0

// A configuration file: its lines, and the configuration that comes of it.
#include <algorithm>

#include "server/config/invocation.h"
#include "server/config/settings.h"
#include "settings/config_file.h"
#include "settings/setting_values.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

const char* NotSet(const char* /*name*/) { return nullptr; }

ConfigFile Read(std::string_view text) {
  const MemoryFile file(text);
  return ReadConfigFile(file.path());
}

void RequireReadsBack(const ConfigFile& file) {
  std::string text;
  for (const ConfigFile::Entry& entry : file.entries) {
    text += entry.name + " = " + QuotedConfigValue(entry.value) + "\n";
  }
  const ConfigFile again = Read(text);
  const bool same =
      again.errors.empty() &&
      std::ranges::equal(again.entries, file.entries,
                         [](const auto& a, const auto& b) {
                           return a.name == b.name && a.value == b.value;
                         });
  if (!same) Broken("what was read and written reads as another");
}

// Every value can be given again as it is shown.
void RequireSoundConfig(const Config& config) {
  for (const Setting& setting : ServerSettings().settings) {
    Config again = config;
    const std::string value = ValueOf(setting, config);
    if (!SetValue(setting, value, again).ok() ||
        ValueOf(setting, again) != value) {
      Broken("a setting has a value that is not allowed");
    }
  }
}

void RequireSoundInvocation(const Invocation& invocation) {
  if (!invocation.exit_code) {
    RequireSoundConfig(invocation.config);
    return;
  }
  if (*invocation.exit_code != 2) Broken("a file cannot end the server well");
  if (invocation.errors.empty()) Broken("refused without a reason");
  const bool control = std::ranges::any_of(
      invocation.errors, [](unsigned char c) { return c < 0x20 && c != '\n'; });
  if (control) Broken("an error has a control character");
}

// Of names that there are not, the nearest one is searched for, which takes
// long.
bool HasManyUnknown(const ConfigFile& file) {
  const SettingTable table = ServerSettings();
  return std::ranges::count(file.entries, nullptr, [&](const auto& entry) {
           return FindSetting(table, entry.name);
         }) > 1;
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = farcall::TextOf(data, size);
  const farcall::ConfigFile lines = farcall::Read(text);
  farcall::RequireReadsBack(lines);
  if (farcall::HasManyUnknown(lines)) return 0;
  const farcall::MemoryFile file(text);
  const std::string flag = "--config=" + file.path();
  const std::string_view arguments[] = {flag};
  farcall::RequireSoundInvocation(
      farcall::ReadConfig(arguments, farcall::NotSet));
  return 0;
}
