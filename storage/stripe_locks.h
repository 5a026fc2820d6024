// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <condition_variable>
#include <list>
#include <mutex>
#include <span>
#include <string_view>

namespace farcall {

// Locks on any number of names, taken all at once. Names share 16,384 stripes:
// holders of a common name exclude each other, holders of different names
// mostly do not. First come, first served. Thread-safe.
//
// Not an array of mutexes: a batch has a thousand names, and to take a thousand
// mutexes one after the other is slow and leaves it to their order that two
// batches do not wait for each other for ever.
class StripeLocks {
 public:
  static constexpr size_t kStripes = 16384;
  using Stripes = std::bitset<kStripes>;

  class Held {
   public:
    ~Held() { locks_.Release(place_); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    friend class StripeLocks;
    Held(StripeLocks& locks, std::list<Stripes>::iterator place)
        : locks_(locks), place_(place) {}

    StripeLocks& locks_;
    std::list<Stripes>::iterator place_;
  };

  // Waits until nobody who came earlier has one of `names`, which may repeat.
  // Holds them until the result goes out of scope.
  [[nodiscard]] Held Lock(std::span<const std::string_view> names);

 private:
  bool IsFirst(std::list<Stripes>::const_iterator place) const;
  void Release(std::list<Stripes>::iterator place);

  std::mutex mutex_;
  std::condition_variable released_;
  std::list<Stripes> queue_;  // holders and those who wait, as they came
};

}  // namespace farcall
