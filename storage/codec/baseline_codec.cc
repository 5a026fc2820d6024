// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/baseline_codec.h"

#include "absl/functional/function_ref.h"
#include "scoring/records/attribute.h"
#include "storage/codec/byte_coding.h"
#include "storage/codec/histogram_codec.h"

namespace farcall {
namespace {

absl::Status OfAttribute(Attribute attribute, const absl::Status& status) {
  return {status.code(), std::string(AttributeName(attribute)) + " " +
                             std::string(status.message())};
}

absl::Status DataLoss(const char* what, const std::string& why) {
  return absl::DataLossError(std::string(what) + ": " + why);
}

// Calls `take` with each part of what follows `version`.
absl::Status ForEachPart(
    std::string_view bytes, uint8_t version, const char* what,
    absl::FunctionRef<absl::Status(Attribute, std::string_view)> take) {
  ByteReader reader(bytes);
  uint8_t found = 0;
  if (!reader.Byte(found)) return DataLoss(what, "no version byte");
  if (found != version) {
    return DataLoss(what, "version " + std::to_string(found) +
                              ", this binary reads " + std::to_string(version));
  }
  uint8_t before = 0;
  while (reader.remaining() > 0) {
    uint8_t number = 0;
    uint64_t length = 0;
    std::string_view part;
    if (!reader.Byte(number) || !reader.Varint(length) ||
        !reader.Bytes(length, part)) {
      return DataLoss(what, "bad length of a histogram");
    }
    if (number <= before) return DataLoss(what, "attributes not ascending");
    before = number;
    const auto attribute = static_cast<Attribute>(number);
    const absl::Status status = take(attribute, part);
    if (!status.ok()) return OfAttribute(attribute, status);
  }
  return absl::OkStatus();
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
  Baseline baseline;
  absl::Status status = ForEachPart(
      bytes, static_cast<uint8_t>(BaselineCodecVersion::kV1), "baseline",
      [&baseline](Attribute attribute, std::string_view part) {
        absl::StatusOr<Histogram> histogram = DecodeHistogram(part);
        if (!histogram.ok()) return histogram.status();
        baseline.At(attribute) = *std::move(histogram);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return baseline;
}

absl::Status ApplyBaselineChanges(std::string_view bytes, Baseline& baseline) {
  return ForEachPart(bytes, static_cast<uint8_t>(BaselineChangesVersion::kV1),
                     "changes of a baseline",
                     [&baseline](Attribute attribute, std::string_view part) {
                       return ApplyHistogramChanges(part,
                                                    baseline.At(attribute));
                     });
}

}  // namespace farcall
