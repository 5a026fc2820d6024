// SPDX-License-Identifier: Apache-2.0

// One JSON text, broken or not, cut into its records: many times as fast as a
// whole file (record_reader_fuzz.cc).
#include <utility>
#include <vector>

#include "cloudtrail/reader/record_cutter.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

constexpr uint64_t kUnpackedBytesMax = 64 << 10;

std::vector<RecordText> Cut(std::string_view text) {
  RecordCutter cutter(kUnpackedBytesMax);
  cutter.Cut(std::string(text));
  std::vector<RecordText> records;
  while (std::optional<RecordText> record = cutter.Next()) {
    records.push_back(*std::move(record));
  }
  return records;
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = farcall::TextOf(data, size);
  const std::vector<farcall::RecordText> records = farcall::Cut(text);
  for (const farcall::RecordText& record : records) {
    if (record.json.empty() && !text.empty()) {
      farcall::Broken("a record is empty");
    }
  }
  if (farcall::Cut(text) != records) {
    farcall::Broken("a text is cut in two ways");
  }
  return 0;
}
