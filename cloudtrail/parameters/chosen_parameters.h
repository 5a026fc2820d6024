// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/event/call_details.h"

namespace farcall {

// Picks the parameters of a call that are kept as text: the first value of each
// name in the order of ParameterRows(), then their second values, and so on, so
// that a long list does not push the other names out. Copies what it keeps.
class ChosenParameters {
 public:
  // `rank` is of ParameterRank(). A value that is empty, too long or has a
  // control character is left out.
  void Offer(size_t rank, std::string_view value);

  // `name=value` of each, the first choice first.
  void WriteTo(std::vector<std::string>& parameters) const;

 private:
  static constexpr size_t kRanksMax = 128;

  struct Choice {
    // How many values of the name were there before, and its rank: the smaller
    // the better.
    uint32_t order;
    uint32_t size;
    std::array<char, CallDetails::kParameterBytesMax> bytes;

    size_t rank() const { return order % kRanksMax; }
    std::string_view value() const { return {bytes.data(), size}; }
  };

  bool IsKept(size_t rank, std::string_view value) const;

  std::array<Choice, CallDetails::kParametersMax> kept_;  // by order
  size_t size_ = 0;                                       // of kept_
  std::array<uint16_t, kRanksMax> values_{};              // offered, by rank
};

}  // namespace farcall
