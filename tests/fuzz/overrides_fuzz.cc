// SPDX-License-Identifier: Apache-2.0

// A geofeed (RFC 8805). What it says of an address or of a VPC endpoint is what
// a search of all its lines finds.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "geo/network/geofeed_line.h"
#include "geo/network/text.h"
#include "geo/overrides.h"
#include "scoring/event/country_code.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

struct Line {
  std::string network;           // as written: a prefix or a VPC endpoint's id
  std::optional<Prefix> prefix;  // none for an endpoint
  std::string city;
};

// The lines of a geofeed that is good.
std::vector<Line> LinesOf(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<Line> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const auto fields = SplitGeofeedLine(text.substr(0, end));
    if (!fields.ok()) Broken("a bad line was taken");
    if (!fields->empty()) {
      const absl::StatusOr<Prefix> prefix = Prefix::Parse(fields->at(0));
      lines.push_back({fields->at(0),
                       prefix.ok() ? std::optional(*prefix) : std::nullopt,
                       fields->size() > 3 ? fields->at(3) : ""});
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool Covers(const Prefix& prefix, const Address& address) {
  return prefix.network.family == address.family &&
         Prefix::Of(address, prefix.bits) == prefix;
}

const Line* Longest(const std::vector<Line>& lines, const Address& address) {
  const Line* longest = nullptr;
  for (const Line& line : lines) {
    if (line.prefix.has_value() && Covers(*line.prefix, address) &&
        (longest == nullptr || line.prefix->bits > longest->prefix->bits)) {
      longest = &line;
    }
  }
  return longest;
}

void RequireSoundPlace(const Overrides::Answer& place) {
  if (!place.origin.starts_with('@') && !IsCountryCode(place.origin)) {
    Broken("an origin that is none");
  }
  if (Printable(place.origin).size() < std::min<size_t>(place.origin.size(), 2))
    Broken("an origin that nobody can read");
  if (UsableCity(place.city) != place.city) Broken("a city of no use");
}

void RequireFound(const Overrides& overrides, const std::vector<Line>& lines,
                  const Address& address) {
  const Overrides::Answer* place = overrides.Find(address);
  const Line* line = Longest(lines, address);
  if ((place == nullptr) != (line == nullptr)) {
    Broken("an address is found in another way than by a search of all lines");
  }
  if (place == nullptr) return;
  RequireSoundPlace(*place);
  if (place->city != line->city) Broken("a shorter prefix wins");
}

void RequireEndpointFound(const Overrides& overrides, const Line& line) {
  const Overrides::Answer* place = overrides.FindEndpoint(line.network);
  if (place == nullptr) Broken("an endpoint is lost");
  RequireSoundPlace(*place);
  if (place->city != line.city) Broken("another endpoint's city");
}

void RequireReadsBack(const Prefix& prefix) {
  const absl::StatusOr<Prefix> again = Prefix::Parse(prefix.ToString());
  if (!again.ok() || *again != prefix) Broken("a prefix reads as another");
  if (ParseAddress(FormatAddress(prefix.network)) != prefix.network) {
    Broken("an address reads as another");
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = farcall::TextOf(data, size);
  const auto overrides = farcall::Overrides::FromBytes(text, "feed.csv");
  if (!overrides.ok()) {
    if (!absl::IsInvalidArgument(overrides.status())) {
      farcall::Broken("refused for no fault of its own");
    }
    return 0;
  }
  const std::vector<farcall::Line> lines = farcall::LinesOf(text);
  if (lines.size() != (*overrides)->size()) farcall::Broken("a line is lost");
  for (const farcall::Line& line : lines) {
    if (!line.prefix.has_value()) {
      farcall::RequireEndpointFound(**overrides, line);
      continue;
    }
    farcall::RequireReadsBack(*line.prefix);
    farcall::Address last = line.prefix->network;
    farcall::RequireFound(**overrides, lines, last);
    last.bytes[static_cast<size_t>(last.bits()) / 8 - 1] |= 1;
    farcall::RequireFound(**overrides, lines, last);
  }
  for (const char* address : {"0.0.0.0", "5.1.2.3", "::", "2a02::1"}) {
    farcall::RequireFound(**overrides, lines,
                          farcall::ParseAddress(address).value());
  }
  return 0;
}
