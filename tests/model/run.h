// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "tests/model/operation.h"
#include "tests/model/tested_store.h"

namespace farcall {

// Where the system did not do what the plain model does.
struct Mismatch {
  size_t operation = 0;  // index
  std::string what;
};

// What was met, to show that a run was worth something.
struct Met {
  uint64_t sequences = 0;
  uint64_t operations = 0;
  uint64_t events = 0;
  uint64_t duplicates = 0;
  uint64_t scores = 0;  // of more than 0
  uint64_t forgotten_ids = 0;
  uint64_t deletions = 0;  // of something
  uint64_t judged = 0;     // feedback that was taken
  uint64_t hours_forgotten = 0;
  uint64_t repeated_feedback = 0;
  uint64_t restarts = 0;
  uint64_t power_losses = 0;
  uint64_t operations_lost = 0;  // of those that were not synced
  uint64_t comparisons = 0;      // of all baselines
  uint64_t inexact = 0;          // with an entity left out
};

// Runs a sequence on the scorer, feedback and store, beside the plain model,
// and beside the same scorer and feedback on a store in memory that is never
// closed; compares them after each operation.
std::optional<Mismatch> RunOn(const Sequence& sequence, TestedStore& tested,
                              const std::string& tenant_prefix, Met& met);

// The same, on a store of its own.
std::optional<Mismatch> RunAlone(const Sequence& sequence);

}  // namespace farcall
