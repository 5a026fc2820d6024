// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "settings/setting.h"

namespace farcall {

// What a table of settings is written with: units, and the kind of a setting
// from the field that holds it, `Integer<&Config::streams_max>(1, 100,
// "streams")`.

inline constexpr int64_t kKiB = 1 << 10;
inline constexpr int64_t kMiB = 1 << 20;
inline constexpr int64_t kGiB = 1 << 30;

namespace setting_rows_internal {

template <auto kMember>
struct Field;

// The field of a configuration that a pointer to a member stands for.
template <typename Config, typename Value, Value Config::*kMember>
struct Field<kMember> {
  static_assert(std::is_base_of_v<SettableConfig, Config>);
  using Type = Value;

  static const Value& Of(const SettableConfig& config) {
    return static_cast<const Config&>(config).*kMember;
  }
  static Value& Of(SettableConfig& config) {
    return static_cast<Config&>(config).*kMember;
  }
};

}  // namespace setting_rows_internal

// Of `min` to `max`; `unit` is told with them.
template <auto kMember>
constexpr IntegerSetting Integer(int64_t min, int64_t max,
                                 std::string_view unit) {
  using Field = setting_rows_internal::Field<kMember>;
  static_assert(std::is_same_v<typename Field::Type, int64_t>);
  return {
      [](const SettableConfig& config) { return Field::Of(config); },
      [](SettableConfig& config, int64_t value) { Field::Of(config) = value; },
      min, max, unit};
}

template <auto kMember>
constexpr TextSetting Text(const TextForm& form) {
  using Field = setting_rows_internal::Field<kMember>;
  static_assert(std::is_same_v<typename Field::Type, std::string>);
  return {[](const SettableConfig& config) -> const std::string& {
            return Field::Of(config);
          },
          [](SettableConfig& config, std::string value) {
            Field::Of(config) = std::move(value);
          },
          form};
}

template <auto kMember>
constexpr SwitchSetting Switch() {
  using Field = setting_rows_internal::Field<kMember>;
  static_assert(std::is_same_v<typename Field::Type, bool>);
  return {
      [](const SettableConfig& config) { return Field::Of(config); },
      [](SettableConfig& config, bool value) { Field::Of(config) = value; }};
}

// Of an enum, whose values have these names.
template <auto kMember>
constexpr ChoiceSetting Choice(std::span<const std::string_view> names) {
  using Field = setting_rows_internal::Field<kMember>;
  static_assert(std::is_enum_v<typename Field::Type>);
  return {[](const SettableConfig& config) {
            return static_cast<size_t>(Field::Of(config));
          },
          [](SettableConfig& config, size_t value) {
            Field::Of(config) = static_cast<typename Field::Type>(value);
          },
          names};
}

}  // namespace farcall
