// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace farcall {

// A part of its owner that few owners need: made when it is first asked for. A
// copy of the owner starts without.
template <typename T>
class OnDemand {
 public:
  OnDemand() = default;
  ~OnDemand() = default;
  OnDemand(OnDemand&&) noexcept = default;
  OnDemand& operator=(OnDemand&&) noexcept = default;
  OnDemand(const OnDemand&) {}
  OnDemand& operator=(const OnDemand&) {
    part_.reset();
    return *this;
  }

  T* made() const { return part_.get(); }  // nullptr where it was not
  T& Make() {
    if (part_ == nullptr) part_ = std::make_unique<T>();
    return *part_;
  }
  void Reset() { part_.reset(); }

 private:
  std::unique_ptr<T> part_;
};

}  // namespace farcall
