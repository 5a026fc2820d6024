// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "farcall/v1/admin_service.grpc.pb.h"
#include "server/authorizer.h"
#include "server/metrics.h"
#include "server/operations.h"
#include "server/rpc_recorder.h"

namespace farcall {

// For callers with the right `admin`; where nobody can show who it is, for
// those of the same machine.
class AdminService final : public v1::AdminService::Service {
 public:
  // The references must outlive the service.
  AdminService(Operations& operations, const Authorizer& authorizer,
               Metrics& metrics, const RpcRecorder::Witnesses& witnesses)
      : operations_(operations),
        authorizer_(authorizer),
        metrics_(metrics),
        witnesses_(witnesses) {}

  using BackupStream = grpc::ServerWriter<v1::CreateBackupResponse>;
  grpc::Status CreateBackup(grpc::ServerContext* context,
                            const v1::CreateBackupRequest* request,
                            BackupStream* stream) override;
  grpc::Status ListBackups(grpc::ServerContext* context,
                           const v1::ListBackupsRequest* request,
                           v1::ListBackupsResponse* response) override;
  grpc::Status VerifyBackup(grpc::ServerContext* context,
                            const v1::VerifyBackupRequest* request,
                            v1::VerifyBackupResponse* response) override;
  grpc::Status Compact(grpc::ServerContext* context,
                       const v1::CompactRequest* request,
                       v1::CompactResponse* response) override;
  grpc::Status GetStatistics(grpc::ServerContext* context,
                             const v1::GetStatisticsRequest* request,
                             v1::GetStatisticsResponse* response) override;
  grpc::Status SetLogLevel(grpc::ServerContext* context,
                           const v1::SetLogLevelRequest* request,
                           v1::SetLogLevelResponse* response) override;
  grpc::Status Reload(grpc::ServerContext* context,
                      const v1::ReloadRequest* request,
                      v1::ReloadResponse* response) override;

 private:
  grpc::Status Check(const grpc::ServerContext& context) const;
  // What became of `operation`, in the log and as a status.
  grpc::Status Done(const grpc::ServerContext& context,
                    std::string_view operation, const absl::Status& status);

  Operations& operations_;
  const Authorizer& authorizer_;
  Metrics& metrics_;
  const RpcRecorder::Witnesses witnesses_;
};

}  // namespace farcall
