// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "geo/ownership/learned_address.h"
#include "geo/ownership/ownership_lists.h"
#include "scoring/event/address_class.h"

namespace farcall {

struct AddressQuestion {
  std::string_view source_address{};  // as events have it
  std::string_view origin{};          // of the calls; empty = not known
  // That the principal calls in; empty = not known.
  std::span<const std::string> accounts{};
  int64_t now_seconds = 0;  // Unix time, for the age of AWS's list
};

// An override may give an origin that begins so to networks that are the
// organisation's own: `@own:berlin`.
inline constexpr std::string_view kOwnOriginPrefix = "@own:";

// AWS changes its list several times a week. An older one is named with its
// age.
inline constexpr int64_t kAwsRangesDaysMax = 30;

// Whose an address is, by the first that fits:
// - PSEUDO: the calls came through a VPC endpoint that has no override; whoever
//   owns the VPC chooses the address, so that it says nothing
// - OWN: the own list, or an override
// - PSEUDO: a private address, or AWS itself
// - OWN_LEARNED: `learned`, once it is settled
// - ANONYMIZER: the list of anonymizers
// - EC2_FOREIGN, AWS: AWS's list
// - INTERNET: none of these, where AWS's list is there
// - UNKNOWN: any other; a reserved address; what is no address
// `learned` may be nullptr: nothing is learned. Texts of the sentence that
// others chose are cut, and have no control characters.
AddressOwner OwnerOf(const AddressQuestion& question,
                     const OwnershipLists& lists,
                     const LearnedAddress* learned);

}  // namespace farcall
