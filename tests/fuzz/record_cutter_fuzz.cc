// SPDX-License-Identifier: Apache-2.0

// One JSON text, broken or not, cut into its records: many times as fast as a
// whole file (record_reader_fuzz.cc).
#include <utility>

#include "cloudtrail/awslogs.h"
#include "cloudtrail/record_cutter.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

constexpr uint64_t kUnpackedBytesMax = 64 << 10;

std::vector<std::string> Cut(std::string_view text) {
  RecordCutter cutter(kUnpackedBytesMax);
  cutter.Cut(std::string(text));
  std::vector<std::string> records;
  while (std::optional<std::string> record = cutter.Next()) {
    records.push_back(*std::move(record));
  }
  return records;
}

// A record is what was given, or a part of it; no two parts overlap.
void RequireParts(std::string_view text,
                  const std::vector<std::string>& records) {
  size_t at = 0;
  for (const std::string& record : records) {
    if (record.empty() && !text.empty()) Broken("a record is empty");
    at = text.find(record, at);
    if (at == text.npos) Broken("a record that was not in the text");
    at += record.size();
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = farcall::TextOf(data, size);
  const std::vector<std::string> records = farcall::Cut(text);
  const auto unpacked =
      farcall::UnpackAwsLogs(text, farcall::kUnpackedBytesMax);
  if (unpacked && unpacked->size() > farcall::kUnpackedBytesMax) {
    farcall::Broken("more is unpacked than may be");
  }
  // What is in packed messages stands nowhere in the text.
  if (text.find("awslogs") == text.npos) farcall::RequireParts(text, records);
  return 0;
}
