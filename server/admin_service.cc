// SPDX-License-Identifier: Apache-2.0
#include "server/admin_service.h"

#include <algorithm>

#include "server/grpc_status.h"

namespace farcall {
namespace {

bool IsFromThisMachine(const std::string& peer) {
  return peer.starts_with("unix:") || peer.starts_with("ipv4:127.") ||
         peer.starts_with("ipv6:[::1]") || peer.starts_with("ipv6:%5B::1%5D");
}

}  // namespace

grpc::Status AdminService::Check(const grpc::ServerContext& context) const {
  grpc::Status allowed = authorizer_.Check(context, Right::kAdmin, "");
  if (!allowed.ok() || authorizer_.takes_credentials() ||
      IsFromThisMachine(context.peer())) {
    return allowed;
  }
  metrics_.auth.not_allowed.Increment();
  return NotAllowed(kAnonymous,
                    "admin from another machine without tokens-file", "");
}

grpc::Status AdminService::Done(const grpc::ServerContext& context,
                                std::string_view operation,
                                const absl::Status& status) {
  const std::string identity =
      authorizer_.Identify(CredentialsOf(context)).name();
  if (status.ok()) {
    witnesses_.log.Info("done for an operator",
                        {{"operation", operation}, {"identity", identity}});
    return grpc::Status::OK;
  }
  witnesses_.log.Warn("not done for an operator",
                      {{"operation", operation},
                       {"identity", identity},
                       {"status", status.ToString()}});
  return OperationFailed(status);
}

grpc::Status AdminService::CreateBackup(grpc::ServerContext* context,
                                        const v1::CreateBackupRequest*,
                                        BackupStream* stream) {
  RpcRecorder recorder(metrics_.rpc.create_backup, *context, witnesses_);
  if (grpc::Status allowed = Check(*context); !allowed.ok()) {
    return recorder.Finish(std::move(allowed));
  }
  const auto backup = operations_.CreateBackup([&](uint64_t bytes_copied) {
    v1::CreateBackupResponse progress;
    progress.set_bytes_copied(bytes_copied);
    stream->Write(progress);
  });
  if (backup.ok()) {
    v1::CreateBackupResponse last;
    last.set_bytes_copied(backup->bytes());
    *last.mutable_backup() = *backup;
    stream->Write(last);
  }
  return recorder.Finish(Done(*context, "backup", backup.status()));
}

grpc::Status AdminService::ListBackups(grpc::ServerContext* context,
                                       const v1::ListBackupsRequest*,
                                       v1::ListBackupsResponse* response) {
  return RecordUnary(metrics_.rpc.list_backups, *context, witnesses_, [&] {
    if (grpc::Status allowed = Check(*context); !allowed.ok()) return allowed;
    const auto backups = operations_.ListBackups();
    if (!backups.ok()) return OperationFailed(backups.status());
    response->mutable_backups()->Assign(backups->begin(), backups->end());
    return grpc::Status::OK;
  });
}

grpc::Status AdminService::VerifyBackup(grpc::ServerContext* context,
                                        const v1::VerifyBackupRequest* request,
                                        v1::VerifyBackupResponse* response) {
  return RecordUnary(metrics_.rpc.verify_backup, *context, witnesses_, [&] {
    if (grpc::Status allowed = Check(*context); !allowed.ok()) return allowed;
    const auto backup = operations_.VerifyBackup(request->id());
    if (backup.ok()) *response->mutable_backup() = *backup;
    return Done(*context, "verify a backup", backup.status());
  });
}

grpc::Status AdminService::Compact(grpc::ServerContext* context,
                                   const v1::CompactRequest*,
                                   v1::CompactResponse* response) {
  return RecordUnary(metrics_.rpc.compact, *context, witnesses_, [&] {
    if (grpc::Status allowed = Check(*context); !allowed.ok()) return allowed;
    const auto done = operations_.Compact();
    if (done.ok()) *response = *done;
    return Done(*context, "compact", done.status());
  });
}

grpc::Status AdminService::GetStatistics(grpc::ServerContext* context,
                                         const v1::GetStatisticsRequest*,
                                         v1::GetStatisticsResponse* response) {
  return RecordUnary(metrics_.rpc.get_statistics, *context, witnesses_, [&] {
    if (grpc::Status allowed = Check(*context); !allowed.ok()) return allowed;
    *response = operations_.Statistics();
    return grpc::Status::OK;
  });
}

grpc::Status AdminService::SetLogLevel(grpc::ServerContext* context,
                                       const v1::SetLogLevelRequest* request,
                                       v1::SetLogLevelResponse*) {
  return RecordUnary(metrics_.rpc.set_log_level, *context, witnesses_, [&] {
    if (grpc::Status allowed = Check(*context); !allowed.ok()) return allowed;
    if (!v1::LogLevel_IsValid(request->level()) ||
        request->level() == v1::LOG_LEVEL_UNSPECIFIED) {
      return InvalidRequest(
          {{"level", "is required: DEBUG, INFO, WARN, ERROR"}});
    }
    operations_.SetLogLevel(
        static_cast<LogLevel>(request->level() - v1::LOG_LEVEL_DEBUG));
    return Done(*context, "set the log level", absl::OkStatus());
  });
}

grpc::Status AdminService::Reload(grpc::ServerContext* context,
                                  const v1::ReloadRequest*,
                                  v1::ReloadResponse* response) {
  return RecordUnary(metrics_.rpc.reload, *context, witnesses_, [&] {
    if (grpc::Status allowed = Check(*context); !allowed.ok()) return allowed;
    const auto reloaded = operations_.Reload();
    if (reloaded.ok()) {
      response->mutable_reloaded()->Assign(reloaded->begin(), reloaded->end());
    }
    return Done(*context, "reload", reloaded.status());
  });
}

}  // namespace farcall
