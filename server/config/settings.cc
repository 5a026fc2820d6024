// SPDX-License-Identifier: Apache-2.0
#include "server/config/settings.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "server/config/setting_rows.h"

namespace farcall {
namespace {

std::vector<Setting> JoinedRows() {
  std::vector<Setting> settings;
  for (const auto rows :
       {NetworkSettings(), IdentitySettings(), EventSettings(), StoreSettings(),
        ObservabilitySettings()}) {
    settings.insert(settings.end(), rows.begin(), rows.end());
  }
  return settings;
}

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

std::span<const Setting> Settings() {
  static const std::vector<Setting> kSettings = JoinedRows();
  return kSettings;
}

const Setting* FindSetting(std::string_view name) {
  const std::span<const Setting> settings = Settings();
  const auto found = std::ranges::find(settings, name, &Setting::name);
  return found == settings.end() ? nullptr : &*found;
}

std::string EnvironmentName(std::string_view setting_name) {
  std::string name = "FARCALL_";
  for (const char c : setting_name) {
    name += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  }
  return name;
}

std::string_view NearestSettingName(std::string_view name) {
  constexpr size_t kNameBytesMax = 64;  // keeps the work on nonsense small
  if (name.size() > kNameBytesMax) return "";
  const Setting& nearest = *std::ranges::min_element(
      Settings(), {},
      [&](const Setting& setting) { return EditDistance(name, setting.name); });
  return EditDistance(name, nearest.name) <= 3 ? nearest.name : "";
}

}  // namespace farcall
