// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/journal.h"
#include "storage/replication/replicated_journal.h"

namespace farcall {

// What a copy of a shard does with the records of the shard's log, which are
// read in their order on one thread. A position says where to go on reading
// after a record; what it is made of is the reader's alone. It is written
// together with what the record did. Errors are of this copy: it is closed, and
// opened again before it goes on.
class ShardCopy {
 public:
  virtual ~ShardCopy() = default;

  // The one that was written last; empty = none was.
  virtual absl::StatusOr<std::string> Position() const = 0;
  // A record did nothing here.
  virtual absl::Status Skip(std::string position) = 0;
  // Another copy made the entry.
  virtual absl::Status Follow(JournalEntry entry, std::string position) = 0;

  // As ReplicatedJournal's.
  virtual void Own(ReplicatedJournal::Send send) = 0;
  virtual absl::Status Accept(uint64_t number, std::string position) = 0;
  virtual void Drain() = 0;
  virtual void Close(const absl::Status& why) = 0;
};

}  // namespace farcall
