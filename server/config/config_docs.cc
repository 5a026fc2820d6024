// SPDX-License-Identifier: Apache-2.0
#include "server/config/config_docs.h"

#include <string_view>

#include "server/config/config.h"
#include "server/config/settings.h"
#include "settings/settings_docs.h"

namespace farcall {
namespace {

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
  --restore-shard=N
      Beside one of these, in a cluster: restores this shard alone, into its
      directory in data-dir. Without it, the newest of each shard that this
      replica holds a copy of and that has a backup.
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
| `--restore-shard=N` | beside one of these, in a cluster: restores this shard alone, into its directory in `data-dir`. Without it, the `newest` of each shard that this replica holds a copy of and that has a backup |
| `--repair-log` | opens the store with what lies before damage in its write-ahead log, gives up what lies behind, and exits; keep a copy of `data-dir` first |
| `--version`, `--help` | what they say |
)";

}  // namespace

std::string HelpText() {
  const SettingTable table = ServerSettings();
  return ProgramAndVersion(table) + std::string(kHelpHead) +
         SettingsHelp(table, Config{});
}

std::string ConfigurationMarkdown() {
  return std::string(kMarkdownHead) +
         SettingsMarkdown(ServerSettings(), Config{});
}

}  // namespace farcall
