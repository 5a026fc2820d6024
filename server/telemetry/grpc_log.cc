// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/grpc_log.h"

#include <grpc/support/log.h>

#include <mutex>
#include <string>
#include <string_view>

namespace farcall {
namespace {

// gRPC takes a function and nothing beside it.
struct Target {
  std::mutex mutex{};
  Log* log = nullptr;  // under mutex
};

Target& TheTarget() {
  static Target target;
  return target;
}

std::string PlaceOf(const gpr_log_func_args& line) {
  std::string_view file = line.file;
  file.remove_prefix(file.rfind('/') + 1);  // of nothing where there is none
  return std::string(file) + ":" + std::to_string(line.line);
}

void Write(gpr_log_func_args* line) {
  Target& target = TheTarget();
  const std::lock_guard lock(target.mutex);
  if (target.log == nullptr) return;
  const std::string place = PlaceOf(*line);
  switch (line->severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      target.log->Debug("grpc", {{"reason", line->message}, {"place", place}});
      break;
    case GPR_LOG_SEVERITY_INFO:
      target.log->Info("grpc", {{"reason", line->message}, {"place", place}});
      break;
    case GPR_LOG_SEVERITY_ERROR:
      // Mostly of its peers, such as a handshake that failed.
      target.log->Warn("grpc", {{"reason", line->message}, {"place", place}});
      break;
  }
}

void SetTarget(Log* log) {
  Target& target = TheTarget();
  const std::lock_guard lock(target.mutex);
  target.log = log;
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
