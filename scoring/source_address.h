// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// `recorded`, a `sourceIPAddress` as a record or a client gives it, without
// what is no part of the address: blanks, a port, brackets, a zone, a prefix
// length of one address, the proxies behind the client in a list, and `::ffff:`
// before an IPv4 address. The host name of an EC2 instance that holds an
// address becomes it. Words for nothing (`-`, `None`) become empty text. All
// else is returned as it is.
std::string CanonicalAddress(std::string_view recorded);

// The name of a service of AWS without the domain of its partition:
// `cloudformation` of `cloudformation.amazonaws.com`, in any letter case. Empty
// if `host` is none: an instance, an address, anything else.
std::string_view ServiceNameOf(std::string_view host);

}  // namespace farcall
