// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/chosen_assets.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cloudtrail/parameters/asset_arn.h"
#include "cloudtrail/parameters/sound_value.h"

namespace farcall {

void ChosenAssets::Offer(const AssetRow& row, std::string_view value) {
  if (!IsSoundValue(value, kValueBytesMax)) return;
  const auto same = [&](const Candidate& candidate) {
    return candidate.row == &row && candidate.value == value;
  };
  const auto end = candidates_.begin() + size_;
  if (std::any_of(candidates_.begin(), end, same)) return;
  size_t place = size_;
  while (place > 0 && candidates_[place - 1].row->role > row.role) --place;
  if (place == candidates_.size()) return;
  size_ = std::min(size_ + 1, candidates_.size());
  std::move_backward(candidates_.begin() + place,
                     candidates_.begin() + (size_ - 1),
                     candidates_.begin() + size_);
  candidates_[place] = {&row, value};
}

void ChosenAssets::WriteTo(Event& event) const {
  auto& assets = event.details.assets;
  for (size_t i = 0; i < size_; ++i) {
    if (assets.size() >= CallDetails::kAssetsMax) return;
    std::string arn =
        AssetArn(*candidates_[i].row, candidates_[i].value, event);
    if (arn.empty() || std::ranges::find(assets, arn) != assets.end()) continue;
    assets.push_back(std::move(arn));
  }
}

}  // namespace farcall
