// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "scoring/counts/value_count.h"

// What the parts of a record that are written as values share.
namespace farcall {

inline absl::Status BadText(std::string_view text) {
  return absl::DataLossError("bad text: " + std::string(text));
}

// A whole text that is a number.
template <typename Number>
bool TakeNumber(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && at == end;
}

inline void SortByText(std::vector<ValueCount>& values) {
  std::ranges::sort(values, {}, &ValueCount::value);
}

}  // namespace farcall
