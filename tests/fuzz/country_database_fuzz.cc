// SPDX-License-Identifier: Apache-2.0

// An .mmdb file, read as a country, a city and an ASN database: opened or
// refused with a reason, and all that it answers is sound.
#include <array>
#include <cmath>

#include "geo/database/city_database.h"
#include "geo/database/country_database.h"
#include "geo/database/operator_database.h"
#include "geo/network/text.h"
#include "scoring/event/country_code.h"
#include "tests/fuzz/property.h"
#include "text/utf8.h"

namespace farcall {
namespace {

constexpr auto kAddresses = std::to_array<const char*>(
    {"0.0.0.0", "255.255.255.255", "8.8.8.8", "41.1.1.1", "81.2.69.1",
     "91.1.1.1", "177.1.1.1", "::", "::1", "::81.2.69.1", "2a02:8100::1",
     "2002:5102:4501::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"});

void RequireSoundAnswer(const CountryDatabase& database,
                        const Address& address) {
  const auto place = database.Lookup(address);
  if (!place) return;
  if (!IsCountryCode(place->country)) Broken("the country is none");
  if (UsableCity(place->city) != place->city) Broken("a city of no use");
  if (!place->city.empty() && !database.has_cities()) Broken("has cities");
  if (!place->location) return;
  if (!database.has_locations()) Broken("has locations");
  const Location& at = *place->location;
  if (!(std::abs(at.latitude) <= 90)) Broken("a latitude out of range");
  if (!(std::abs(at.longitude) <= 180)) Broken("a longitude out of range");
  if (!(at.radius_km >= 0 && std::isfinite(at.radius_km))) {
    Broken("a radius of no use");
  }
}

// Its answers are those of a country database.
void RequireSoundAnswer(const CityDatabase& database, const Address& address) {
  const auto place = database.Lookup(address);
  if (place && !IsCountryCode(place->country)) Broken("the country is none");
}

void RequireSoundAnswer(const OperatorDatabase& database,
                        const Address& address) {
  const auto found = database.Lookup(address);
  if (!found) return;
  if (found->as_number == 0 || found->key.empty())
    Broken("an operator of none");
  if (found->kind == OperatorKind::kUnknown) Broken("an operator of no kind");
  if (UsableOrganisation(found->organisation) != found->organisation) {
    Broken("a name of no use");
  }
}

template <typename Database>
void RequireSoundAnswers(const Database& database) {
  if (Printable(database.type()) != database.type()) {
    Broken("the type is not printable");
  }
  if (database.build_epoch_seconds() < 0) Broken("built before 1970");
  for (const char* text : kAddresses) {
    RequireSoundAnswer(database, ParseAddress(text).value());
  }
}

template <typename Database>
void RequireSound(std::string_view bytes) {
  const auto database = Database::FromBytes(bytes, "fuzz.mmdb");
  if (database.ok()) {
    RequireSoundAnswers(**database);
  } else if (!absl::IsInvalidArgument(database.status())) {
    Broken("a database is refused for no fault of its own");
  } else if (!IsUtf8({database.status().message().data(),
                      database.status().message().size()})) {
    Broken("a reason that nobody can read");
  }
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes = farcall::TextOf(data, size);
  farcall::RequireSound<farcall::CountryDatabase>(bytes);
  farcall::RequireSound<farcall::CityDatabase>(bytes);
  farcall::RequireSound<farcall::OperatorDatabase>(bytes);
  return 0;
}
