// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "scoring/batch/event_effects.h"
#include "scoring/event/baseline_state.h"
#include "scoring/event/entity.h"
#include "scoring/event/event.h"
#include "scoring/event/feedback_entry.h"
#include "scoring/event/finding_id.h"
#include "scoring/findings/exemption.h"
#include "scoring/findings/finding.h"
#include "scoring/findings/ledger_entry.h"
#include "scoring/records/baseline.h"

namespace farcall {

// A call that a change counted, for stores that keep calls for a while. What it
// points to outlives the update.
struct CountedCall {
  const Event* event = nullptr;
  std::string_view origin{};
  std::string_view network{};  // empty = none
  size_t principal = 0;        // among the entities of the query
  uint16_t score_hundredths = 0;
  // Kept before calls that are not, where a principal makes very many.
  bool is_noteworthy = false;
};

// A call for the ledger (ledger_store.h).
struct LedgerNote {
  size_t principal = 0;  // among the entities of the query
  LedgerEntry entry{};
};

// What the first answer for an event said; a redelivered event gets it back.
struct FirstOutcome {
  uint16_t score_hundredths = 0;  // 0..10000
  BaselineState state = BaselineState::kCold;
  bool alert = false;  // it raised one

  bool operator==(const FirstOutcome&) const = default;
};

// Baselines by entity, and the window of events already counted. Thread-safe.
//
// Exactly once: an event id that a change recorded is known to every later
// call, once it is durable restarts included, until it leaves the window.
//
// An update is a local read-modify-write: the updates of a tenant run one after
// the other. A distributed store gives each tenant one owner, which applies its
// updates in one order (event_effects.h says what commutes).
class HistogramStore {
 public:
  virtual ~HistogramStore() = default;

  // How long an event id is known, unless told otherwise.
  static constexpr int64_t kSeenWindowSeconds = 48 * 3600;

  struct Query {
    std::string_view tenant;
    std::span<const EntityKey> entities;          // without repeats
    std::span<const std::string_view> event_ids;  // of `tenant`
  };

  // The tenant's findings, while a change is made.
  class FindingTable {
   public:
    virtual ~FindingTable() = default;

    // The id of the finding that an event opens: always the same for the same
    // event of the same principal and origin.
    virtual FindingId IdOf(std::string_view principal, std::string_view origin,
                           std::string_view event_id) const = 0;
    // A finding to be changed; nullptr if there is none, or if it cannot be
    // read.
    virtual Finding* Find(const FindingId& id) = 0;
    // Adds an empty finding under an id that Find() does not know. It belongs
    // to an entity of the query, the principal, and is erased with it.
    virtual Finding& Add(const FindingId& id, size_t entity) = 0;
    // Has a finding that Find() knows written with its changes. Revision and
    // server times are set then.
    virtual void Write(const FindingId& id, FindingChanges changes) = 0;
    // Has a note of it written, and counts it.
    virtual void AddNote(const FindingId& id, FindingNote note) = 0;
    // Has it removed, with its notes.
    virtual void Remove(const FindingId& id) = 0;
    // Has the log forget the tenant's entries up to a position.
    virtual void TrimLog(uint64_t position) = 0;

    // The tenant's exemptions by id, those that ended among them. Valid until
    // one of them changes.
    virtual std::span<const Exemption> exemptions() = 0;
    // The id of the exemption that a request declares: always the same.
    virtual ExemptionId IdOfExemption(std::string_view request_id) const = 0;
    // Has one written under an id that is not known. Its principals that are no
    // beginnings are the entities of the query, in their order: when one of
    // those is erased, so is its name here.
    virtual void AddExemption(Exemption exemption) = 0;
    // Has one that is known revoked, or removed.
    virtual void RevokeExemption(const ExemptionId& id, Revocation why,
                                 std::string_view identity,
                                 int64_t now_micros) = 0;
    virtual void RemoveExemption(const ExemptionId& id) = 0;
  };

  // What the store holds for a query, in its order: absent baselines are empty,
  // events not seen have no outcome.
  struct Stored {
    std::span<Baseline* const> baselines;
    std::span<const std::optional<FirstOutcome>> first_outcomes;
    FindingTable* findings = nullptr;             // nullptr = none are kept
    size_t finding_samples = kFindingSamplesMax;  // of a finding, at most
    bool keeps_calls = false;                     // Changed::calls are of use
    bool keeps_ledger = false;                    // Changed::ledger is of use
  };

