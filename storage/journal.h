// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/histogram_store.h"
#include "scoring/event/feedback_entry.h"
#include "storage/codec/event_digest.h"
#include "storage/codec/journal/seen_block_codec.h"
#include "storage/fact_records.h"
#include "storage/finding_records.h"
#include "storage/group_commit.h"
#include "storage/ledger_records.h"

namespace farcall {

// A record as it is written.
struct EncodedRecord {
  std::string key;
  std::string value;

  bool operator==(const EncodedRecord&) const = default;
};

// Feedback on its way to the audit.
struct FeedbackRecord {
  std::string tenant;
  FeedbackEntry entry;
  EventDigest digest;  // of its id

  bool operator==(const FeedbackRecord&) const = default;
};

// What one append makes durable: all of it, or nothing.
struct JournalEntry {
  std::string tenant{};  // of all that it holds
  // Effects of a group of updates (codec/journal_codec.h); empty = none.
  std::string group{};
  std::vector<SeenEvent> seen{};           // none of them is in the window
  std::vector<FeedbackRecord> feedback{};  // of one tenant
  // Records that are saved with it, since effects do not say what changed.
  std::vector<EncodedRecord> records{};
  std::vector<FindingWrite> findings{};
  std::vector<ExemptionWrite> exemptions{};
  LoggedCalls calls{};
  std::vector<LedgerWrite> ledger{};
  std::optional<FindingLogTrim> finding_log_trim{};
  // What is removed of a principal of this tenant: its feedback from the audit,
  // its findings, its calls that are kept, and its entries of the ledger;
  // exemptions as they are without its name; and from now on an erasure is
  // pending.
  struct Erasure {
    std::string tenant;
    int64_t at_micros = 0;  // Unix time of the server
    std::vector<std::string> feedback_keys{};
    std::vector<FindingId> findings{};
    std::vector<std::string> fact_keys{};
    std::vector<std::string> term_keys{};
    std::vector<std::string> ledger_keys{};
    std::vector<ExemptionWrite> exemptions{};

    size_t size() const {
      return feedback_keys.size() + findings.size() + fact_keys.size() +
             term_keys.size() + ledger_keys.size() + exemptions.size();
    }

    bool operator==(const Erasure&) const = default;
  };
  std::optional<Erasure> erasure{};
  // Whether later updates read from disk what this one writes: Append returns
  // only once they can.
  bool is_read_again = false;
  // Of a copy of a replicated log (replication/): where it goes on reading.
  // Empty = nowhere.
  std::string position{};

  bool operator==(const JournalEntry&) const = default;
};

// The log of what updates did, in one order. A replicated log can take the
// place of RocksDB's. Thread-safe.
class Journal {
 public:
  using Ticket = GroupCommit::Ticket;
  using OnDurable = GroupCommit::OnDurable;

  virtual ~Journal() = default;

  // Appends one entry. `make` fills it in, told its sequence: one more than
  // that of the entry before it, from 1 on. Once it is written `written` runs,
  // before any later entry is. An error of `make`, or of an entry that breaks a
  // rule, leaves nothing behind; after a failed write or sync the journal takes
  // no more (Health).
  virtual absl::StatusOr<Ticket> Append(
      absl::FunctionRef<absl::Status(uint64_t sequence, JournalEntry& entry)>
          make,
      absl::FunctionRef<void(uint64_t sequence)> written) = 0;
  // Of the last entry; and its sequence.
  virtual Ticket Latest() const = 0;
  virtual uint64_t LastSequence() const = 0;
  // As HistogramStore::WhenDurable.
  virtual std::optional<absl::Status> WhenDurable(Ticket ticket,
                                                  OnDurable on_durable) = 0;

  // Waits until all that was appended can be read from disk, where that comes
  // later than Append. UNAVAILABLE where it will not come.
  virtual absl::Status Settle() { return absl::OkStatus(); }

  // The first outcomes of events that entries recorded, as far as the window
  // holds them. DATA_LOSS or UNAVAILABLE where what is on disk of it cannot be
  // read.
  virtual absl::Status FindSeen(
      std::span<const EventDigest> digests,
      std::span<std::optional<FirstOutcome>> outcomes) const = 0;

  // Calls `apply` with each group that is not trimmed, in their order.
  virtual absl::Status Replay(
      absl::FunctionRef<absl::Status(uint64_t sequence, std::string_view group)>
          apply) const = 0;
  // Removes the groups before `sequence`, whose effects are all saved.
  virtual absl::Status Trim(uint64_t sequence) = 0;

  // OK while writes succeed; UNAVAILABLE, with the first cause, after one
  // failed: until the store is opened again, as nobody knows what is on disk.
  virtual absl::Status Health() const = 0;
  // Says that the store cannot go on. Gives Health().
  virtual absl::Status Fail(const absl::Status& cause) = 0;
};

}  // namespace farcall
