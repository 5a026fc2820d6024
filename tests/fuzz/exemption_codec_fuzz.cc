// SPDX-License-Identifier: Apache-2.0

// An exemption as a store holds it.
#include "storage/codec/finding/exemption_codec.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto stored = farcall::DecodeExemption(farcall::TextOf(data, size));
  if (!stored.ok()) {
    if (!absl::IsDataLoss(stored.status())) farcall::Broken("no DATA_LOSS");
    return 0;
  }
  const auto again =
      farcall::DecodeExemption(farcall::EncodeExemption(*stored));
  if (!again.ok()) farcall::Broken("what was written cannot be read");
  if (*again != *stored) farcall::Broken("an exemption became another");
  return 0;
}