  // What a change did: baselines that it changed (true at their index; it left
  // the others as they were), events that are now seen, by their index in
  // event_ids, and the feedback that made it, each entry with an id of its own.
  // Nothing in it, and no finding changed = nothing is written.
  //
  // `effects`, where it is not empty, gives all that changed of the baselines,
  // in the order in which it was applied (event_effects.h): a store may write
  // the effects instead of the baselines. What they point to outlives the
  // update. `calls` are some of the events that are now seen, in their order.
  struct Changed {
    std::vector<bool> baselines;
    std::vector<std::pair<size_t, FirstOutcome>> seen;
    std::vector<FeedbackEntry> feedback{};
    std::vector<EventEffects> effects{};
    std::vector<CountedCall> calls{};
    std::vector<LedgerNote> ledger{};
  };

  // Stands for all that was applied up to a moment; a later one for more. 0 =
  // nothing: always durable.
  using Ticket = uint64_t;
  using OnDurable = std::function<void(const absl::Status&)>;

  // Calls `change` once with what is stored and applies all that it changed; an
  // error means that nothing was. Later calls see the change at once, but a
  // power loss may still undo it: the caller must not report it, nor what
  // `change` was shown, before the ticket is durable. Changes that share an
  // entity run one after the other. `change` must not call the store and must
  // not fail.
  virtual absl::StatusOr<Ticket> Apply(
      const Query& query, absl::FunctionRef<Changed(Stored)> change) = 0;

  // Whether everything up to `ticket` is as durable as the store was opened to
  // be, if that is known: OK, or UNAVAILABLE where a sync failed. All later
  // tickets fail then too. Otherwise nothing, and `on_durable` is told it once:
  // by a thread of the store, never by the one that asked, and perhaps before
  // this returns. `on_durable` must not block.
  virtual std::optional<absl::Status> WhenDurable(Ticket ticket,
                                                  OnDurable on_durable) = 0;

  // Returns when it is known whether everything up to `ticket` is durable.
  absl::Status AwaitDurable(Ticket ticket);

  // Apply and AwaitDurable in one: OK means that the change, and all that
  // `change` was shown, is durable.
  absl::Status Update(const Query& query,
                      absl::FunctionRef<Changed(Stored)> change);

  // The view of Apply, for reading only: `read` must not change what it is
  // shown. The baselines are those of one moment between changes; they need not
  // be durable.
  virtual absl::Status Read(const Query& query,
                            absl::FunctionRef<void(Stored)> read) const = 0;

  struct Page {
    std::vector<EntityKey> entities;  // ascending by kind, then name
    bool more = false;                // there are entities after the last one
  };

  // Entities of `tenant` of one kind whose names start with `name_prefix` and
  // lie after `after` (empty = from the start).
  virtual absl::StatusOr<Page> List(std::string_view tenant, EntityKind kind,
                                    std::string_view name_prefix,
                                    std::string_view after,
                                    size_t limit) const = 0;

  // The audit of one tenant keeps this many entries; the oldest make room.
  static constexpr size_t kFeedbackEntriesMax = 10'000;

  struct FeedbackPage {
    std::vector<FeedbackEntry> entries;  // newest first
    std::string next;  // where the page after starts; empty = there is none
  };

  // What was said in `tenant`, of `principal` (empty = of anybody), from `next`
  // of the page before on (empty = from the newest). INVALID_ARGUMENT if `next`
  // is none that a page had.
  virtual absl::StatusOr<FeedbackPage> ListFeedback(std::string_view tenant,
                                                    std::string_view principal,
                                                    std::string_view next,
                                                    size_t limit) const = 0;

  // Forgets every histogram of `entity`, and what was said of it if it is a
  // principal, durably and without leaving its name behind; the number of
  // histograms removed.
  virtual absl::StatusOr<int64_t> Delete(const EntityKey& entity) = 0;

  // OK while writes succeed; otherwise why the store can no longer promise
  // durability.
  virtual absl::Status Health() const = 0;
};

}  // namespace farcall
