// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "scoring/counts/histogram.h"
#include "scoring/event/origin.h"

namespace farcall {

// What the databases answered for the networks that a principal calls from:
// the histogram of Attribute::kAnswers. Of a network's country and of its
// operator it keeps the answer of the newest database, and the newest one of
// another database that said something else (ADR 31). Of its coordinates it
// keeps the newest.
//
// A database is told from another by its build time alone. What is kept does
// not depend on the order of the events between two databases.

// What the databases said of one address. Views into the origin or the record
// it comes from.
struct DatabaseAnswers {
  std::string_view country{};         // empty = no database gave it
  int64_t country_build_seconds = 0;  // Unix seconds
  std::optional<Location> location{};
  std::string_view operator_key{};  // empty = not known
  OperatorKind operator_kind = OperatorKind::kUnknown;
  int64_t operator_build_seconds = 0;  // Unix seconds
};
// Nothing if no database said anything that can be kept.
std::optional<DatabaseAnswers> AnswersOf(const Origin& origin);

// Keeps the answers for the event's network. `network` may be empty: nothing is
// kept. Whether anything changed.
bool KeepAnswers(std::string_view network, const DatabaseAnswers& said,
                 int64_t event_time_seconds, Histogram& answers);

// Drops the answers for networks that are not in `networks` any more, as after
// a principal's hours there were forgotten.
void ForgetUnseen(const Histogram& networks, Histogram& answers);

// Another database's answer for a network.
struct OtherAnswer {
  std::string_view value;  // a view into the histogram
  int64_t build_seconds = 0;

  bool operator==(const OtherAnswer&) const = default;
};

// The other country of a network that `origin` is in: nothing unless both are
// answers of country databases with different build times. Nothing either if
// one database gives the network several countries. A host's block that goes to
// another operator has not moved: there is nothing then.
std::optional<OtherAnswer> OtherCountry(std::string_view network,
                                        const Origin& origin,
                                        const Histogram& answers);
// The same of the key of its operator and ASN databases. Nothing if either
// operator is a host.
std::optional<OtherAnswer> OtherOperator(std::string_view network,
                                         const Origin& origin,
                                         const Histogram& answers);

// Whether two countries are answers for one and the same network.
bool AreOfOneNetwork(std::string_view country, std::string_view other,
                     const Histogram& answers);

// Where a network is by the newest answer.
struct NetworkPlace {
  std::string_view country;  // a view into the histogram
  Location location{};
};
// Nothing without coordinates, or if one database gave the network several
// countries.
std::optional<NetworkPlace> PlaceOfNetwork(std::string_view network,
                                           const Histogram& answers);

}  // namespace farcall
