// SPDX-License-Identifier: Apache-2.0
// What a setting may be, and its value as text and back.
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "scoring/detectors/detector.h"
#include "server/config/setting_rows.h"
#include "server/config/settings.h"

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

template <typename Integer>
std::optional<Integer> ParseInteger(std::string_view text) {
  Integer value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

bool IsHost(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  });
}

bool IsBracketedIpv6(std::string_view host) {
  if (host.size() < 4 || host.front() != '[' || host.back() != ']') {
    return false;
  }
  return std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F') || c == ':' || c == '.';
  });
}

bool IsAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view host = text.substr(0, colon);
  return (IsHost(host) || IsBracketedIpv6(host)) &&
         ParseInteger<uint16_t>(text.substr(colon + 1)).has_value();
}

bool IsCollector(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.starts_with(scheme)) return IsAddress(text.substr(scheme.size()));
  }
  return false;
}

constexpr size_t kPathsMax = 2;

bool HasControlCharacter(std::string_view text) {
  return std::ranges::any_of(
      text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

bool IsAllowed(TextForm form, std::string_view text) {
  if (HasControlCharacter(text)) return false;
  switch (form) {
    case TextForm::kAddress:
      return IsAddress(text);
    case TextForm::kPath:
      return !text.empty();
    case TextForm::kPathOrEmpty:
      return true;
    case TextForm::kPaths:
      return PathsIn(text).has_value();
    case TextForm::kDetectors:
      return FindDetectors(text).has_value();
    case TextForm::kCollector:
      return text.empty() || IsCollector(text);
  }
  return false;
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
  switch (kind.form) {
    case TextForm::kAddress:
      return "HOST:PORT or [IPV6]:PORT, port 0 to 65535";
    case TextForm::kPath:
      return "a path";
    case TextForm::kPathOrEmpty:
      return "a path, or empty";
    case TextForm::kPaths:
      return "a path, two with a comma between them, or empty";
    case TextForm::kDetectors:
      return "names of detectors, separated by commas, or empty";
    case TextForm::kCollector:
      return "http://HOST:PORT (without TLS), https://HOST:PORT, or empty";
  }
  return "";
}

std::string Allowed(const SwitchSetting&) { return "true or false"; }

std::string Allowed(const ChoiceSetting& kind) {
  return Alternatives(kind.names);
}

std::string Get(const IntegerSetting& kind, const Config& config) {
  return std::to_string(config.*kind.field);
}

std::string Get(const TextSetting& kind, const Config& config) {
  return config.*kind.field;
}

std::string Get(const SwitchSetting& kind, const Config& config) {
  return std::string(kSwitchNames[config.*kind.field ? 1 : 0]);
}

std::string Get(const ChoiceSetting& kind, const Config& config) {
  return std::string(kind.names[kind.get(config)]);
}

bool Set(const IntegerSetting& kind, std::string_view text, Config& config) {
  const std::optional<int64_t> value = ParseInteger<int64_t>(text);
  if (!value || *value < kind.min || *value > kind.max) return false;
  config.*kind.field = *value;
  return true;
}

bool Set(const TextSetting& kind, std::string_view text, Config& config) {
  if (!IsAllowed(kind.form, text)) return false;
  config.*kind.field = std::string(text);
  return true;
}

bool Set(const SwitchSetting& kind, std::string_view text, Config& config) {
  const std::optional<size_t> index = IndexOf(kSwitchNames, text);
  if (!index) return false;
  config.*kind.field = *index == 1;
  return true;
}

bool Set(const ChoiceSetting& kind, std::string_view text, Config& config) {
  const std::optional<size_t> index = IndexOf(kind.names, text);
  if (!index) return false;
  kind.set(config, *index);
  return true;
}

}  // namespace

std::optional<std::vector<std::string>> PathsIn(std::string_view text) {
  std::vector<std::string> paths;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    const bool is_last = comma == text.size();
    paths.emplace_back(text.substr(0, comma));
    text.remove_prefix(is_last ? comma : comma + 1);
    const bool is_cut_off = text.empty() && !is_last;
    if (paths.back().empty() || is_cut_off || paths.size() > kPathsMax) {
      return std::nullopt;
    }
  }
  return paths;
}

std::string AllowedValues(const Setting& setting) {
  return std::visit([](const auto& kind) { return Allowed(kind); },
                    setting.kind);
}

std::string ValueOf(const Setting& setting, const Config& config) {
  return std::visit([&](const auto& kind) { return Get(kind, config); },
                    setting.kind);
}

std::string ReadableValueOf(const Setting& setting, const Config& config) {
  if (const auto* integer = std::get_if<IntegerSetting>(&setting.kind)) {
    return ReadableInteger(config.*integer->field, integer->unit);
  }
  return ValueOf(setting, config);
}

absl::Status SetValue(const Setting& setting, std::string_view text,
                      Config& config) {
  const bool allowed = std::visit(
      [&](const auto& kind) { return Set(kind, text, config); }, setting.kind);
  if (allowed) return absl::OkStatus();
  return absl::InvalidArgumentError("must be " + AllowedValues(setting));
}

}  // namespace farcall
