// SPDX-License-Identifier: Apache-2.0
#include "storage/checkpointer.h"

#include <chrono>

namespace farcall {
namespace {

// So often memory is looked after, where nothing is needed.
constexpr std::chrono::seconds kUpkeepInterval(1);

}  // namespace

Checkpointer::Checkpointer(JournaledStore& store)
    : store_(store),
      thread_(kUpkeepInterval,
              [this](const std::stop_token& stop) { Run(stop); }) {
  store_.OnNeed([this] { thread_.Wake(); });
}

Checkpointer::~Checkpointer() { store_.OnNeed(nullptr); }

void Checkpointer::Run(const std::stop_token& stop) {
  // A failure stays with the journal, whose health tells everybody.
  while (!stop.stop_requested() && store_.NeedsCheckpoint()) {
    const absl::StatusOr<bool> saved = store_.Checkpoint();
    if (!saved.ok() || !*saved) break;
  }
  store_.EvictOverBound();
}

}  // namespace farcall
