// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "server/config/config.h"
#include "settings/setting_rows.h"
#include "settings/text_form.h"

namespace farcall {

// The rows of the table of settings, by subject. ServerSettings() joins them in
// this order; nothing else reads them.
std::span<const Setting> NetworkSettings();
std::span<const Setting> IdentitySettings();
std::span<const Setting> EventSettings();  // limits, origins, lists, baselines
std::span<const Setting> StoreSettings();
std::span<const Setting> ClusterSettings();
std::span<const Setting> ObservabilitySettings();  // log, self-test, traces

}  // namespace farcall
