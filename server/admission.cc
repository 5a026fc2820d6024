// SPDX-License-Identifier: Apache-2.0
#include "server/admission.h"

namespace farcall {

std::optional<Admission::Place> Admission::TryEnter() {
  const std::lock_guard lock(mutex_);
  if (batches_ >= batches_max_) return std::nullopt;
  ++batches_;
  return std::optional<Place>(std::in_place, *this);
}

Admission::Place Admission::Enter() {
  std::unique_lock lock(mutex_);
  place_free_.wait(lock, [this] { return batches_ < batches_max_; });
  ++batches_;
  return Place(*this);
}

void Admission::Leave() {
  {
    const std::lock_guard lock(mutex_);
    --batches_;
  }
  place_free_.notify_one();
}

}  // namespace farcall
