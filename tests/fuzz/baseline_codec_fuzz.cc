// SPDX-License-Identifier: Apache-2.0

// A baseline as a store holds it.
#include "storage/codec/baseline_codec.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

// Without histograms that are empty, which are not written.
size_t SameHistograms(const Baseline& a, const Baseline& b) {
  size_t same = 0;
  for (const auto& [attribute, histogram] : a.parts()) {
    if (histogram.empty()) continue;
    if (b.Of(attribute) != histogram) Broken("a histogram became another");
    ++same;
  }
  return same;
}

void RequireReadsBack(const Baseline& baseline) {
  const absl::StatusOr<std::string> bytes = EncodeBaseline(baseline);
  if (!bytes.ok()) Broken("what was read cannot be written");
  const absl::StatusOr<Baseline> again = DecodeBaseline(*bytes);
  if (!again.ok()) Broken("what was written cannot be read");
  if (SameHistograms(baseline, *again) != again->histograms()) {
    Broken("a histogram came from nowhere");
  }
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
