// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/parameters/chosen_parameters.h"

#include <algorithm>

#include "cloudtrail/parameters/parameter_table.h"
#include "cloudtrail/parameters/sound_value.h"

namespace farcall {

bool ChosenParameters::IsKept(size_t rank, std::string_view value) const {
  return std::any_of(kept_.begin(), kept_.begin() + size_,
                     [rank, value](const Choice& choice) {
                       return choice.rank() == rank && choice.value() == value;
                     });
}

void ChosenParameters::Offer(size_t rank, std::string_view value) {
  if (!IsSoundValue(value, CallDetails::kParameterBytesMax) ||
      IsKept(rank, value)) {
    return;
  }
  const auto order = static_cast<uint32_t>(values_[rank]++ * kRanksMax + rank);
  size_t place = size_;
  while (place > 0 && kept_[place - 1].order > order) --place;
  if (place == kept_.size()) return;
  size_ = std::min(size_ + 1, kept_.size());
  std::move_backward(kept_.begin() + place, kept_.begin() + (size_ - 1),
                     kept_.begin() + size_);
  Choice& choice = kept_[place];
  choice.order = order;
  choice.size = static_cast<uint32_t>(value.size());
  std::ranges::copy(value, choice.bytes.begin());
}

void ChosenParameters::WriteTo(std::vector<std::string>& parameters) const {
  parameters.clear();
  for (size_t i = 0; i < size_; ++i) {
    const std::string_view name = ParameterRows()[kept_[i].rank()].name;
    const std::string_view value = kept_[i].value();
    std::string& text = parameters.emplace_back();
    text.reserve(name.size() + 1 + value.size());
    text.append(name).append("=").append(value);
  }
}

}  // namespace farcall
