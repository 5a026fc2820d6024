// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "farcall/v1/admin_service.pb.h"
#include "server/rpc/operations.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/unary_call.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// farcall.v1.AdminService, for callers with the right `admin`; where nobody can
// show who it is, for those of the same machine.
class AdminService final : public RawService {
 public:
  // The references must outlive the service.
  AdminService(const CallDesk& desk, Operations& operations, Metrics& metrics);

 private:
  class BackupCall;

  grpc::Status Check(const grpc::CallbackServerContext& context,
                     const Authorizer::Caller& caller) const;
  // What became of `operation`, in the log and as a status.
  grpc::Status Done(const std::string& identity, std::string_view operation,
                    const absl::Status& status) const;
  template <typename Request, typename Response>
  void ServeUnary(MethodMetrics& method,
                  std::function<grpc::Status(const Authorizer::Caller&,
                                             const Request&, Response&)>
                      answer);

  const CallDesk desk_;
  Operations& operations_;
  Metrics& metrics_;
};

}  // namespace farcall
