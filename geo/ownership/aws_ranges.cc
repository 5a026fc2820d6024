// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/aws_ranges.h"

#include <simdjson.h>

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "geo/network/list_lines.h"
#include "geo/ownership/aws_names.h"
#include "text/concat.h"

namespace farcall {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

// Networks of AWS are smaller; a shorter prefix would make it the owner of much
// of the internet.
constexpr int kIpv4BitsMin = 8;
constexpr int kIpv6BitsMin = 16;

int PreferenceOf(std::string_view service) {
  if (service == AwsRanges::kEc2) return 2;
  return service == AwsRanges::kAnyService ? 0 : 1;
}

// A text of an object; nothing if it is not there, or not a text.
std::optional<std::string_view> TextIn(const element& object,
                                       std::string_view field) {
  std::string_view text;
  if (object.at_key(field).get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

absl::Status NoText(std::string_view field) {
  return absl::InvalidArgumentError(Concat({field, ": is no text"}));
}

absl::StatusOr<Prefix> PrefixOf(std::string_view field, std::string_view text,
                                Address::Family family) {
  const absl::StatusOr<Prefix> prefix = Prefix::Parse(text);
  if (!prefix.ok()) {
    return InvalidField(field, text, std::string(prefix.status().message()));
  }
  const bool ipv4 = family == Address::Family::kIpv4;
  if (prefix->network.family != family) {
    return InvalidField(field, text, ipv4 ? "not of IPv4" : "not of IPv6");
  }
  if (prefix->bits < (ipv4 ? kIpv4BitsMin : kIpv6BitsMin)) {
    return InvalidField(field, text, "larger than any network of AWS");
  }
  return prefix;
}

}  // namespace

class AwsRangesReader {
 public:
  static absl::Status Read(const element& document, AwsRanges& ranges) {
    AwsRangesReader reader(ranges);
    absl::Status status = reader.ReadTime(document);
    if (status.ok()) {
      status = reader.ReadRanges(document, "prefixes", "ip_prefix",
                                 Address::Family::kIpv4);
    }
    if (status.ok()) {
      status = reader.ReadRanges(document, "ipv6_prefixes", "ipv6_prefix",
                                 Address::Family::kIpv6);
    }
    return status;
  }

 private:
  explicit AwsRangesReader(AwsRanges& ranges) : ranges_(ranges) {}

  absl::Status ReadTime(const element& document) {
    constexpr std::string_view kField = "createDate";
    constexpr std::string_view kForm = "2026-11-20-17-03-09";
    const auto text = TextIn(document, kField);
    if (!text) return NoText(kField);
    absl::Time time;
    std::string error;
    if (text->size() != kForm.size() ||
        !absl::ParseTime("%Y-%m-%d-%H-%M-%S", std::string(*text), &time,
                         &error) ||
        absl::ToUnixSeconds(time) <= 0) {
      return InvalidField(kField, *text, Concat({"want a time as ", kForm}));
    }
    ranges_.created_seconds_ = absl::ToUnixSeconds(time);
    return absl::OkStatus();
  }

  absl::Status ReadRanges(const element& document, std::string_view list,
                          std::string_view field, Address::Family family) {
    array all;
    if (document.at_key(list).get(all) != simdjson::SUCCESS) {
      return absl::InvalidArgumentError(Concat({list, ": is no list"}));
    }
    size_t number = 0;
    for (const element range : all) {
      const absl::Status status = ReadRange(range, field, family);
      if (!status.ok()) {
        return absl::InvalidArgumentError(
            Concat({list, "[", std::to_string(number), "].",
                    std::string(status.message())}));
      }
      ++number;
    }
    if (number > 0) return absl::OkStatus();
    return absl::InvalidArgumentError(Concat({list, ": is empty"}));
  }

  absl::Status ReadRange(const element& range, std::string_view field,
                         Address::Family family) {
    const auto text = TextIn(range, field);
    if (!text) return NoText(field);
    const absl::StatusOr<Prefix> prefix = PrefixOf(field, *text, family);
    if (!prefix.ok()) return prefix.status();
    const auto service = TextIn(range, "service");
    if (!service) return NoText("service");
    if (!IsAwsRangeService(*service)) {
      return InvalidField("service", *service, "no name of a service");
    }
    const auto region = TextIn(range, "region");
    if (!region) return NoText("region");
    if (!IsAwsRegion(*region)) {
      return InvalidField("region", *region, "no name of a region");
    }
    Add(*prefix, {std::string(*service), std::string(*region)});
    return absl::OkStatus();
  }

  void Add(const Prefix& prefix, AwsRanges::Range range) {
    const auto added = ranges_.ranges_.Add(prefix, range);
    if (PreferenceOf(range.service) > PreferenceOf(added.value.service)) {
      added.value = std::move(range);
    }
  }

  AwsRanges& ranges_;
};

absl::StatusOr<std::shared_ptr<const AwsRanges>> AwsRanges::FromBytes(
    std::string_view bytes, const std::string& name) {
  const auto refused = [&name](std::string_view reason) {
    return absl::InvalidArgumentError(
        Concat({"AWS's ranges ", name, ": ", reason}));
  };
  simdjson::dom::parser parser;
  element document;
  const simdjson::error_code error =
      parser.parse(bytes.data(), bytes.size()).get(document);
  if (error != simdjson::SUCCESS) {
    return refused(Concat({"no JSON: ", simdjson::error_message(error)}));
  }
  auto ranges = std::make_shared<AwsRanges>();
  const absl::Status status = AwsRangesReader::Read(document, *ranges);
  if (!status.ok()) return refused(std::string(status.message()));
  return ranges;
}

}  // namespace farcall
