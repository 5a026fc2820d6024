// SPDX-License-Identifier: Apache-2.0
#include "storage/replication/replicated_journal.h"

#include <utility>

#include "storage/replication/entry_codec.h"

namespace farcall {
namespace {

absl::Status NotOwner() {
  return absl::UnavailableError(
      "this replica does not own the shard of the tenant");
}

}  // namespace

ReplicatedJournal::~ReplicatedJournal() {
  Close(absl::UnavailableError("the store is closed"));
}

void ReplicatedJournal::Own(Send send) {
  const std::lock_guard lock(mutex_);
  send_ = std::move(send);
  next_number_ = 1;
}

void ReplicatedJournal::Drain() {
  const std::lock_guard lock(mutex_);
  drains_ = true;
}

absl::StatusOr<Journal::Ticket> ReplicatedJournal::Append(
    absl::FunctionRef<absl::Status(uint64_t, JournalEntry&)> make,
    absl::FunctionRef<void(uint64_t)> written) {
  uint64_t sequence = 0;
  bool is_read_again = false;
  {
    const std::lock_guard lock(mutex_);
    if (!closed_.ok()) return closed_;
    if (!send_ || drains_) return NotOwner();
    sequence = LastPending() + 1;
    Pending pending{.number = next_number_, .sequence = sequence};
    absl::Status status = make(sequence, pending.entry);
    if (!status.ok()) return status;
    absl::StatusOr<std::string> bytes = EncodeJournalEntry(pending.entry);
    if (!bytes.ok()) return bytes.status();
    status = send_(pending.number, *std::move(bytes));
    if (!status.ok()) return CloseLocked(status);
    ++next_number_;
    for (const SeenEvent& event : pending.entry.seen) {
      pending_seen_.emplace(event.digest, event.outcome);
    }
    is_read_again = pending.entry.is_read_again;
    pending_.push_back(std::move(pending));
    written(sequence);
  }
  if (is_read_again) {
    absl::Status status = WaitFor(sequence);
    if (!status.ok()) return status;
  }
  return sequence;
}

absl::Status ReplicatedJournal::Accept(uint64_t number, std::string position) {
  JournalEntry entry;
  uint64_t expected = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!closed_.ok()) return closed_;
    if (pending_.empty() || pending_.front().number != number) {
      return absl::FailedPreconditionError("entry " + std::to_string(number) +
                                           " of the log is not the next " +
                                           "one that was sent");
    }
    expected = pending_.front().sequence;
    entry = std::move(pending_.front().entry);
  }
  // They stay in pending_seen_ until the local window has them.
  const std::vector<SeenEvent> seen = entry.seen;
  entry.position = std::move(position);
  uint64_t sequence = 0;
  const absl::StatusOr<Ticket> ticket = local_.Append(
      [&](uint64_t, JournalEntry& local) {
        local = std::move(entry);
        return absl::OkStatus();
      },
      [&](uint64_t written) { sequence = written; });
  if (ticket.ok() && sequence != expected) {
    return local_.Fail(absl::InternalError(
        "entry " + std::to_string(number) + " has sequence " +
        std::to_string(sequence) + " here, and had " +
        std::to_string(expected) + " when it was made"));
  }
  if (!ticket.ok()) return ticket.status();
  std::vector<Waiter> told;
  {
    const std::lock_guard lock(mutex_);
    for (const SeenEvent& event : seen) pending_seen_.erase(event.digest);
    pending_.pop_front();
    told = TakeWaiters(sequence);
  }
  applied_.notify_all();
  for (const Waiter& waiter : told) waiter.on_durable(absl::OkStatus());
  return absl::OkStatus();
}

absl::Status ReplicatedJournal::CloseLocked(const absl::Status& why) {
  if (closed_.ok()) {
    closed_ = absl::UnavailableError(std::string(why.message()));
  }
  applied_.notify_all();
  return closed_;
}

void ReplicatedJournal::Close(const absl::Status& why) {
  std::vector<Waiter> told;
  {
    const std::lock_guard lock(mutex_);
    if (closed_.ok()) is_whole_ = pending_.empty();
    CloseLocked(why).IgnoreError();
    told = std::exchange(waiters_, {});
  }
  for (const Waiter& waiter : told) waiter.on_durable(closed_);
}

Journal::Ticket ReplicatedJournal::Latest() const {
  const std::lock_guard lock(mutex_);
  return LastPending();
}

std::optional<absl::Status> ReplicatedJournal::WhenDurable(
    Ticket ticket, OnDurable on_durable) {
  const std::lock_guard lock(mutex_);
  if (ticket <= local_.LastSequence()) return absl::OkStatus();
  if (!closed_.ok()) return closed_;
  waiters_.push_back({ticket, std::move(on_durable)});
  return std::nullopt;
}

absl::Status ReplicatedJournal::Settle() {
  uint64_t sequence = 0;
  {
    const std::lock_guard lock(mutex_);
    sequence = LastPending();
  }
  return WaitFor(sequence);
}

absl::Status ReplicatedJournal::WaitFor(uint64_t sequence) {
  std::unique_lock lock(mutex_);
  applied_.wait(
      lock, [&] { return !closed_.ok() || local_.LastSequence() >= sequence; });
  return local_.LastSequence() >= sequence ? absl::OkStatus() : closed_;
}

absl::Status ReplicatedJournal::FindSeen(
    std::span<const EventDigest> digests,
    std::span<std::optional<FirstOutcome>> outcomes) const {
  // Those that are pending first: what leaves them lies in the local window
  // before. That one may have to read from disk, for which nobody waits here.
  std::vector<std::pair<size_t, PackedOutcome>> pending;
  {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < digests.size() && !pending_seen_.empty(); ++i) {
      const auto found = pending_seen_.find(digests[i]);
      if (found != pending_seen_.end()) pending.emplace_back(i, found->second);
    }
  }
  absl::Status status = local_.FindSeen(digests, outcomes);
  for (const auto& [i, outcome] : pending) outcomes[i] = UnpackOutcome(outcome);
  return status;
}

absl::Status ReplicatedJournal::Health() const {
  absl::Status status = local_.Health();
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  return is_whole_ ? absl::OkStatus() : closed_;
}

absl::Status ReplicatedJournal::Fail(const absl::Status& cause) {
  absl::Status failed = local_.Fail(cause);
  Close(failed);
  return failed;
}

uint64_t ReplicatedJournal::LastPending() const {
  return pending_.empty() ? local_.LastSequence() : pending_.back().sequence;
}

std::vector<ReplicatedJournal::Waiter> ReplicatedJournal::TakeWaiters(
    Ticket up_to) {
  std::vector<Waiter> taken;
  std::erase_if(waiters_, [&](Waiter& waiter) {
    if (waiter.ticket > up_to) return false;
    taken.push_back(std::move(waiter));
    return true;
  });
  return taken;
}

}  // namespace farcall
