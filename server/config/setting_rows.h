// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "server/config/config.h"
#include "server/config/settings.h"

namespace farcall {

// The rows of the table of settings, by subject. Settings() joins them in this
// order; nothing else reads them.
std::span<const Setting> NetworkSettings();
std::span<const Setting> IdentitySettings();
std::span<const Setting> EventSettings();  // limits, origins, lists, baselines
std::span<const Setting> StoreSettings();
std::span<const Setting> ObservabilitySettings();  // log, self-test, traces

inline constexpr int64_t kKiB = 1 << 10;
inline constexpr int64_t kMiB = 1 << 20;
inline constexpr int64_t kGiB = 1 << 30;

// The row of an enum, whose values have these names.
template <auto kField>
constexpr ChoiceSetting Choice(std::span<const std::string_view> names) {
  return {
      names,
      [](const Config& config) { return static_cast<size_t>(config.*kField); },
      [](Config& config, size_t value) {
        using Enum = std::remove_reference_t<decltype(config.*kField)>;
        config.*kField = static_cast<Enum>(value);
      }};
}

}  // namespace farcall
