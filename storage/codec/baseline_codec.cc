// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/baseline_codec.h"

#include "absl/functional/function_ref.h"
#include "scoring/attribute.h"
#include "storage/codec/byte_coding.h"
#include "storage/codec/histogram_codec.h"

namespace farcall {
namespace {

absl::Status OfAttribute(Attribute attribute, const absl::Status& status) {
  return {status.code(), std::string(AttributeName(attribute)) + " " +
                             std::string(status.message())};
}

// `version`, and what `encode` makes of each histogram that is not left out.
absl::StatusOr<std::string> EncodeParts(
    uint8_t version, const Baseline& baseline,
    absl::FunctionRef<bool(const Histogram&)> is_left_out,
    absl::FunctionRef<absl::StatusOr<std::string>(const Histogram&)> encode) {
  std::string out(1, static_cast<char>(version));
  for (const auto& [attribute, histogram] : baseline.parts()) {
    if (is_left_out(histogram)) continue;
    const absl::StatusOr<std::string> bytes = encode(histogram);
    if (!bytes.ok()) return OfAttribute(attribute, bytes.status());
    out.push_back(static_cast<char>(attribute));
    AppendVarint(bytes->size(), out);
    out.append(*bytes);
  }
  return out;
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
  return EncodeParts(
      static_cast<uint8_t>(BaselineCodecVersion::kV1), baseline,
      [](const Histogram& histogram) { return histogram.empty(); },
      EncodeHistogram);
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

absl::StatusOr<std::string> EncodeBaselineChanges(const Baseline& baseline) {
  auto bytes = EncodeParts(
      static_cast<uint8_t>(BaselineChangesVersion::kV1), baseline,
      [](const Histogram& histogram) { return histogram.all_stored(); },
      EncodeHistogramChanges);
  if (bytes.ok() && bytes->size() == 1) bytes->clear();  // the version alone
  return bytes;
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
