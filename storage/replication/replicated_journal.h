// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/codec/event_digest.h"
#include "storage/journal.h"

namespace farcall {

// The journal of one copy of a shard, whose entries lie in a log that all
// copies read. At any time one copy at most owns the shard and makes entries;
// what it made counts, and is written to the local journal, once it was read
// back from the log.
//
// States: following (Append is refused) -> owning -> draining -> closed.
// Invariants, under `mutex_`: (1) `pending_` are the entries that were sent and
// not read back, in their
//     order; their sequences go on from the local journal's last one.
// (2) The events that they record are in `pending_seen_`.
// A ticket is the sequence of its entry: it is durable when the local journal
// has it. Thread-safe.
class ReplicatedJournal final : public Journal {
 public:
  // Hands the entry `number` to the log (entry_codec.h), 1 being the first of
  // this owner. It must not block. An error closes the journal: nobody knows
  // whether the log has the entry.
  using Send = std::function<absl::Status(uint64_t number, std::string entry)>;

  // `local` must outlive it.
  explicit ReplicatedJournal(Journal& local) : local_(local) {}
  // Refuses what was sent and did not come back.
  ~ReplicatedJournal() override;

  // From now on entries are made here. Only while it follows.
  void Own(Send send);
  // The log has the next entry that was sent: writes it to the local journal,
  // with the position in the log, and tells those who wait. FAILED_PRECONDITION
  // if `number` is not its own. On one thread.
  absl::Status Accept(uint64_t number, std::string position);
  // Takes no new entries: UNAVAILABLE. Those that were sent may come back
  // still.
  void Drain();
  // What was sent and did not come back does not count, and no more is taken
  // until the store is opened again: UNAVAILABLE that says `why`.
  void Close(const absl::Status& why);

  // UNAVAILABLE unless it owns the shard. INTERNAL, with nothing left behind,
  // for an entry that copies could not read. An entry that is read again
  // (JournalEntry) is waited for.
  absl::StatusOr<Ticket> Append(
      absl::FunctionRef<absl::Status(uint64_t sequence, JournalEntry& entry)>
          make,
      absl::FunctionRef<void(uint64_t sequence)> written) override;
  Ticket Latest() const override;
  uint64_t LastSequence() const override { return local_.LastSequence(); }
  std::optional<absl::Status> WhenDurable(Ticket ticket,
                                          OnDurable on_durable) override;
  absl::Status Settle() override;
  absl::Status FindSeen(
      std::span<const EventDigest> digests,
      std::span<std::optional<FirstOutcome>> outcomes) const override;
  absl::Status Replay(
      absl::FunctionRef<absl::Status(uint64_t sequence, std::string_view group)>
          apply) const override {
    return local_.Replay(apply);
  }
  absl::Status Trim(uint64_t sequence) override {
    return local_.Trim(sequence);
  }
  // OK also once it is closed, if all that was sent was read back: what is in
  // memory counts, and may be saved.
  absl::Status Health() const override;
  absl::Status Fail(const absl::Status& cause) override;

 private:
  struct Pending {
    uint64_t number = 0;
    uint64_t sequence = 0;
    JournalEntry entry{};
  };
  struct Waiter {
    Ticket ticket = 0;
    OnDurable on_durable{};
  };

  // All under mutex_:
  // Those who wait are told by Close().
  absl::Status CloseLocked(const absl::Status& why);
  uint64_t LastPending() const;
  std::vector<Waiter> TakeWaiters(Ticket up_to);

  absl::Status WaitFor(uint64_t sequence);

  Journal& local_;
  mutable std::mutex mutex_;
  std::condition_variable applied_;
  Send send_{};  // empty = it follows
  bool drains_ = false;
  uint64_t next_number_ = 1;
  std::deque<Pending> pending_{};
  absl::flat_hash_map<EventDigest, PackedOutcome, EventDigestHash>
      pending_seen_{};
  std::vector<Waiter> waiters_{};
  absl::Status closed_{};  // OK = it is not
  bool is_whole_ = false;  // when it was closed, all was read back
};

}  // namespace farcall
