// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "cluster/rules/shard_log_rules.h"
#include "tests/cluster/model/checker.h"
#include "tests/cluster/model/copy_state.h"
#include "tests/cluster/model/random_source.h"
#include "tests/cluster/model/shared_log.h"
#include "tests/cluster/model/tested_rules.h"

namespace farcall {

// What is left of a replica when its process ends.
enum class Loss {
  kProcess,  // what was written is there, synced or not
  kPower,    // what was synced
  kDisk,     // nothing
};

// One copy of the shard, which may own it.
class SimulatedReplica {
 public:
  // What it has on disk, written together.
  struct Stored {
    ShardPosition position{};
    CopyState state{};
  };

  // What all replicas of a schedule share.
  struct Surroundings {
    Behaviour behaviour;
    RandomSource& random;
    SharedLog& log;
    Checker& checker;
  };

  SimulatedReplica(size_t index, Surroundings surroundings);

  // Reads the next record, if there is one.
  void ReadOne();
  void ReadAll();

  // Whether it takes batches: it has read its own claim, and nothing since that
  // ends its ownership. It may be wrong.
  bool serves() const { return epoch_ > 0 && !leaving_; }
  bool awaits_own_records() const { return !waiting_.empty(); }
  // Scores a batch: answers what was counted before, sends the rest to the log.
  void Score(Events events);
  // The log has taken a whole batch.
  void Acknowledged(uint64_t incarnation, uint64_t number);
  // Gives up on what it has sent, without knowing what became of it.
  void StopServing();

  void SendGenesis();
  void Claim();
  void Ask();  // the owner to give the shard up
  void Release();
  void Beat();

  // Where it is, in a line for people.
  std::string Text() const;

  void Sync();  // what power cannot take any more
  void Restart(Loss loss);
  // What a restart has left, or begins with.
  const Stored& synced() const { return synced_; }
  // Starts again with this.
  void Take(const Stored& stored);

 private:
  // A batch that is sent and not read back.
  struct Waiting {
    uint64_t number = 0;
    Events events = 0;
  };

  void Follow(const LogRecord& record, const LogVerdict& verdict);
  void FinishOwn(uint64_t number);
  void SendBatch(Events events);
  void SendParts(BatchRecord batch);
  void DrawIncarnation();
  Stored Written() const;

  const size_t index_;
  const Behaviour behaviour_;
  RandomSource& random_;
  SharedLog& log_;
  Checker& checker_;

  uint64_t incarnation_ = 0;
  Stored synced_{};
  TestedRules tested_;
  CopyState state_{};
  int64_t next_offset_ = 0;

  // As owner; all 0 and empty if it is not.
  uint64_t epoch_ = 0;
  bool leaving_ = false;  // has sent its release
  uint64_t next_number_ = 0;
  uint64_t digest_ahead_ = 0;  // of the state when all it waits for counts
  Events events_ahead_ = 0;    // that it waits for
  std::deque<Waiting> waiting_{};
};

}  // namespace farcall
