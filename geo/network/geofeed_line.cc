// SPDX-License-Identifier: Apache-2.0
#include "geo/network/geofeed_line.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"

namespace farcall {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view TrimStart(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

std::string_view Trim(std::string_view text) {
  text = TrimStart(text);
  return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

// Takes a quoted field off the front of `rest`; false if its quote stays open.
bool TakeQuoted(std::string_view& rest, std::string& field) {
  for (size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != '"') {
      field += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
      field += rest[i++];
    } else {
      rest = TrimStart(rest.substr(i + 1));
      return true;
    }
  }
  return false;
}

void TakeBare(std::string_view& rest, std::string& field) {
  const size_t end = std::min(rest.find_first_of(",#"), rest.size());
  field = Trim(rest.substr(0, end));
  rest.remove_prefix(end);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> SplitGeofeedLine(
    std::string_view line) {
  std::vector<std::string> fields;
  std::string_view rest = TrimStart(line);
  if (rest.empty() || rest.front() == '#') return fields;
  while (true) {
    std::string field;
    if (!rest.starts_with('"')) {
      TakeBare(rest, field);
    } else if (!TakeQuoted(rest, field)) {
      return absl::InvalidArgumentError("a quote is not closed");
    }
    fields.push_back(std::move(field));
    if (rest.empty() || rest.front() == '#') return fields;
    if (rest.front() != ',') {
      return absl::InvalidArgumentError("text after a closing quote");
    }
    rest = TrimStart(rest.substr(1));
  }
}

}  // namespace farcall
