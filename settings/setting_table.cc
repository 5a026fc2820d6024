// SPDX-License-Identifier: Apache-2.0
#include "settings/setting_table.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace farcall {
namespace {

// Insertions, removals and replacements of a character from one to the other.
size_t EditDistance(std::string_view from, std::string_view to) {
  std::vector<size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < from.size(); ++i) {
    size_t diagonal = row[0]++;
    for (size_t j = 0; j < to.size(); ++j) {
      const size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

const Setting* FindSetting(const SettingTable& table, std::string_view name) {
  const auto found = std::ranges::find(table.settings, name, &Setting::name);
  return found == table.settings.end() ? nullptr : &*found;
}

std::string EnvironmentName(const SettingTable& table,
                            std::string_view setting_name) {
  std::string name(table.variable_prefix);
  for (const char c : setting_name) {
    const bool is_letter = c >= 'a' && c <= 'z';
    name += is_letter ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '_' : c;
  }
  return name;
}

std::string_view NearestSettingName(const SettingTable& table,
                                    std::string_view name) {
  constexpr size_t kNameBytesMax = 64;  // keeps the work on nonsense small
  constexpr size_t kDistanceMax = 3;
  if (name.size() > kNameBytesMax) return "";
  std::string_view nearest;
  size_t least = kDistanceMax + 1;
  for (const Setting& setting : table.settings) {
    const size_t distance = EditDistance(name, setting.name);
    if (distance >= least) continue;
    least = distance;
    nearest = setting.name;
  }
  return nearest;
}

}  // namespace farcall
