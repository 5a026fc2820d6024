// SPDX-License-Identifier: Apache-2.0
#include "cluster/rules/batch_parts.h"

#include <utility>

#include "absl/status/status.h"

namespace farcall {

absl::StatusOr<std::vector<BatchRecord>> SplitBatch(BatchRecord whole) {
  const std::string bytes = std::move(whole.bytes);
  if (bytes.size() > kBatchBytesMax) {
    return absl::InvalidArgumentError(
        "effects of a batch have " + std::to_string(bytes.size()) +
        " bytes; at most " + std::to_string(kBatchBytesMax) +
        " fit into the log");
  }
  std::vector<BatchRecord> parts;
  whole.bytes.clear();
  whole.part = 0;
  whole.parts = bytes.empty()
                    ? 1
                    : static_cast<uint32_t>((bytes.size() + kPartBytesMax - 1) /
                                            kPartBytesMax);
  for (; whole.part < whole.parts; ++whole.part) {
    parts.push_back(whole);
    parts.back().bytes =
        bytes.substr(whole.part * kPartBytesMax, kPartBytesMax);
  }
  return parts;
}

}  // namespace farcall
