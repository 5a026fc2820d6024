// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "server/config/config.h"

namespace farcall {

struct IntegerSetting {
  int64_t Config::*field;
  int64_t min;
  int64_t max;
  std::string_view unit;
};

enum class TextForm {
  kAddress,
  kPath,
  kPathOrEmpty,
  kPaths,
  kDetectors,
  kCollector
};

struct TextSetting {
  std::string Config::*field;
  TextForm form;
};

struct SwitchSetting {
  bool Config::*field;
};

// A field of an enum whose values are 0, 1, 2... in the order of `names`.
struct ChoiceSetting {
  std::span<const std::string_view> names;
  size_t (*get)(const Config&);
  void (*set)(Config&, size_t);
};

// One setting: `--NAME`, FARCALL_NAME and `NAME =` in the file.
struct Setting {
  std::string_view name;
  std::string_view group;
  std::string_view help;
  std::variant<IntegerSetting, TextSetting, SwitchSetting, ChoiceSetting> kind;
};

// Every setting, those of a group together. Their rows are in the
// *_settings.cc of their subject.
std::span<const Setting> Settings();

// The paths of a setting that takes one or two, or none; nothing where `text`
// is no such list.
std::optional<std::vector<std::string>> PathsIn(std::string_view text);

const Setting* FindSetting(std::string_view name);  // nullptr if there is none

// `batch-events-max` -> `FARCALL_BATCH_EVENTS_MAX`.
std::string EnvironmentName(std::string_view setting_name);

// What it may be, for people: `1 to 100000 events`, `fsync or wal`.
std::string AllowedValues(const Setting& setting);

// The value in `config`, as SetValue reads it.
std::string ValueOf(const Setting& setting, const Config& config);

// The same for people: bytes also in KiB, MiB or GiB.
std::string ReadableValueOf(const Setting& setting, const Config& config);

// INVALID_ARGUMENT, and `config` as it was, if `text` is not an allowed value.
absl::Status SetValue(const Setting& setting, std::string_view text,
                      Config& config);

// The setting's name that `name` most likely means; empty if none is near.
std::string_view NearestSettingName(std::string_view name);

}  // namespace farcall
