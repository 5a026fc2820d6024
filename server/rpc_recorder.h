// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <chrono>

#include "server/metrics.h"

namespace farcall {

// Records one call, whatever its end: from construction to Finish().
class RpcRecorder {
 public:
  explicit RpcRecorder(MethodMetrics& method) : method_(method) {
    method_.started.Increment();
  }

  grpc::Status Finish(grpc::Status status) {
    method_.Handled(
        static_cast<absl::StatusCode>(status.error_code()),
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_)
            .count());
    return status;
  }

 private:
  MethodMetrics& method_;
  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
};

// A unary call: one message in, one out if it went well.
template <typename Call>
grpc::Status RecordUnary(MethodMetrics& method, Call call) {
  RpcRecorder recorder(method);
  method.received.Increment();
  grpc::Status status = call();
  if (status.ok()) method.sent.Increment();
  return recorder.Finish(std::move(status));
}

}  // namespace farcall
