// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "server/routing/shard_directory.h"

namespace farcall {

// A directory that says what the test says; at first that nobody owns anything.
// Thread-safe.
class FakeDirectory final : public ShardDirectory {
 public:
  static Place Here() { return {.is_here = true, .address = {}}; }
  static Place At(const std::string& address) {
    return {.is_here = false, .address = address};
  }
  static Place Nobody() { return {}; }

  FakeDirectory() = default;
  explicit FakeDirectory(Place all) : all_(std::move(all)) {}

  // Of all tenants that are not moved by name.
  void MoveAll(Place place) {
    const std::lock_guard lock(mutex_);
    all_ = std::move(place);
  }
  void Move(const std::string& tenant, Place place) {
    const std::lock_guard lock(mutex_);
    of_tenant_[tenant] = std::move(place);
  }

  Place PlaceOf(std::string_view tenant) const override {
    const std::lock_guard lock(mutex_);
    ++questions_;
    const auto found = of_tenant_.find(tenant);
    return found == of_tenant_.end() ? all_ : found->second;
  }
  bool HoldsCopy(std::string_view /*tenant*/) const override {
    return holds_copies;
  }
  std::atomic<bool> holds_copies = false;

  // How often it was asked.
  int questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

 private:
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  Place all_;
  std::map<std::string, Place, std::less<>> of_tenant_;
  mutable int questions_ = 0;
};

}  // namespace farcall
