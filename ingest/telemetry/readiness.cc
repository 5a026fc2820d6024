// SPDX-License-Identifier: Apache-2.0
#include "ingest/telemetry/readiness.h"

#include "text/concat.h"

namespace farcall {
namespace {

constexpr std::array<std::string_view, kMoverSteps> kNames = {
    "receive", "load", "score", "dead_letters", "acknowledge", "extend"};

}  // namespace

std::string_view StepName(MoverEvents::Step step) {
  return kNames.at(static_cast<size_t>(step));
}

void Readiness::Fail(MoverEvents::Step step, const absl::Status& status) {
  const std::lock_guard lock(mutex_);
  failing_.at(static_cast<size_t>(step)) = status;
}

void Readiness::Recover(MoverEvents::Step step) {
  Fail(step, absl::OkStatus());
}

void Readiness::Drain() {
  const std::lock_guard lock(mutex_);
  draining_ = true;
}

std::string Readiness::Reasons() const {
  const std::lock_guard lock(mutex_);
  std::string reasons = draining_ ? "draining\n" : "";
  for (size_t step = 0; step < kMoverSteps; ++step) {
    if (failing_.at(step).ok()) continue;
    reasons +=
        Concat({kNames.at(step), ": ", failing_.at(step).ToString(), "\n"});
  }
  return reasons;
}

}  // namespace farcall
