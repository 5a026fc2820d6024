// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace farcall {

// How many batches may be worked on at a time. Thread-safe.
class Admission {
 public:
  explicit Admission(int64_t batches_max) : batches_max_(batches_max) {}

  // A place among the batches in flight, given back when it is destroyed.
  class Place {
   public:
    explicit Place(Admission& admission) : admission_(&admission) {}
    ~Place() {
      if (admission_ != nullptr) admission_->Leave();
    }
    Place(Place&& other) noexcept : admission_(other.admission_) {
      other.admission_ = nullptr;
    }
    Place& operator=(Place&&) = delete;

   private:
    Admission* admission_;
  };

  // A place if one is free now: what a unary call does, so that it is shed
  // rather than queued.
  std::optional<Place> TryEnter();
  // Waits for a place: what a stream does, so that its sender is held back.
  Place Enter();

 private:
  void Leave();

  const int64_t batches_max_;
  std::mutex mutex_;
  std::condition_variable place_free_;
  int64_t batches_ = 0;  // guarded by mutex_
};

}  // namespace farcall
