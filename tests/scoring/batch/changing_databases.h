// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "scoring/event/origin.h"

namespace farcall {

// Databases that a test replaces by others: addresses and what they answer. An
// address that is not there is `@unknown`. The caller's country wins.
class ChangingDatabases : public OriginResolver {
 public:
  void Resolve(std::span<const Event> events,
               std::span<Origin> origins) const override {
    for (size_t i = 0; i < events.size(); ++i) {
      if (!events[i].country.empty()) {
        origins[i] = {.value = events[i].country,
                      .source = OriginSource::kSupplied};
        continue;
      }
      const auto found = answers.find(events[i].source_address);
      origins[i] = found == answers.end() ? Origin{} : found->second;
    }
  }

  // Of the country database built then, and of an ASN database where there is
  // an operator.
  void Set(const std::string& address, const std::string& country,
           int64_t build_seconds, NetworkOperator network_operator = {}) {
    network_operator.database_build_seconds = build_seconds;
    answers[address] = {.value = country,
                        .source = OriginSource::kDatabase,
                        .database_build_seconds = build_seconds,
                        .network_operator = network_operator};
  }

  std::map<std::string, Origin> answers;
};

}  // namespace farcall
