// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "cloudtrail/parameters/asset_table.h"
#include "scoring/event/event.h"

namespace farcall {

// Picks the assets of a call among its parameters: those that it was made to
// before those beside them, and otherwise the first ones.
class ChosenAssets {
 public:
  // `value` must outlive this.
  void Offer(const AssetRow& row, std::string_view value);

  // Adds them to the event's assets, which may have some, each once.
  void WriteTo(Event& event) const;

 private:
  // A value as long as no ARN is.
  static constexpr size_t kValueBytesMax = 2048;
  // So many more than are kept, since the record may name them itself.
  static constexpr size_t kCandidatesMax = 2 * CallDetails::kAssetsMax;

  struct Candidate {
    const AssetRow* row = nullptr;
    std::string_view value{};
  };

  std::array<Candidate, kCandidatesMax> candidates_{};  // targets first
  size_t size_ = 0;                                     // of candidates_
};

}  // namespace farcall
