// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/baseline_codec.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "scoring/records/attribute.h"
#include "storage/codec/byte_coding.h"
#include "storage/codec/record/histogram_codec.h"
#include "storage/codec/record/part_codec.h"

namespace farcall {
namespace {

absl::Status OfPart(uint8_t number, const absl::Status& status) {
  const auto part = RecordPartOf(number);
  const std::string_view name =
      part ? RecordPartName(*part)
           : AttributeName(static_cast<Attribute>(number));
  return {status.code(),
          std::string(name) + " " + std::string(status.message())};
}

absl::Status DataLoss(const char* what, const std::string& why) {
  return absl::DataLossError(std::string(what) + ": " + why);
}

// Calls `take` with each part of what follows `version`.
absl::Status ForEachPart(
    std::string_view bytes, uint8_t version, const char* what,
    absl::FunctionRef<absl::Status(uint8_t, std::string_view)> take) {
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
    const absl::Status status = take(number, part);
    if (!status.ok()) return OfPart(number, status);
  }
  return absl::OkStatus();
}

// The encoded parts that are not empty, by number.
absl::StatusOr<std::map<uint8_t, std::string>> EncodeParts(
    const Baseline& baseline) {
  std::map<uint8_t, std::string> parts;
  const auto add = [&parts](uint8_t number, absl::StatusOr<std::string> bytes) {
    if (!bytes.ok()) return OfPart(number, bytes.status());
    parts.emplace(number, *std::move(bytes));
    return absl::OkStatus();
  };
  for (const auto& [attribute, histogram] : baseline.habits()) {
    if (histogram.empty()) continue;
    absl::Status added =
        add(static_cast<uint8_t>(attribute), EncodeHistogram(histogram));
    if (!added.ok()) return added;
  }
  for (const RecordPart part : kRecordParts) {
    const std::vector<ValueCount> values = ValuesOf(part, baseline);
    if (values.empty()) continue;
    absl::Status added = add(static_cast<uint8_t>(part), EncodeValues(values));
    if (!added.ok()) return added;
  }
  return parts;
}

}  // namespace

absl::StatusOr<std::string> EncodeBaseline(const Baseline& baseline) {
  const auto parts = EncodeParts(baseline);
  if (!parts.ok()) return parts.status();
  std::string out(1, static_cast<char>(BaselineCodecVersion::kV1));
  for (const auto& [number, bytes] : *parts) {
    out.push_back(static_cast<char>(number));
    AppendVarint(bytes.size(), out);
    out.append(bytes);
  }
  return out;
}

absl::StatusOr<Baseline> DecodeBaseline(std::string_view bytes) {
  Baseline baseline;
  absl::Status status = ForEachPart(
      bytes, static_cast<uint8_t>(BaselineCodecVersion::kV1), "baseline",
      [&baseline](uint8_t number, std::string_view bytes_of_part) {
        absl::StatusOr<std::vector<ValueCount>> values =
            DecodeValues(bytes_of_part);
        if (!values.ok()) return values.status();
        if (const auto part = RecordPartOf(number)) {
          return SetValues(*part, *std::move(values), baseline);
        }
        baseline.At(static_cast<Attribute>(number)) =
            Histogram::FromValues(*std::move(values));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return baseline;
}

absl::Status ApplyBaselineChanges(std::string_view bytes, Baseline& baseline) {
  return ForEachPart(
      bytes, static_cast<uint8_t>(BaselineChangesVersion::kV1),
      "changes of a baseline",
      [&baseline](uint8_t number, std::string_view bytes_of_part) {
        const auto part = RecordPartOf(number);
        if (!part) {
          return ApplyHistogramChanges(
              bytes_of_part, baseline.At(static_cast<Attribute>(number)));
        }
        Histogram changed = Histogram::FromValues(ValuesOf(*part, baseline));
        absl::Status applied = ApplyHistogramChanges(bytes_of_part, changed);
        if (!applied.ok()) return applied;
        const auto& values = changed.values();
        return SetValues(*part, {values.begin(), values.end()}, baseline);
      });
}

}  // namespace farcall
