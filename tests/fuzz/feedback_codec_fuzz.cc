// SPDX-License-Identifier: Apache-2.0

// An entry of feedback as a store holds it.
#include "storage/codec/feedback_codec.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

std::string Key() {
  return *EncodeFeedbackKey("acme", 1'764'000'000'000'000,
                            {.high = 1, .low = 2});
}

void RequireReadsBack(const FeedbackEntry& entry) {
  const absl::StatusOr<std::string> bytes = EncodeFeedback(entry);
  if (!bytes.ok()) Broken("what was read cannot be written");
  const absl::StatusOr<FeedbackEntry> again = DecodeFeedback(Key(), *bytes);
  if (!again.ok()) Broken("what was written cannot be read");
  if (*again != entry) Broken("what was written reads as another");
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::string kKey = farcall::Key();
  const auto entry = farcall::DecodeFeedback(kKey, farcall::TextOf(data, size));
  if (entry.ok()) {
    farcall::RequireReadsBack(*entry);
  } else if (!absl::IsDataLoss(entry.status())) {
    farcall::Broken("no DATA_LOSS");
  }
  return 0;
}
