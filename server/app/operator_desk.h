// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/app/origin_databases.h"
#include "server/auth/authorizer.h"
#include "server/rpc/operations.h"
#include "server/stores/served_store.h"

namespace farcall {

// Does what operators ask with the parts of the running server.
class OperatorDesk final : public Operations {
 public:
  struct Parts {
    ServedStore& store;
    OriginDatabases& origins;
    Authorizer& authorizer;
    Log& log;
  };

  // What `parts` refers to must outlive it.
  explicit OperatorDesk(Parts parts);

  absl::StatusOr<std::vector<v1::Backup>> CreateBackups(
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) override;
  absl::StatusOr<std::vector<v1::Backup>> ListBackups() override;
  absl::StatusOr<v1::Backup> VerifyBackup(std::optional<uint32_t> shard,
                                          uint32_t id) override;
  absl::StatusOr<v1::CompactResponse> Compact() override;
  v1::GetStatisticsResponse Statistics() override;
  void SetLogLevel(LogLevel level) override;
  absl::StatusOr<std::vector<std::string>> Reload() override;

  // Takes up changed tokens and policy, and says so in the log.
  std::vector<Authorizer::FileState> ReloadIdentity();

 private:
  const Parts parts_;
  const int64_t started_seconds_;
};

}  // namespace farcall
