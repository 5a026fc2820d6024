// SPDX-License-Identifier: Apache-2.0

// A request of either scoring method: what is read of it is what protobuf's
// parser reads.
#include <google/protobuf/stubs/logging.h>

#include "tests/fuzz/property.h"
#include "tests/server/wire/reader_difference.h"

namespace farcall {
namespace {

void RequireSame(std::string_view request, ScoringMessage message) {
  const std::string difference = reference::ReaderDifference(request, message);
  if (!difference.empty()) Broken(difference);
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Of each text that is not UTF-8 protobuf would write a line.
  [[maybe_unused]] static const bool kIsSilent =
      (google::protobuf::SetLogHandler(nullptr), true);
  const std::string_view request = farcall::TextOf(data, size);
  farcall::RequireSame(request, farcall::ScoringMessage::kScoreEvents);
  farcall::RequireSame(request, farcall::ScoringMessage::kStreamScoreEvents);
  return 0;
}
