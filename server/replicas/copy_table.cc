// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/copy_table.h"

namespace farcall {

void CopyTable::Set(const std::string& address, CopiesTold told) {
  const std::lock_guard lock(mutex_);
  told_[address] = std::move(told);
}

std::optional<CopyReport> CopyTable::Of(uint32_t shard,
                                        const std::string& replica) const {
  const auto address = addresses_.find(replica);
  if (address == addresses_.end()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto told = told_.find(address->second);
  if (told == told_.end()) return std::nullopt;
  CopyReport report{.log_life = told->second.log_life};
  const auto place = told->second.places.find(shard);
  if (place != told->second.places.end()) report.place = place->second;
  return report;
}

}  // namespace farcall
