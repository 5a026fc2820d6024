// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace farcall {

// How many batches, of how many bytes together, may be worked on at a time. One
// that is larger than all bytes goes alone. Thread-safe.
class Admission {
 public:
  Admission(int64_t batches_max, int64_t bytes_max)
      : batches_max_(batches_max), bytes_max_(bytes_max) {}

  // A place among the batches in flight, given back when it is destroyed.
  class Place {
   public:
    Place(Admission& admission, int64_t bytes)
        : admission_(&admission), bytes_(bytes) {}
    ~Place() {
      if (admission_ != nullptr) admission_->Leave(bytes_);
    }
    Place(Place&& other) noexcept
        : admission_(other.admission_), bytes_(other.bytes_) {
      other.admission_ = nullptr;
    }
    Place& operator=(Place&&) = delete;
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    Admission* admission_;
    int64_t bytes_;
  };

  // A place if one is free now: what a unary call does, so that it is shed
  // rather than queued.
  std::optional<Place> TryEnter(int64_t bytes);
  // Waits for a place: what a stream does, so that its sender is held back.
  Place Enter(int64_t bytes);

 private:
  bool HasRoom(int64_t bytes) const;
  void Leave(int64_t bytes);

  const int64_t batches_max_;
  const int64_t bytes_max_;
  std::mutex mutex_;
  std::condition_variable place_free_;
  // Guarded by mutex_.
  int64_t batches_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace farcall
