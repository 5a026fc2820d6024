// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace farcall {

// A list in the form of AWS's, of networks for documentation and others.
inline constexpr std::string_view kAwsList = R"({
  "syncToken": "1795194189",
  "createDate": "2026-11-20-17-03-09",
  "prefixes": [
    {"ip_prefix": "198.51.0.0/16", "region": "ap-southeast-1",
     "service": "AMAZON", "network_border_group": "ap-southeast-1"},
    {"ip_prefix": "198.51.100.0/24", "region": "ap-southeast-1",
     "service": "AMAZON", "network_border_group": "ap-southeast-1"},
    {"ip_prefix": "198.51.100.0/24", "region": "ap-southeast-1",
     "service": "EC2", "network_border_group": "ap-southeast-1"},
    {"ip_prefix": "198.51.100.0/24", "region": "ap-southeast-1",
     "service": "S3", "network_border_group": "ap-southeast-1"},
    {"ip_prefix": "198.51.100.64/26", "region": "ap-southeast-1",
     "service": "AMAZON", "network_border_group": "ap-southeast-1"},
    {"ip_prefix": "198.51.100.64/26", "region": "GLOBAL",
     "service": "CLOUDFRONT", "network_border_group": "GLOBAL"},
    {"ip_prefix": "192.88.40.0/24", "region": "eu-central-1",
     "service": "AMAZON", "network_border_group": "eu-central-1"}
  ],
  "ipv6_prefixes": [
    {"ipv6_prefix": "2600:1f18::/33", "region": "us-east-1",
     "service": "AMAZON", "network_border_group": "us-east-1"},
    {"ipv6_prefix": "2600:1f18::/33", "region": "us-east-1",
     "service": "EC2", "network_border_group": "us-east-1"}
  ]
})";

inline int64_t At(int year, int month, int day, int hour = 0) {
  return absl::ToUnixSeconds(absl::FromCivil(
      absl::CivilHour(year, month, day, hour), absl::UTCTimeZone()));
}

// The list of these bytes, which must be good.
template <typename List>
std::shared_ptr<const List> Parsed(std::string_view bytes) {
  auto list = List::FromBytes(bytes, "file");
  EXPECT_TRUE(list.ok()) << list.status();
  return *std::move(list);
}

// What is wrong with the list of these bytes.
template <typename List>
std::string ErrorOf(std::string_view bytes) {
  const absl::Status status = List::FromBytes(bytes, "file").status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  return std::string(status.message());
}

}  // namespace farcall
