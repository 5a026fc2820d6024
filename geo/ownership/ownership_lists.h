// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "geo/ownership/anonymizer_exits.h"
#include "geo/ownership/aws_ranges.h"
#include "geo/ownership/contacts.h"
#include "geo/ownership/critical_assets.h"
#include "geo/ownership/own_addresses.h"

namespace farcall {

// The lists that tell what is the organisation's own, at one time. nullptr = no
// such list is set.
struct OwnershipLists {
  std::shared_ptr<const OwnAddresses> own_addresses{};
  std::shared_ptr<const AwsRanges> aws_ranges{};
  std::shared_ptr<const AnonymizerExits> anonymizer_exits{};
  std::shared_ptr<const Contacts> contacts{};
  std::shared_ptr<const CriticalAssets> critical_assets{};
  // When the files of these were last written, as Unix time; 0 = none is set.
  int64_t own_addresses_seconds = 0;
  int64_t anonymizer_exits_seconds = 0;
};

}  // namespace farcall
