// SPDX-License-Identifier: Apache-2.0

// Changes of a baseline as a store holds them, and the baseline that they are
// applied to before them: a byte says how long that is.
#include <algorithm>

#include "storage/codec/record/baseline_codec.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

void RequireAppliesToWhatItMade(std::string_view changes,
                                const Baseline& made) {
  const absl::StatusOr<std::string> bytes = EncodeBaseline(made);
  if (!bytes.ok()) Broken("what was made cannot be written");
  Baseline again = made;
  if (!ApplyBaselineChanges(changes, again).ok()) {
    Broken("changes that applied once do not apply twice");
  }
  if (*EncodeBaseline(again) != *bytes) Broken("the second time it changed");
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest = farcall::TextOf(data + 1, size - 1);
  const size_t split = std::min<size_t>(data[0], rest.size());
  auto baseline = farcall::DecodeBaseline(rest.substr(0, split));
  if (!baseline.ok()) baseline.emplace();
  const std::string_view changes = rest.substr(split);
  const absl::Status status = farcall::ApplyBaselineChanges(changes, *baseline);
  if (status.ok()) {
    farcall::RequireAppliesToWhatItMade(changes, *baseline);
  } else if (!absl::IsDataLoss(status)) {
    farcall::Broken("no DATA_LOSS");
  }
  return 0;
}
