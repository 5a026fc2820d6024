// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands/commands.h"
#include "cli/output/text_table.h"
#include "cli/server/server_connection.h"
#include "formats/text.h"

namespace farcall {
namespace {

using Stub = v1::AdminService::Stub;

// A backup or a compaction of a large store takes its time.
constexpr std::chrono::hours kOperationTimeout{12};

template <typename Request, typename Response>
absl::StatusOr<Response> Operate(
    const ServerConnection& server,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    const Request& request) {
  return Call(server, method, request, kOperationTimeout);
}

void WriteBackups(const std::vector<v1::Backup>& backups,
                  const Terminal& terminal) {
  using Align = TableColumn::Align;
  std::vector<TableColumn> columns = {{"BACKUP", Align::kRight},
                                      {"MADE"},
                                      {"SIZE", Align::kRight},
                                      {"FILES", Align::kRight}};
  const bool is_cluster = std::ranges::any_of(backups, &v1::Backup::has_shard);
  if (is_cluster) {
    columns.insert(columns.begin(), {"SHARD", Align::kRight});
  }
  std::vector<TableRow> rows;
  rows.reserve(backups.size());
  for (const v1::Backup& backup : backups) {
    std::vector<std::string> cells = {
        std::to_string(backup.id()), Rfc3339(backup.time().seconds()),
        ByteSize(backup.bytes()), WithThousands(backup.files())};
    if (is_cluster) {
      cells.insert(cells.begin(), std::to_string(backup.shard()));
    }
    rows.push_back({std::move(cells), ""});
  }
  WriteTable(columns, rows, terminal.width, terminal.charset, terminal.out);
}

absl::Status Backup(const ServerConnection& server, const Terminal& terminal) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kOperationTimeout);
  const auto stream =
      server.admin->CreateBackup(&context, v1::CreateBackupRequest());
  v1::CreateBackupResponse progress;
  std::vector<v1::Backup> backups;
  while (stream->Read(&progress)) {
    if (progress.has_backup() || progress.backups_size() > 0) {
      backups.assign(progress.backups().begin(), progress.backups().end());
      // A server of an earlier version.
      if (backups.empty()) backups.push_back(progress.backup());
    } else if (terminal.err_is_tty) {
      terminal.err << "\r" << ByteSize(progress.bytes_copied()) << " copied "
                   << std::flush;
    }
  }
  if (terminal.err_is_tty) terminal.err << "\r\x1b[K" << std::flush;
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return FromServer(status, {"AdminService", server.address});
  if (backups.empty()) {
    terminal.Error("this replica owns no shard now: there is nothing to copy");
    return absl::OkStatus();
  }
  WriteBackups(backups, terminal);
  return absl::OkStatus();
}

absl::Status Backups(const ServerConnection& server, const Terminal& terminal) {
  const auto list =
      Operate(server, &Stub::ListBackups, v1::ListBackupsRequest());
  if (!list.ok()) return list.status();
  if (list->backups().empty()) {
    terminal.Error("there are no backups: farcall admin backup makes one");
    return absl::OkStatus();
  }
  WriteBackups({list->backups().begin(), list->backups().end()}, terminal);
  return absl::OkStatus();
}

absl::Status VerifyOne(const ServerConnection& server,
                       const v1::VerifyBackupRequest& request,
                       const Terminal& terminal) {
  const auto verified = Operate(server, &Stub::VerifyBackup, request);
  if (!verified.ok()) return verified.status();
  const v1::Backup& backup = verified->backup();
  terminal.out << "Backup " << backup.id();
  if (backup.has_shard()) terminal.out << " of shard " << backup.shard();
  terminal.out << " is sound: " << WithThousands(backup.files()) << " files, "
               << ByteSize(backup.bytes()) << ".\n";
  return absl::OkStatus();
}

