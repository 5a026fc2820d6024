// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cloudtrail/parameters/asset_table.h"
#include "scoring/event/event.h"

namespace farcall {

// The ARN of the asset that a parameter of `event` names, at most
// CallDetails::kTextBytesMax bytes of it; a value that is an ARN is taken as it
// is. Empty where the value names none, or where the region or the account that
// the ARN needs is not known: the event's `account` and `details.region`.
std::string AssetArn(const AssetRow& row, std::string_view value,
                     const Event& event);

}  // namespace farcall
