// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace farcall {

// A part that few owners have: takes a pointer until it is first changed, and
// is copied with its owner.
template <typename T>
class Boxed {
 public:
  Boxed() = default;
  ~Boxed() = default;
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(Boxed&&) noexcept = default;
  Boxed(const Boxed& other)
      : part_(other.part_ ? std::make_unique<T>(*other.part_) : nullptr) {}
  Boxed& operator=(const Boxed& other) { return *this = Boxed(other); }

  const T& Get() const {
    static const T kNone;
    return part_ ? *part_ : kNone;
  }
  T& Change() {
    if (!part_) part_ = std::make_unique<T>();
    return *part_;
  }

  bool operator==(const Boxed& other) const { return Get() == other.Get(); }

 private:
  std::unique_ptr<T> part_;
};

}  // namespace farcall
