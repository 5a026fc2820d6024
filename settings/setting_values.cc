// SPDX-License-Identifier: Apache-2.0
#include "settings/setting_values.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "settings/parse_integer.h"
#include "settings/setting_rows.h"

namespace farcall {
namespace {

constexpr std::string_view kSwitchNames[] = {"false", "true"};

// `a, b or c`.
std::string Alternatives(std::span<const std::string_view> names) {
  std::string text(names.front());
  for (size_t i = 1; i < names.size(); ++i) {
    text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::string ReadableInteger(int64_t value, std::string_view unit) {
  std::string text = std::to_string(value);
  if (unit != "bytes") return text;
  for (const auto& [size, name] :
       {std::pair{kGiB, " GiB"}, {kMiB, " MiB"}, {kKiB, " KiB"}}) {
    if (value >= size && value % size == 0) {
      return text + " (" + std::to_string(value / size) + name + ")";
    }
  }
  return text;
}

bool HasControlCharacter(std::string_view text) {
  return std::ranges::any_of(
      text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::optional<size_t> IndexOf(std::span<const std::string_view> names,
                              std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<size_t>(found - names.begin());
}

// One overload for each kind: what is allowed, the value as text, and back.

std::string Allowed(const IntegerSetting& kind) {
  return ReadableInteger(kind.min, kind.unit) + " to " +
         ReadableInteger(kind.max, kind.unit) + " " + std::string(kind.unit);
}

std::string Allowed(const TextSetting& kind) {
  return std::string(kind.form.allowed);
}

std::string Allowed(const SwitchSetting&) { return "true or false"; }

std::string Allowed(const ChoiceSetting& kind) {
  return Alternatives(kind.names);
}

std::string Get(const IntegerSetting& kind, const SettableConfig& config) {
  return std::to_string(kind.get(config));
}

std::string Get(const TextSetting& kind, const SettableConfig& config) {
  return kind.get(config);
}

std::string Get(const SwitchSetting& kind, const SettableConfig& config) {
  return std::string(kSwitchNames[kind.get(config) ? 1 : 0]);
}

std::string Get(const ChoiceSetting& kind, const SettableConfig& config) {
  return std::string(kind.names[kind.get(config)]);
}

bool Set(const IntegerSetting& kind, std::string_view text,
         SettableConfig& config) {
  const std::optional<int64_t> value = ParseInteger<int64_t>(text);
  if (!value || *value < kind.min || *value > kind.max) return false;
  kind.set(config, *value);
  return true;
}

bool Set(const TextSetting& kind, std::string_view text,
         SettableConfig& config) {
  if (HasControlCharacter(text) || !kind.form.allows(text)) return false;
  kind.set(config, std::string(text));
  return true;
}

bool Set(const SwitchSetting& kind, std::string_view text,
         SettableConfig& config) {
  const std::optional<size_t> index = IndexOf(kSwitchNames, text);
  if (!index) return false;
  kind.set(config, *index == 1);
  return true;
}

bool Set(const ChoiceSetting& kind, std::string_view text,
         SettableConfig& config) {
  const std::optional<size_t> index = IndexOf(kind.names, text);
  if (!index) return false;
  kind.set(config, *index);
  return true;
}

}  // namespace

std::string AllowedValues(const Setting& setting) {
  return std::visit([](const auto& kind) { return Allowed(kind); },
                    setting.kind);
}

std::string ValueOf(const Setting& setting, const SettableConfig& config) {
  return std::visit([&](const auto& kind) { return Get(kind, config); },
                    setting.kind);
}

std::string ReadableValueOf(const Setting& setting,
                            const SettableConfig& config) {
  if (const auto* integer = std::get_if<IntegerSetting>(&setting.kind)) {
    return ReadableInteger(integer->get(config), integer->unit);
  }
  return ValueOf(setting, config);
}

absl::Status SetValue(const Setting& setting, std::string_view text,
                      SettableConfig& config) {
  const bool allowed = std::visit(
      [&](const auto& kind) { return Set(kind, text, config); }, setting.kind);
  if (allowed) return absl::OkStatus();
  return absl::InvalidArgumentError("must be " + AllowedValues(setting));
}

}  // namespace farcall
