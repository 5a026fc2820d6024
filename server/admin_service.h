// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "farcall/v1/admin_service.grpc.pb.h"
#include "server/metrics.h"
#include "server/operations.h"
#include "server/unary_call.h"

namespace farcall {

// For callers with the right `admin`; where nobody can show who it is, for
// those of the same machine. On gRPC's callback API (ADR 22).
class AdminService final
    : public v1::AdminService::WithRawCallbackMethod_CreateBackup<
          v1::AdminService::WithRawCallbackMethod_ListBackups<
              v1::AdminService::WithRawCallbackMethod_VerifyBackup<
                  v1::AdminService::WithRawCallbackMethod_Compact<
                      v1::AdminService::WithRawCallbackMethod_GetStatistics<
                          v1::AdminService::WithRawCallbackMethod_SetLogLevel<
                              v1::AdminService::WithRawCallbackMethod_Reload<
                                  v1::AdminService::Service>>>>>>> {
 public:
  // The references must outlive the service.
  AdminService(const CallDesk& desk, Operations& operations, Metrics& metrics)
      : desk_(desk), operations_(operations), metrics_(metrics) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* CreateBackup(
      grpc::CallbackServerContext* context,
      const grpc::ByteBuffer* request) override;
  grpc::ServerUnaryReactor* ListBackups(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* VerifyBackup(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Compact(grpc::CallbackServerContext* context,
                                    const grpc::ByteBuffer* request,
                                    grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* GetStatistics(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* SetLogLevel(grpc::CallbackServerContext* context,
                                        const grpc::ByteBuffer* request,
                                        grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* Reload(grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request,
                                   grpc::ByteBuffer* response) override;

 private:
  class BackupCall;

  grpc::Status Check(const grpc::CallbackServerContext& context,
                     const Authorizer::Caller& caller) const;
  // What became of `operation`, in the log and as a status.
  grpc::Status Done(const std::string& identity, std::string_view operation,
                    const absl::Status& status) const;
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Start(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
      grpc::ByteBuffer* response, MethodMetrics& method,
      std::function<grpc::Status(const std::string&, const Request&, Response&)>
          answer);

  const CallDesk desk_;
  Operations& operations_;
  Metrics& metrics_;
};

}  // namespace farcall
