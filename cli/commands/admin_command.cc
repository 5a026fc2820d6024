// SPDX-License-Identifier: Apache-2.0
#include <chrono>
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
  std::vector<TableRow> rows;
  rows.reserve(backups.size());
  for (const v1::Backup& backup : backups) {
    rows.push_back(
        {{std::to_string(backup.id()), Rfc3339(backup.time().seconds()),
          ByteSize(backup.bytes()), WithThousands(backup.files())},
         ""});
  }
  WriteTable({{"BACKUP", Align::kRight},
              {"MADE"},
              {"SIZE", Align::kRight},
              {"FILES", Align::kRight}},
             rows, terminal.width, terminal.charset, terminal.out);
}

absl::Status Backup(const ServerConnection& server, const Terminal& terminal) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kOperationTimeout);
  const auto stream =
      server.admin->CreateBackup(&context, v1::CreateBackupRequest());
  v1::CreateBackupResponse progress;
  v1::Backup backup;
  while (stream->Read(&progress)) {
    if (progress.has_backup()) {
      backup = progress.backup();
    } else if (terminal.err_is_tty) {
      terminal.err << "\r" << ByteSize(progress.bytes_copied()) << " copied "
                   << std::flush;
    }
  }
  if (terminal.err_is_tty) terminal.err << "\r\x1b[K" << std::flush;
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return FromServer(status, {"AdminService", server.address});
  WriteBackups({backup}, terminal);
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

absl::Status Verify(const ServerConnection& server, uint32_t id,
                    const Terminal& terminal) {
  v1::VerifyBackupRequest request;
  request.set_id(id);
  const auto verified = Operate(server, &Stub::VerifyBackup, request);
  if (!verified.ok()) return verified.status();
  terminal.out << "Backup " << verified->backup().id()
               << " is sound: " << WithThousands(verified->backup().files())
               << " files, " << ByteSize(verified->backup().bytes()) << ".\n";
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
      return Verify(server, options.backup_id, terminal);
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
