// SPDX-License-Identifier: Apache-2.0

// An .mmdb file: opened or refused with a reason, and all that it answers is
// sound.
#include <array>

#include "geo/country_database.h"
#include "geo/text.h"
#include "scoring/country_code.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

constexpr auto kAddresses = std::to_array<const char*>(
    {"0.0.0.0", "255.255.255.255", "8.8.8.8", "41.1.1.1", "81.2.69.1",
     "91.1.1.1", "177.1.1.1", "::", "::1", "::81.2.69.1", "2a02:8100::1",
     "2002:5102:4501::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"});

void RequireSoundAnswers(const CountryDatabase& database) {
  if (Printable(database.type()) != database.type()) {
    Broken("the type is not printable");
  }
  if (database.build_epoch_seconds() < 0) Broken("built before 1970");
  for (const char* text : kAddresses) {
    const auto place = database.Lookup(ParseAddress(text).value());
    if (!place) continue;
    if (!IsCountryCode(place->country)) Broken("the country is none");
    if (UsableCity(place->city) != place->city) Broken("a city of no use");
    if (!place->city.empty() && !database.has_cities()) Broken("has cities");
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto database = farcall::CountryDatabase::FromBytes(
      farcall::TextOf(data, size), "fuzz.mmdb");
  if (database.ok()) {
    farcall::RequireSoundAnswers(**database);
  } else if (!absl::IsInvalidArgument(database.status())) {
    farcall::Broken("a database is refused for no fault of its own");
  } else if (!farcall::IsUtf8(
                 std::string_view(database.status().message().data(),
                                  database.status().message().size()))) {
    farcall::Broken("a reason that nobody can read");
  }
  return 0;
}