absl::Status Verify(const ServerConnection& server, const AdminOptions& options,
                    const Terminal& terminal) {
  v1::VerifyBackupRequest request;
  request.set_id(options.backup_id);
  if (options.shard.has_value()) request.set_shard(*options.shard);
  if (options.shard.has_value() || options.backup_id != 0) {
    return VerifyOne(server, request, terminal);
  }
  // The newest, or of a cluster that of each shard.
  const auto list =
      Operate(server, &Stub::ListBackups, v1::ListBackupsRequest());
  if (!list.ok()) return list.status();
  std::set<uint32_t> shards;
  for (const v1::Backup& backup : list->backups()) {
    if (backup.has_shard()) shards.insert(backup.shard());
  }
  if (shards.empty()) return VerifyOne(server, request, terminal);
  for (const uint32_t shard : shards) {
    request.set_shard(shard);
    absl::Status status = VerifyOne(server, request, terminal);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Compact(const ServerConnection& server, const Terminal& terminal) {
  const auto done = Operate(server, &Stub::Compact, v1::CompactRequest());
  if (!done.ok()) return done.status();
  terminal.out << "Table files: " << ByteSize(done->table_bytes_before())
               << " before, " << ByteSize(done->table_bytes_after())
               << " after.\n";
  return absl::OkStatus();
}

absl::Status Statistics(const ServerConnection& server,
                        const Terminal& terminal) {
  const auto found =
      Operate(server, &Stub::GetStatistics, v1::GetStatisticsRequest());
  if (!found.ok()) return found.status();
  const std::pair<const char*, std::string> lines[] = {
      {"version", found->version()},
      {"serving since", Rfc3339(found->started().seconds())},
      {"store", found->unhealthy_reason().empty() ? "takes writes"
                                                  : found->unhealthy_reason()},
      {"baselines, about", WithThousands(found->baselines_estimate())},
      {"events seen", WithThousands(found->seen_events())},
      {"of these forgotten early", WithThousands(found->seen_evicted_early())},
      {"table files", ByteSize(found->table_bytes())},
      {"not yet in files", ByteSize(found->memtable_bytes())},
      {"cache of blocks", ByteSize(found->block_cache_bytes())},
      {"cache of baselines", ByteSize(found->baseline_cache_bytes())},
  };
  constexpr size_t kNameColumns = 26;
  for (const auto& [name, value] : lines) {
    terminal.out << PadRight(name, kNameColumns)
                 << Printable(value, terminal.charset) << '\n';
  }
  return absl::OkStatus();
}

absl::Status SetLogLevel(const ServerConnection& server, v1::LogLevel level) {
  v1::SetLogLevelRequest request;
  request.set_level(level);
  return Operate(server, &Stub::SetLogLevel, request).status();
}

absl::Status Reload(const ServerConnection& server, const Terminal& terminal) {
  const auto done = Operate(server, &Stub::Reload, v1::ReloadRequest());
  if (!done.ok()) return done.status();
  for (const std::string& setting : done->reloaded()) {
    terminal.out << setting << ": read anew\n";
  }
  if (done->reloaded().empty()) terminal.out << "nothing has changed\n";
  return absl::OkStatus();
}

absl::Status Run(const ServerConnection& server, const AdminOptions& options,
                 const Terminal& terminal) {
  switch (options.verb) {
    case AdminOptions::Verb::kBackup:
      return Backup(server, terminal);
    case AdminOptions::Verb::kBackups:
      return Backups(server, terminal);
    case AdminOptions::Verb::kVerify:
      return Verify(server, options, terminal);
    case AdminOptions::Verb::kCompact:
      return Compact(server, terminal);
    case AdminOptions::Verb::kStatistics:
      return Statistics(server, terminal);
    case AdminOptions::Verb::kLogLevel:
      return SetLogLevel(server, options.log_level);
    case AdminOptions::Verb::kReload:
      return Reload(server, terminal);
  }
  return absl::InternalError("no such verb");
}

}  // namespace

ExitCode RunAdmin(const AdminOptions& options, const Target& target,
                  const Terminal& terminal) {
  ServerAccess access{.address = options.address};
  access.token_file = target.server.token_file;
  const auto server = Connect(access);
  const absl::Status status =
      server.ok() ? Run(*server, options, terminal) : server.status();
  if (status.ok()) return ExitCode::kOk;
  terminal.Error(std::string(status.message()));
  return ExitCodeOfServerError(status);
}

}  // namespace farcall
