// SPDX-License-Identifier: Apache-2.0
#include "server/admission.h"

namespace farcall {

bool Admission::HasRoom(int64_t bytes) const {
  return batches_ == 0 ||
         (batches_ < batches_max_ && bytes_ + bytes <= bytes_max_);
}

std::optional<Admission::Place> Admission::TryEnter(int64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!HasRoom(bytes)) return std::nullopt;
  ++batches_;
  bytes_ += bytes;
  return std::optional<Place>(std::in_place, *this, bytes);
}

Admission::Place Admission::Enter(int64_t bytes) {
  std::unique_lock lock(mutex_);
  place_free_.wait(lock, [&] { return HasRoom(bytes); });
  ++batches_;
  bytes_ += bytes;
  return {*this, bytes};
}

void Admission::Leave(int64_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    --batches_;
    bytes_ -= bytes;
  }
  // Who waits may need more room than the one that would be woken first.
  place_free_.notify_all();
}

}  // namespace farcall
