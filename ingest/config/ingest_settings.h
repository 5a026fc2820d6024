// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "settings/setting_table.h"

namespace farcall {

// The settings of farcall-ingest, of an IngestConfig.
SettingTable IngestSettings();

}  // namespace farcall
