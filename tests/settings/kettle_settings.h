// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "settings/setting_rows.h"
#include "settings/setting_table.h"

namespace farcall {

// A made-up program with a setting of each kind and form.
struct KettleConfig : SettableConfig {
  enum class Tea { kGreen, kBlack, kHerbal };

  int64_t cups = 2;
  int64_t steam_bytes_max = 1 << 20;
  bool whistle = true;
  Tea tea = Tea::kBlack;
  std::string listen = "127.0.0.1:80";
  std::string order_url;
  std::string owner = "nobody";
};

inline constexpr std::string_view kTeas[] = {"green", "black", "herbal"};

inline constexpr Setting kKettleRows[] = {
    {"cups", "Water", "How many are filled.",
     Integer<&KettleConfig::cups>(1, 12, "cups")},
    {"steam-bytes-max", "Water", "The most steam.",
     Integer<&KettleConfig::steam_bytes_max>(kKiB, kGiB, "bytes")},
    {"whistle", "Water", "Whether it tells that it is done.",
     Switch<&KettleConfig::whistle>()},
    {"tea", "Tea", "What is made.", Choice<&KettleConfig::tea>(kTeas)},
    {"listen", "Orders", "Address that takes orders.",
     Text<&KettleConfig::listen>(kAddressForm)},
    {"order-url", "Orders", "Where tea is ordered.",
     Text<&KettleConfig::order_url>(kUrlForm)},
    {"owner", "Orders", "Whose kettle it is.",
     Text<&KettleConfig::owner>(kNameForm)},
};

inline constexpr SettingTable kKettleSettings = {.program = "kettle",
                                                 .version = "1.2.3",
                                                 .variable_prefix = "KETTLE_",
                                                 .settings = kKettleRows};

}  // namespace farcall
