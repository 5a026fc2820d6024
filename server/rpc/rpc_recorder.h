// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <chrono>

#include "logging/json_log.h"
#include "server/telemetry/metrics.h"
#include "server/telemetry/tracing.h"

namespace farcall {

// Records one call, whatever its end, from construction to Finish(): in the
// metrics, as a span, and at level debug in the log. The call may go from
// thread to thread.
class RpcRecorder {
 public:
  // Where calls are told, beside the metrics.
  struct Witnesses {
    const Tracing& tracing;
    Log& log;
  };

  RpcRecorder(MethodMetrics& method, const grpc::ServerContextBase& context,
              const Witnesses& witnesses);

  // Makes the call's span this thread's until the result is destroyed.
  [[nodiscard]] Tracing::Span Enter() const { return call_.Enter(); }

  grpc::Status Finish(grpc::Status status);

 private:
  MethodMetrics& method_;
  const grpc::ServerContextBase& context_;
  Log& log_;
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  Tracing::Call call_;
};

}  // namespace farcall
