// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "settings/setting.h"

namespace farcall {

// `config` is of the type that the row of `setting` was made for.

// What it may be, for people: `1 to 100000 events`, `fsync or wal`.
std::string AllowedValues(const Setting& setting);

// The value in `config`, as SetValue reads it.
std::string ValueOf(const Setting& setting, const SettableConfig& config);

// The same for people: bytes also in KiB, MiB or GiB.
std::string ReadableValueOf(const Setting& setting,
                            const SettableConfig& config);

// INVALID_ARGUMENT, and `config` as it was, if `text` is not an allowed value.
absl::Status SetValue(const Setting& setting, std::string_view text,
                      SettableConfig& config);

}  // namespace farcall
