// SPDX-License-Identifier: Apache-2.0
#include "server/grpc_log.h"

#include <grpc/support/log.h>

#include <mutex>
#include <string>
#include <string_view>

namespace farcall {
namespace {

// gRPC takes a function and nothing beside it.
std::mutex mutex;
Log* target = nullptr;  // under mutex

std::string PlaceOf(const gpr_log_func_args& line) {
  std::string_view file = line.file;
  file.remove_prefix(file.rfind('/') + 1);  // of nothing where there is none
  return std::string(file) + ":" + std::to_string(line.line);
}

void Write(gpr_log_func_args* line) {
  const std::lock_guard lock(mutex);
  if (target == nullptr) return;
  const std::string place = PlaceOf(*line);
  switch (line->severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      target->Debug("grpc", {{"reason", line->message}, {"place", place}});
      break;
    case GPR_LOG_SEVERITY_INFO:
      target->Info("grpc", {{"reason", line->message}, {"place", place}});
      break;
    case GPR_LOG_SEVERITY_ERROR:
      // Mostly of its peers, such as a handshake that failed.
      target->Warn("grpc", {{"reason", line->message}, {"place", place}});
      break;
  }
}

void SetTarget(Log* log) {
  const std::lock_guard lock(mutex);
  target = log;
}

}  // namespace

GrpcLog::GrpcLog(Log& log) {
  SetTarget(&log);
  gpr_set_log_function(Write);
}

GrpcLog::~GrpcLog() {
  gpr_set_log_function(nullptr);
  SetTarget(nullptr);
}

}  // namespace farcall
