// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "settings/settable_config.h"
#include "settings/text_form.h"

namespace farcall {

// The kinds of settings. Each reads and writes one field of a configuration, of
// the type that the row was made for (setting_rows.h).

struct IntegerSetting {
  int64_t (*get)(const SettableConfig&);
  void (*set)(SettableConfig&, int64_t);
  int64_t min;
  int64_t max;
  std::string_view unit;
};

struct TextSetting {
  const std::string& (*get)(const SettableConfig&);
  void (*set)(SettableConfig&, std::string);
  TextForm form;
};

struct SwitchSetting {
  bool (*get)(const SettableConfig&);
  void (*set)(SettableConfig&, bool);
};

// A field of an enum whose values are 0, 1, 2... in the order of `names`.
struct ChoiceSetting {
  size_t (*get)(const SettableConfig&);
  void (*set)(SettableConfig&, size_t);
  std::span<const std::string_view> names;
};

// One setting: `--NAME`, PREFIX_NAME and `NAME =` in the file.
struct Setting {
  std::string_view name;
  std::string_view group;
  std::string_view help;
  std::variant<IntegerSetting, TextSetting, SwitchSetting, ChoiceSetting> kind;
};

}  // namespace farcall
