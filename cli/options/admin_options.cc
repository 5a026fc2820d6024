// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cli/options/command_line.h"
#include "cli/options/option_types.h"

namespace farcall {
namespace {

constexpr char kAdminFooter[] =
    R"(Speaks to the server's admin-listen, in plaintext: on the server's own machine, through `kubectl port-forward`, or with
--token-file for a token with the right admin.

Examples:
  farcall admin statistics
  farcall admin backup && farcall admin verify
  kubectl port-forward farcall-0 9465 & farcall admin log-level debug

In a cluster ask each replica for a backup: it copies the shards that it owns.
A backup is restored by the server itself, before it serves: farcalld --restore-backup=newest)";

}  // namespace

void CommandLine::AddAdmin() {
  CLI::App* admin = app_.add_subcommand(
      "admin", "Keep a server running: backups, its store, its files");
  admin->footer(kAdminFooter);
  admin->require_subcommand(1);
  admin->fallthrough();
  admin
      ->add_option("--admin-server", admin_.address,
                   "Address of the server's admin-listen (default "
                   "localhost:9465)")
      ->envname("FARCALL_ADMIN_SERVER")
      ->type_name("ADDR");
  const auto add = [&](const char* name, const char* description,
                       AdminOptions::Verb verb) {
    CLI::App* app = admin->add_subcommand(name, description);
    app->final_callback([this, verb] {
      admin_.verb = verb;
      options_.command = admin_;
    });
    return app;
  };
  add("backup", "Copy the store to the server's backup-dir",
      AdminOptions::Verb::kBackup);
  add("backups", "List the backups", AdminOptions::Verb::kBackups);
  CLI::App* verify = add("verify", "Read a backup and compare its checksums",
                         AdminOptions::Verb::kVerify);
  AddNumber(*verify, "id", admin_.backup_id, {1, 4'000'000'000},
            "Number of the backup (default: the newest)");
  AddNumber(*verify, "--shard", admin_.shard, {0, 4'095},
            "Of a cluster: the shard that the backup is of (default: the "
            "newest of each)");
  add("compact", "Rewrite the store without what was overwritten",
      AdminOptions::Verb::kCompact);
  add("statistics", "What the store holds", AdminOptions::Verb::kStatistics);
  AddChoice(*add("log-level", "Set the least serious line that is logged",
                 AdminOptions::Verb::kLogLevel),
            "level",
            Choices<v1::LogLevel>{{"debug", v1::LOG_LEVEL_DEBUG},
                                  {"info", v1::LOG_LEVEL_INFO},
                                  {"warn", v1::LOG_LEVEL_WARN},
                                  {"error", v1::LOG_LEVEL_ERROR}},
            admin_.log_level, "The level")
      ->required();
  add("reload", "Read changed files now: databases, tokens, policy",
      AdminOptions::Verb::kReload);
}

}  // namespace farcall
