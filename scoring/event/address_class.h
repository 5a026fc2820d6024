// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace farcall {

// Whose the address of a call is. On the wire by number: never renumber.
enum class AddressClass : uint8_t {
  kUnknown = 0,     // nothing is known of it, or there is none
  kInternet = 1,    // on the internet, and none of those that follow
  kOwn = 2,         // in the organisation's list of own addresses
  kOwnLearned = 3,  // used for at least a day by its EC2 instances
  kEc2Foreign = 4,  // of EC2, by AWS's list, and not known as its own
  kAws = 5,         // of AWS, but not of EC2
  kAnonymizer = 6,  // in the list of exits of anonymizers
  kPseudo = 7,      // a private address, a service, `AWS Internal`
};

// Whose an address is, and why that is said.
struct AddressOwner {
  AddressClass address_class = AddressClass::kUnknown;
  // A sentence with the source and its date; empty = there is none to say.
  std::string sentence{};
  std::string region{};   // of AWS, where a list has one
  std::string account{};  // that has the address, where a list has one
};

}  // namespace farcall
