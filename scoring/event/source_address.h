// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// `recorded`, a `sourceIPAddress` as a record or a client gives it, without
// what is no part of the address: blanks, a port, brackets, a zone, a prefix
// length of one address, and `::ffff:` before an IPv4 address. Of a list of
// addresses it is the last that is not private, or the last: each proxy appends
// its caller's address, and that caller may have made up what stands before.
// The host name of an EC2 instance that holds an address becomes it. Words for
// nothing (`-`, `None`) become empty text. All else is returned as it is.
std::string CanonicalAddress(std::string_view recorded);

// The name of a service of AWS without the domain of its partition:
// `cloudformation` of `cloudformation.amazonaws.com`, in any letter case. Empty
// if `host` is none: an instance, an address, anything else.
std::string_view ServiceNameOf(std::string_view host);

// Whether `source` is AWS's own network: `AWS Internal`, `aws.internal`.
bool IsAwsInternal(std::string_view source);

// Whether `source` is AWS itself: its own network, or the name of a service.
bool IsAwsItself(std::string_view source);

// Whether `text` is the id of a VPC endpoint: `vpce-` and letters, digits and
// `-`, at most 64 bytes.
bool IsVpcEndpointId(std::string_view text);

}  // namespace farcall
