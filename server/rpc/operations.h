// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "farcall/v1/admin_service.pb.h"
#include "logging/json_log.h"

namespace farcall {

// What the running server does for its operators. Thread-safe. Errors are for
// them to read, and keep their codes on the way.
class Operations {
 public:
  virtual ~Operations() = default;

  // One of the store, or of each shard that is owned here.
  virtual absl::StatusOr<std::vector<v1::Backup>> CreateBackups(
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) = 0;
  virtual absl::StatusOr<std::vector<v1::Backup>> ListBackups() = 0;
  // Of id 0 the newest.
  virtual absl::StatusOr<v1::Backup> VerifyBackup(std::optional<uint32_t> shard,
                                                  uint32_t id) = 0;
  virtual absl::StatusOr<v1::CompactResponse> Compact() = 0;
  virtual v1::GetStatisticsResponse Statistics() = 0;
  virtual void SetLogLevel(LogLevel level) = 0;
  // The settings whose files were read anew.
  virtual absl::StatusOr<std::vector<std::string>> Reload() = 0;
};

}  // namespace farcall
