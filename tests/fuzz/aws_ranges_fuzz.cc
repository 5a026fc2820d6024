// SPDX-License-Identifier: Apache-2.0

// AWS's list of its addresses. What is taken says nothing of an address that no
// list of AWS could say.
#include "geo/ownership/aws_names.h"
#include "geo/ownership/aws_ranges.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

void RequireSound(const AwsRanges& ranges, const Address& address) {
  const AwsRanges::Range* range = ranges.Find(address);
  if (range == nullptr) return;
  if (!IsAwsRangeService(range->service)) Broken("a service that is none");
  if (!IsAwsRegion(range->region)) Broken("a region that is none");
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto ranges = farcall::AwsRanges::FromBytes(farcall::TextOf(data, size),
                                                    "ip-ranges.json");
  if (!ranges.ok()) {
    if (!absl::IsInvalidArgument(ranges.status())) {
      farcall::Broken("refused for no fault of its own");
    }
    return 0;
  }
  if ((*ranges)->created_seconds() <= 0) farcall::Broken("made before 1970");
  if ((*ranges)->size() == 0) farcall::Broken("an empty list was taken");
  for (const char* address :
       {"0.0.0.0", "198.51.100.7", "::", "2600:1f18::1"}) {
    farcall::RequireSound(**ranges, farcall::ParseAddress(address).value());
  }
  return 0;
}
