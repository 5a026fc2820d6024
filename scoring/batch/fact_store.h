// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "scoring/findings/event_fact.h"
#include "scoring/findings/term_use.h"

namespace farcall {

// Calls that are kept for some hours, and what principals have in common, as
// they are read. They are written by HistogramStore::Apply alone, in the write
// that holds the counts. What is read need not be durable yet. Thread-safe.
class FactStore {
 public:
  virtual ~FactStore() = default;

  struct Facts {
    std::vector<EventFact> facts{};  // by time, then id
    uint64_t not_kept = 0;           // further calls of these hours, at least
  };
  // Calls of a principal, by event time (Unix seconds): whole hours, from the
  // one of `from_seconds` to the one of `to_seconds`.
  virtual absl::StatusOr<Facts> FactsOf(std::string_view tenant,
                                        std::string_view principal,
                                        int64_t from_seconds,
                                        int64_t to_seconds) const = 0;

  // How principals used a term; at most `limit` of them.
  virtual absl::StatusOr<TermUses> UsesOf(std::string_view tenant,
                                          TermKind kind, std::string_view term,
                                          size_t limit) const = 0;
  // The same of all terms of a kind; at most `limit` pairs of a term and a
  // principal.
  virtual absl::StatusOr<TermUses> UsesOfKind(std::string_view tenant,
                                              TermKind kind,
                                              size_t limit) const = 0;

  // The event time (Unix seconds) from which on calls of the tenant are kept: a
  // whole hour. 0 = none are.
  virtual absl::StatusOr<int64_t> KeptSince(std::string_view tenant) const = 0;
};

}  // namespace farcall
