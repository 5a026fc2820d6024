// SPDX-License-Identifier: Apache-2.0

// The body of a message of a queue, which whoever may send to it wrote.
#include "absl/status/statusor.h"
#include "ingest/aws/notification.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

void CheckRefusal(const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) Broken("a refusal has another code");
  if (status.message().size() > 1'000) Broken("an error grows with its input");
  for (const char c : status.message()) {
    // The name of a member is shown only where it is plain text.
    if (c < 0x20 || c > 0x7e) Broken("an error has more than printable ASCII");
  }
}

void CheckObject(const S3Object& object) {
  if (object.bucket.empty() || object.key.empty()) {
    Broken("an object has no name");
  }
  if (object.key.ends_with('/')) Broken("a folder is taken for an object");
  if (object.key.find("/CloudTrail-Digest/") != std::string::npos) {
    Broken("a digest is taken for records");
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = farcall::TextOf(data, size);
  const auto read = farcall::ReadNotification(text);
  const auto again = farcall::ReadNotification(text);
  if (read.status() != again.status()) {
    farcall::Broken("a message is read in two ways");
  }
  if (!read.ok()) {
    farcall::CheckRefusal(read.status());
    return 0;
  }
  if (read->objects != again->objects || read->records != again->records) {
    farcall::Broken("a message is read in two ways");
  }
  for (const farcall::S3Object& object : read->objects) {
    farcall::CheckObject(object);
  }
  if (!read->objects.empty() && !read->records.empty()) {
    farcall::Broken("a message has both objects and records");
  }
  return 0;
}
