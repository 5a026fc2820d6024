// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>

#include "cluster/rules/shard_log_rules.h"

namespace farcall {

// How a cluster of the model behaves: as designed, or without one of the things
// that the design needs. The model must find each of those.
enum class Behaviour {
  kAsDesigned,
  kAnswersAtAppend,       // not when it has read its own record back
  kIgnoresNumbers,        // of batches and erasures
  kIgnoresEpochs,         // and writers
  kKeepsIncarnation,      // when a process starts again
  kSkipsIncompleteParts,  // after a restart
  kGoesOnFromAnyPlace     // as a copy that is not the one of the base
};

// The real rules. To break one of them, a record is changed until it keeps it.
class TestedRules {
 public:
  TestedRules(Behaviour behaviour, ShardPosition position)
      : behaviour_(behaviour), rules_(std::move(position)) {}

  LogVerdict Read(LogRecord record, int64_t offset);

  const ShardLogRules& rules() const { return rules_; }

 private:
  template <typename Record>
  void TakeForOwners(Record& record) const;
  template <typename Record>
  void TakeForNext(Record& record) const;
  void Change(LogRecord& record) const;

  Behaviour behaviour_;
  ShardLogRules rules_;
};

}  // namespace farcall
