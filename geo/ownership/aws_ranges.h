// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "geo/network/address.h"
#include "geo/network/prefix_table.h"

namespace farcall {

// The addresses of AWS, as AWS publishes them (ip-ranges.json):
// https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-ranges.html
// Immutable and thread-safe.
class AwsRanges {
 public:
  static constexpr size_t kBytesMax = size_t{16} << 20;

  static constexpr std::string_view kEc2 = "EC2";
  // Of a range of which no more is said.
  static constexpr std::string_view kAnyService = "AMAZON";

  struct Range {
    std::string service;
    std::string region;  // `GLOBAL` if it is of none
  };

  // INVALID_ARGUMENT names `name` (the file's), the field and the reason. The
  // whole list is refused if any of it is wrong: one with holes would call
  // addresses of AWS somebody else's.
  static absl::StatusOr<std::shared_ptr<const AwsRanges>> FromBytes(
      std::string_view bytes, const std::string& name);

  // The longest prefix that `address` is in. Of services of one prefix EC2
  // comes first, `AMAZON` last. nullptr if it is in none.
  const Range* Find(const Address& address) const {
    return ranges_.Find(address);
  }

  int64_t created_seconds() const { return created_seconds_; }  // Unix time
  size_t size() const { return ranges_.size(); }                // prefixes

 private:
  friend class AwsRangesReader;

  PrefixTable<Range> ranges_;
  int64_t created_seconds_ = 0;
};

}  // namespace farcall
