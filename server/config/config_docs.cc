// SPDX-License-Identifier: Apache-2.0
#include "server/config/config_docs.h"

#include <sstream>
#include <string_view>

#include "server/config/config_file.h"
#include "server/config/settings.h"
#include "server/config/version.h"

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
    switch (text->form) {
      case TextForm::kAddress:
        return "ADDRESS";
      case TextForm::kDetectors:
        return "NAMES";
      case TextForm::kCollector:
        return "URL";
      default:
        return "PATH";
    }
  }
  if (std::holds_alternative<IntegerSetting>(setting.kind)) return "N";
  return "CHOICE";
}

std::string DefaultOf(const Setting& setting) {
  const std::string value = ReadableValueOf(setting, Config{});
  return value.empty() ? "empty" : value;
}

std::string HelpOf(const Setting& setting) {
  std::string text = "  --" + std::string(setting.name) + "=";
  text += std::string(ValueName(setting)) + '\n';
  text += Wrapped(setting.help, "      ");
  text += Wrapped(AllowedValues(setting) + "; default " + DefaultOf(setting),
                  "      ");
  return text;
}

constexpr std::string_view kHelpHead =
    R"( - scores AWS API calls by how unusual their origin is

Usage: farcalld --geoip-db=PATH [--SETTING=VALUE]...

A setting can be given in three places. The first that has it wins:
  1. a flag                    --batch-events-max=1000
  2. an environment variable   FARCALL_BATCH_EVENTS_MAX=1000
  3. the file of --config      batch-events-max = 1000

Commands:
  --config=PATH
      Reads settings from this file. Also FARCALL_CONFIG.
  --check-config
      Checks all settings, then the files and directories that they name, says
      each error as the start would, and exits: 0 = good, 2 = bad. Changes
      nothing; says what it did not check.
  --print-config
      Prints the settings in effect as a file for --config, and exits.
  --restore-backup=N
      Verifies the backup N of backup-dir, or the `newest`, copies it into
      data-dir, which must be empty (but for lost+found), and exits.
  --restore-backup-if-empty=N
      The same, but where data-dir holds a store it is left as it is. For init
      containers, which run at each start.
  --repair-log
      Opens the store with what lies before damage in its write-ahead log,
      gives up what lies behind, and exits. Keep a copy of data-dir first.
  --version
  --help
)";

constexpr std::string_view kMarkdownHead =
    R"(# Configuration of farcalld

<!-- Generated from the settings of server/config: farcall_print_docs configuration. -->

A setting can be given in three places. The first that has it wins:

1. a flag: `--batch-events-max=1000` or `--batch-events-max 1000`; the last one counts if it is repeated;
2. an environment variable: `FARCALL_` and the name in capitals with `_` for `-`, `FARCALL_BATCH_EVENTS_MAX=1000`; an empty one counts as not set;
3. a line of the file that `--config` or `FARCALL_CONFIG` names: `batch-events-max = 1000`.

The file is a subset of TOML: one `name = value` a line, `#` before a comment, no sections or lists. A string may stand in `"quotes"` (with the escapes `\"` and `\\`) or `'quotes'` (with none); it needs them if it is empty, starts with a quote or has ` #` in it.

What is not allowed stops the server before it opens anything, with exit code 2 and a line for each error: the setting, the value, what is allowed, and where the value came from. So does a name in the file or a flag that does not exist. At the start other environment variables that start with `FARCALL_` are left alone, since Kubernetes makes such for a Service named `farcall`.

| command | what it does |
|---|---|
| `--check-config` | checks all settings, then reads every file that they name (tokens, policy, certificates and their key, pseudonym key, country database, overrides) and tries that `data-dir` and `backup-dir` can be used; says each error as the start would, and exits: 0 = good, 2 = bad. Warns of an expired certificate and of environment variables that start with `FARCALL_` and are no setting. Changes nothing, and says what it did not check: free ports, the store, the collector |
| `--print-config` | prints the settings in effect as a file for `--config`, and exits |
| `--restore-backup=N` | verifies the backup N of `backup-dir`, or the `newest`, copies it into `data-dir`, which must be empty (but for `lost+found`), and exits |
| `--restore-backup-if-empty=N` | the same, but where `data-dir` holds a store it is left as it is, with exit code 0; for init containers, which run at each start |
| `--repair-log` | opens the store with what lies before damage in its write-ahead log, gives up what lies behind, and exits; keep a copy of `data-dir` first |
| `--version`, `--help` | what they say |
)";

}  // namespace

std::string HelpText() {
  std::string text = "farcalld " + std::string(Version());
  text += kHelpHead;
  std::string_view group;
  for (const Setting& setting : Settings()) {
    if (setting.group != group) {
      group = setting.group;
      text += '\n' + std::string(group) + ":\n";
    }
    text += HelpOf(setting);
  }
  return text;
}

std::string ConfigFileText(const Config& config) {
  std::string text = "# Settings of farcalld " + std::string(Version()) + '\n';
  std::string_view group;
  for (const Setting& setting : Settings()) {
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

std::string ConfigurationMarkdown() {
  std::string text(kMarkdownHead);
  std::string_view group;
  for (const Setting& setting : Settings()) {
    if (setting.group != group) {
      group = setting.group;
      text += "\n## " + std::string(group) + "\n\n";
      text += "| setting | default | allowed | what it does |\n";
      text += "|---|---|---|---|\n";
    }
    text += "| `" + std::string(setting.name) + "` | " + DefaultOf(setting);
    text += " | " + AllowedValues(setting) + " | ";
    text += std::string(setting.help) + " |\n";
  }
  return text;
}

}  // namespace farcall
