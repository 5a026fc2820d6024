// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <utility>

#include "server/json_log.h"
#include "server/metrics.h"
#include "server/tracing.h"

namespace farcall {

// Records one call, whatever its end, from construction to Finish(): in the
// metrics, as a span, and at level debug in the log.
class RpcRecorder {
 public:
  // Where calls are told, beside the metrics.
  struct Witnesses {
    const Tracing& tracing;
    Log& log;
  };

  RpcRecorder(MethodMetrics& method, const grpc::ServerContext& context,
              const Witnesses& witnesses);

  grpc::Status Finish(grpc::Status status);

 private:
  MethodMetrics& method_;
  const grpc::ServerContext& context_;
  Log& log_;
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  Tracing::Span span_;
};

// A unary call: one message in, one out if it went well.
template <typename Call>
grpc::Status RecordUnary(MethodMetrics& method,
                         const grpc::ServerContext& context,
                         const RpcRecorder::Witnesses& witnesses, Call call) {
  RpcRecorder recorder(method, context, witnesses);
  method.received.Increment();
  grpc::Status status = call();
  if (status.ok()) method.sent.Increment();
  return recorder.Finish(std::move(status));
}

}  // namespace farcall
