// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/identity/arn.h"

#include <utility>

namespace farcall {

std::string_view PartitionOf(std::string_view region) {
  static constexpr std::pair<std::string_view, std::string_view> kByPrefix[] = {
      {"cn-", "aws-cn"},         {"us-gov-", "aws-us-gov"},
      {"eusc-", "aws-eusc"},     {"us-iso-", "aws-iso"},
      {"us-isob-", "aws-iso-b"}, {"eu-isoe-", "aws-iso-e"},
      {"us-isof-", "aws-iso-f"}, {"eu-isof-", "aws-iso-f"},
  };
  for (const auto& [prefix, partition] : kByPrefix) {
    if (region.starts_with(prefix)) return partition;
  }
  return "aws";
}

std::optional<Arn> Arn::Parse(std::string_view text) {
  std::string_view parts[5];
  for (std::string_view& part : parts) {
    const size_t end = text.find(':');
    if (end == text.npos) return {};
    part = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  if (parts[0] != "arn" || text.empty()) return {};
  return Arn{.partition = parts[1],
             .service = parts[2],
             .account = parts[4],
             .resource = text};
}

std::optional<AssumedRole> AssumedRole::Parse(const Arn& arn) {
  constexpr std::string_view kPrefix = "assumed-role/";
  if (arn.service != "sts" || !arn.resource.starts_with(kPrefix)) return {};
  const std::string_view path = arn.resource.substr(kPrefix.size());
  const size_t slash = path.find('/');
  if (slash == path.npos) return AssumedRole{.role = path, .session = {}};
  return AssumedRole{.role = path.substr(0, slash),
                     .session = path.substr(slash + 1)};
}

}  // namespace farcall
