// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "scoring/event/event.h"
#include "scoring/event/network_operator.h"

namespace farcall {

// What decided an origin, strongest first.
enum class OriginSource : uint8_t {
  kSupplied = 1,  // the caller gave the country
  kOverride = 2,  // an operator's override list
  kPseudo = 3,    // not an address on the internet: a service, AWS Internal, a
                  // VPC endpoint, a private network
  kDatabase = 4,  // the country database
  kNone = 5,      // nothing knows it: `@unknown`
};

// A point on the earth, as a database gives it.
struct Location {
  double latitude = 0;   // degrees north, -90..90
  double longitude = 0;  // degrees east, -180..180
  double radius_km = 0;  // the address is within it; 0 = not known
};

// Where a call came from. `value` is an ISO country or a pseudo-origin; it is
// never empty, so that no event is lost for want of a country.
struct Origin {
  std::string value = "@unknown";
  std::string city{};  // empty where the database has no cities
  OriginSource source = OriginSource::kNone;
  std::optional<Location> location{};  // where the database has coordinates
  // When the database that gave the country was built, as Unix seconds; 0 = no
  // database gave it, or it does not say.
  int64_t database_build_seconds = 0;
  // The country by the city database, where it differs; otherwise empty.
  std::string city_database_country{};
  // There is an address, and it is in no form that is read.
  bool address_unread = false;
  // Who runs the network of the address, whatever decided `value`.
  NetworkOperator network_operator{};
};

inline constexpr char kOriginUnknown[] = "@unknown";
inline constexpr char kOriginPrivate[] = "@private";
inline constexpr char kOriginInternal[] = "@internal";
inline constexpr char kOriginServicePrefix[] = "@service:";
inline constexpr char kOriginVpcEndpointPrefix[] = "@vpce:";

// An address -> a place, and who runs its network. Thread-safe. Resolves a
// whole batch against one version of the databases.
class OriginResolver {
 public:
  virtual ~OriginResolver() = default;

  // Fills origins[i] for events[i]; the spans have the same size. Cannot fail:
  // what nothing knows is `@unknown`.
  virtual void Resolve(std::span<const Event> events,
                       std::span<Origin> origins) const = 0;
};

}  // namespace farcall
