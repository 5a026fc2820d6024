// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "scoring/batch/batch_scorer.h"
#include "storage/memory_histogram_store.h"
#include "tests/scoring/batch/changing_databases.h"
#include "tests/scoring/batch/working_month.h"

namespace farcall {

// Calls from addresses of which databases tell the place.
class CallsByDatabases : public ::testing::Test {
 protected:
  // An hourly call of each working hour of a month.
  void LiveAMonth(const std::string& principal, const std::string& address) {
    std::vector<Event> events;
    for (int64_t at_seconds : WorkingHours()) {
      events.push_back(EventOf(principal, address, at_seconds));
    }
    Score(events);
  }

  Event EventOf(const std::string& principal, const std::string& address,
                int64_t at_seconds) {
    return {.event_id = "call " + std::to_string(++calls_),
            .event_time_seconds = at_seconds,
            .account = "111122223333",
            .principal = principal,
            .principal_kind = PrincipalKindOf(principal),
            .command = "sts:GetCallerIdentity",
            .source_address = address,
            .user_agent = "aws-cli/2.1"};
  }

  std::vector<ScoredEvent> Score(
      const std::vector<Event>& events,
      ScoringMode mode = ScoringMode::kScoreAndLearn) {
    auto scored = scorer_.Score("default", events, mode);
    EXPECT_TRUE(scored.ok()) << scored.status();
    return *std::move(scored);
  }

  ScoredEvent Call(const std::string& principal, const std::string& address,
                   int64_t at_seconds) {
    return Score({EventOf(principal, address, at_seconds)}).front();
  }

  MemoryHistogramStore store_;
  ChangingDatabases databases_;
  BatchScorer scorer_{store_, databases_, Model{}};
  int calls_ = 0;
};

}  // namespace farcall
