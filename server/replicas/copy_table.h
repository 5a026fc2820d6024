// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "cluster/shard/copy_reports.h"
#include "server/replicas/claims.h"

namespace farcall {

// What each other replica has said of its copies last. Thread-safe.
class CopyTable final : public CopyReports {
 public:
  // `addresses` of the other replicas, by name.
  explicit CopyTable(std::map<std::string, std::string> addresses)
      : addresses_(std::move(addresses)) {}

  void Set(const std::string& address, CopiesTold told);

  std::optional<CopyReport> Of(uint32_t shard,
                               const std::string& replica) const override;

 private:
  const std::map<std::string, std::string> addresses_;
  mutable std::mutex mutex_;
  std::map<std::string, CopiesTold> told_{};  // by address; under mutex_
};

}  // namespace farcall
