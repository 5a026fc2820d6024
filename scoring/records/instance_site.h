// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scoring/counts/histogram.h"
#include "scoring/event/event.h"
#include "scoring/event/origin.h"

namespace farcall {

// An EC2 instance is one machine, and the credentials of its role are issued to
// it alone: it calls from one site (ADR 36). A site is an operator's network,
// or a country where no operator is known.

// An EC2 instance and its site: `i-0abc12345/amazon`, `i-0abc12345/DE`. Empty
// if no instance made the call, or if it does not tell a site: AWS made it for
// the instance, or it came through a VPC endpoint.
std::string InstanceSite(const Event& event, const Origin& origin);

// `i-0abc12345` and `amazon` of an InstanceSite().
std::string_view InstanceOf(std::string_view instance_site);
std::string_view SiteOf(std::string_view instance_site);

// Where else an instance called from.
struct OtherSite {
  std::string_view site{};  // a view into the histogram; empty = nowhere
  int64_t last_seen_seconds = 0;
  size_t alike = 0;         // other instances of the role that called from both
  bool is_private = false;  // this site or the other is a private address
};

// Nowhere if the instance called from the event's own site before, or if people
// called it benign. `own` are the sites of the principal's instances, `of_role`
// those of all sessions of its role. What was first seen after `by_seconds` is
// not known yet.
OtherSite FindOtherSite(std::string_view instance_site, const Histogram& own,
                        const Histogram& of_role, int64_t at_seconds,
                        int64_t by_seconds);

// Bits of a second site: 12, which is HIGH by itself; 7 where one of the two is
// a private address, since a call through a VPC endpoint looks so where a tool
// left the endpoint out. Fewer where the role's instances have two sites
// anyway. 0 if there is no other.
double OtherSiteBits(const OtherSite& other);

}  // namespace farcall
