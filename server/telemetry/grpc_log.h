// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "logging/json_log.h"

namespace farcall {

// While it lives, what gRPC says of its own accord are lines of our log and not
// text between them. One at a time.
class GrpcLog {
 public:
  // `log` must outlive it.
  explicit GrpcLog(Log& log);
  ~GrpcLog();
  GrpcLog(const GrpcLog&) = delete;
  GrpcLog& operator=(const GrpcLog&) = delete;
};

}  // namespace farcall
