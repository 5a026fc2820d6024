// SPDX-License-Identifier: Apache-2.0
#include "storage/baseline_codec.h"

#include "storage/byte_coding.h"
#include "storage/histogram_codec.h"

namespace farcall {
namespace {

absl::Status OfAttribute(Attribute attribute, const absl::Status& status) {
  return {status.code(), std::string(AttributeName(attribute)) + " " +
                             std::string(status.message())};
}

}  // namespace

absl::StatusOr<std::string> EncodeBaseline(const Baseline& baseline) {
  std::string out(1, static_cast<char>(BaselineCodecVersion::kV1));
  for (const auto& [attribute, histogram] : baseline.parts()) {
    if (histogram.empty()) continue;
    const absl::StatusOr<std::string> bytes = EncodeHistogram(histogram);
    if (!bytes.ok()) return OfAttribute(attribute, bytes.status());
    out.push_back(static_cast<char>(attribute));
    AppendVarint(bytes->size(), out);
    out.append(*bytes);
  }
  return out;
}

absl::StatusOr<Baseline> DecodeBaseline(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  if (!reader.Byte(version)) {
    return absl::DataLossError("baseline: no version byte");
  }
  if (version != static_cast<uint8_t>(BaselineCodecVersion::kV1)) {
    return absl::DataLossError("baseline: version " + std::to_string(version) +
                               ", this binary reads 1");
  }
  Baseline baseline;
  uint8_t before = 0;
  while (reader.remaining() > 0) {
    uint8_t number = 0;
    uint64_t length = 0;
    std::string_view part;
    if (!reader.Byte(number) || !reader.Varint(length) ||
        !reader.Bytes(length, part)) {
      return absl::DataLossError("baseline: bad length of a histogram");
    }
    if (number <= before) {
      return absl::DataLossError("baseline: attributes not ascending");
    }
    before = number;
    const auto attribute = static_cast<Attribute>(number);
    absl::StatusOr<Histogram> histogram = DecodeHistogram(part);
    if (!histogram.ok()) return OfAttribute(attribute, histogram.status());
    baseline.At(attribute) = *std::move(histogram);
  }
  return baseline;
}

}  // namespace farcall
