// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "ingest/mover/mover_events.h"

namespace farcall {

// The label of a step, `receive`, `dead_letters`.
std::string_view StepName(MoverEvents::Step step);

// Whether what this process needs works: no step fails now. Thread-safe.
class Readiness {
 public:
  void Fail(MoverEvents::Step step, const absl::Status& status);
  void Recover(MoverEvents::Step step);
  // Not ready from here on.
  void Drain();

  // Empty where it is ready; else a line for each reason, for people.
  std::string Reasons() const;

 private:
  mutable std::mutex mutex_;
  std::array<absl::Status, kMoverSteps> failing_;
  bool draining_ = false;
};

}  // namespace farcall
