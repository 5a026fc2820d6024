// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace farcall {

// An Amazon resource name, `arn:partition:service:region:account:resource`, as
// views into the text that it was read from.
struct Arn {
  std::string_view partition;
  std::string_view service;
  std::string_view account;
  std::string_view resource;

  static std::optional<Arn> Parse(std::string_view text);
};

// Of the ARNs of a region: `aws` unless its name says otherwise.
std::string_view PartitionOf(std::string_view region);

// Role and session of `assumed-role/ROLE/SESSION`, the resource of an STS ARN.
struct AssumedRole {
  std::string_view role;
  std::string_view session;

  static std::optional<AssumedRole> Parse(const Arn& arn);
};

}  // namespace farcall
