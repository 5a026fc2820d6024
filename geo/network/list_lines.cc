// SPDX-License-Identifier: Apache-2.0
#include "geo/network/list_lines.h"

#include <algorithm>
#include <utility>

#include "geo/network/geofeed_line.h"
#include "geo/network/text.h"
#include "text/concat.h"
#include "text/shown_text.h"
#include "text/utf8.h"

namespace farcall {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

absl::Status TakeLine(std::string_view text, size_t line, TakeEntry take) {
  if (text.size() > kListLineBytesMax) {
    return absl::InvalidArgumentError(std::to_string(text.size()) +
                                      " bytes, the limit is " +
                                      std::to_string(kListLineBytesMax));
  }
  absl::StatusOr<std::vector<std::string>> fields = SplitGeofeedLine(text);
  if (!fields.ok()) return fields.status();
  return fields->empty() ? absl::OkStatus() : take(*std::move(fields), line);
}

}  // namespace

absl::Status ForEachEntry(std::string_view bytes, const std::string& list,
                          TakeEntry take) {
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  for (size_t line = 1; !bytes.empty(); ++line) {
    const size_t end = std::min(bytes.find('\n'), bytes.size());
    const absl::Status taken = TakeLine(bytes.substr(0, end), line, take);
    if (!taken.ok()) {
      return absl::InvalidArgumentError(
          Concat({list, ", line ", std::to_string(line), ": ",
                  std::string(taken.message())}));
    }
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return absl::OkStatus();
}

absl::Status InvalidField(std::string_view field, std::string_view value,
                          std::string_view reason) {
  return absl::InvalidArgumentError(
      Concat({field, " \"", Printable(value), "\": ", reason}));
}

absl::Status GivenBefore(std::string_view field, std::string_view value,
                         size_t line) {
  return InvalidField(field, value,
                      "already given in line " + std::to_string(line));
}

absl::StatusOr<Prefix> ParsePrefixField(std::string_view value) {
  const absl::StatusOr<Prefix> prefix = Prefix::Parse(value);
  if (prefix.ok()) return prefix;
  return InvalidField("prefix", value, std::string(prefix.status().message()));
}

absl::Status CheckTextField(std::string_view field, std::string_view value,
                            size_t bytes_max) {
  if (value.size() <= bytes_max && IsUtf8(value) &&
      std::ranges::none_of(value, IsControl)) {
    return absl::OkStatus();
  }
  return InvalidField(
      field, value,
      Concat({"want UTF-8 of at most ", std::to_string(bytes_max),
              " bytes, without control characters"}));
}

}  // namespace farcall
