// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/setting_table.h"

namespace farcall {

// All settings of farcalld. Their type is Config, their rows are in the
// *_settings.cc of their subject.
SettingTable ServerSettings();

}  // namespace farcall
