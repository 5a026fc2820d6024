// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace farcall {

struct ParameterRow {
  std::string_view name;
  // Below the top of the parameters the name is used for anything.
  bool is_top_only = false;
};

// Request parameters that are kept as text, the most telling ones first: to
// whom, from where, how much.
std::span<const ParameterRow> ParameterRows();

// The place of a parameter in ParameterRows(), whatever its letter case.
// `is_top`: no object within the parameters holds it.
std::optional<size_t> ParameterRank(std::string_view name, bool is_top);

// Whether nothing under such a name is kept as text: it has a word, in any
// letter case, of what may hold secrets or contents.
bool IsWithheld(std::string_view name);

}  // namespace farcall
