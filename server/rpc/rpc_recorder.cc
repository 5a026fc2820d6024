// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/rpc_recorder.h"

#include <string_view>

namespace farcall {
namespace {

std::string_view HeaderOf(const grpc::ServerContextBase& context,
                          const char* name) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(name);
  if (found == metadata.end()) return {};
  return {found->second.data(), found->second.size()};
}

}  // namespace

RpcRecorder::RpcRecorder(MethodMetrics& method,
                         const grpc::ServerContextBase& context,
                         const Witnesses& witnesses)
    : method_(method),
      context_(context),
      log_(witnesses.log),
      call_(witnesses.tracing.StartCall(method.name,
                                        HeaderOf(context, "traceparent"),
                                        HeaderOf(context, "tracestate"))) {
  method_.started.Increment();
}

grpc::Status RpcRecorder::Finish(grpc::Status status) {
  const auto here = Enter();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start_)
          .count();
  method_.Handled(code, seconds);
  if (log_.Enabled(LogLevel::kDebug)) {
    log_.Debug("call", {{"method", method_.name},
                        {"code", absl::StatusCodeToString(code)},
                        {"seconds", seconds},
                        {"peer", context_.peer()}});
  }
  call_.End(code);
  return status;
}

}  // namespace farcall
