// SPDX-License-Identifier: Apache-2.0

// A baseline as a store holds it.
#include "storage/codec/record/baseline_codec.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

// Habits that are empty are not written.
void RequireSame(const Baseline& a, const Baseline& b) {
  for (const auto& [attribute, histogram] : a.habits()) {
    if (b.Of(attribute) != histogram) Broken("a histogram became another");
  }
  if (a.memory != b.memory || a.answers != b.answers || a.bests != b.bests ||
      a.alerts != b.alerts || a.episodes != b.episodes) {
    Broken("a part became another");
  }
  if (a.CountParts() != b.CountParts()) Broken("a part came from nowhere");
}

void RequireReadsBack(const Baseline& baseline) {
  const absl::StatusOr<std::string> bytes = EncodeBaseline(baseline);
  if (!bytes.ok()) Broken("what was read cannot be written");
  const absl::StatusOr<Baseline> again = DecodeBaseline(*bytes);
  if (!again.ok()) Broken("what was written cannot be read");
  RequireSame(baseline, *again);
  if (*EncodeBaseline(*again) != *bytes) Broken("written in two ways");
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto baseline = farcall::DecodeBaseline(farcall::TextOf(data, size));
  if (baseline.ok()) {
    farcall::RequireReadsBack(*baseline);
  } else if (!absl::IsDataLoss(baseline.status())) {
    farcall::Broken("no DATA_LOSS");
  }
  return 0;
}
