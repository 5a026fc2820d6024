// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

namespace farcall {

// Locks on any number of names, taken all at once. Names share 16,384 stripes:
// holders of a common name exclude each other, holders of different names
// mostly do not. First come, first served. Thread-safe.
//
// Not an array of mutexes: a batch has a thousand names, and to take a thousand
// mutexes one after the other is slow and leaves it to their order that two
// batches do not wait for each other for ever.
class StripeLocks {
  struct Place;

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
    Held(StripeLocks& locks, std::shared_ptr<Place> place)
        : locks_(locks), place_(std::move(place)) {}

    StripeLocks& locks_;
    const std::shared_ptr<Place> place_;
  };

  // Waits until nobody who came earlier has one of `names`, which may repeat.
  // Holds them until the result goes out of scope.
  [[nodiscard]] Held Lock(std::span<const std::string_view> names);

  // Sizes of works done together, at most: the first of them waits for all.
  static constexpr size_t kSizeTogetherMax = 3000;

  // Has `work` done while its names are held: by `lead`, together with that of
  // those who come while it waits and share a name with it; or by somebody who
  // waits already, if that is the last who came and shares a name. `lead` gets
  // the works in the order in which they came. Returns when `work` is done.
  // `size`: of the work, names included.
  template <typename Work>
  void Share(std::span<const std::string_view> names, size_t size, Work& work,
             absl::FunctionRef<void(std::span<Work* const>)> lead) {
    ShareUntyped(names, size, &work, [&](std::span<void* const> works) {
      std::vector<Work*> together;
      together.reserve(works.size());
      for (void* one : works) together.push_back(static_cast<Work*>(one));
      lead(together);
    });
  }

 private:
  // Who holds names, or waits for them.
  struct Place {
    explicit Place(std::span<const std::string_view> names);

    Stripes stripes{};
    std::vector<void*> works{};  // none: does not share
    size_t size = 0;             // of all works
    bool waits = true;
    bool done = false;
    std::condition_variable first{};  // may be; told to the one who leads
    std::condition_variable over{};   // told to those whose works it does
  };

  void ShareUntyped(std::span<const std::string_view> names, size_t size,
                    void* work,
                    absl::FunctionRef<void(std::span<void* const>)> lead);
  // The last who came, if it can do this one's work too.
  std::shared_ptr<Place> WhoTakes(const Place& place) const;
  void WaitInLine(const std::shared_ptr<Place>& place,
                  std::unique_lock<std::mutex>& lock);
  bool IsFirst(const Place& place) const;
  void Release(const std::shared_ptr<Place>& place);

  std::mutex mutex_;
  std::list<std::shared_ptr<Place>> queue_;  // as they came
};

}  // namespace farcall
