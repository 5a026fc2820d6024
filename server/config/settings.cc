// SPDX-License-Identifier: Apache-2.0
#include "server/config/settings.h"

#include <vector>

#include "server/config/setting_rows.h"
#include "settings/version.h"

namespace farcall {
namespace {

std::vector<Setting> JoinedRows() {
  std::vector<Setting> settings;
  for (const auto rows :
       {NetworkSettings(), IdentitySettings(), EventSettings(), StoreSettings(),
        ClusterSettings(), ObservabilitySettings()}) {
    settings.insert(settings.end(), rows.begin(), rows.end());
  }
  return settings;
}

}  // namespace

SettingTable ServerSettings() {
  static const std::vector<Setting> kSettings = JoinedRows();
  return {.program = "farcalld",
          .version = Version(),
          .variable_prefix = "FARCALL_",
          .settings = kSettings};
}

}  // namespace farcall
