// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "scoring/counts/hashed_text.h"
#include "scoring/counts/histogram.h"
#include "scoring/event/origin.h"

namespace farcall {

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

// One database's answer for a network: its country, or its operator.
struct NetworkAnswer {
  std::string text{};  // kDivided: the database gives the network several
  OperatorKind kind = OperatorKind::kUnknown;  // of an operator
  uint32_t build_seconds = 0;                  // of the newest such database
  int64_t last_period = 0;  // of the newest call with this answer

  static constexpr std::string_view kDivided = "*";
  bool is_divided() const { return text == kDivided; }

  bool operator==(const NetworkAnswer&) const = default;
};

// Coordinates in whole hundredths of a degree and whole kilometres, so that
// every machine keeps the same.
struct NetworkLocation {
  int32_t latitude_hundredths = 0;
  int32_t longitude_hundredths = 0;
  int32_t radius_km = 0;
  uint32_t build_seconds = 0;
  int64_t last_period = 0;

  bool operator==(const NetworkLocation&) const = default;
};

// Another database's answer for a network.
struct OtherAnswer {
  std::string_view value;  // a view into the answers
  int64_t build_seconds = 0;

  bool operator==(const OtherAnswer&) const = default;
};

// Where a network is by the newest answer.
struct NetworkPlace {
  std::string_view country;  // a view into the answers
  Location location{};
};

// What the databases answered for the networks that a principal calls from. Of
// a network's country and of its operator it keeps the answer of the newest
// database, and the newest one of another database that said something else
// (ADR 31). Of its coordinates it keeps the newest.
//
// A database is told from another by its build time alone. What is kept does
// not depend on the order of the events between two databases. An answer goes
// 12 periods of 15 days before the newest call; beyond 1,024 answers those of
// the network go that was called from least recently.
class NetworkAnswers {
 public:
  // The newest answer, and the one before.
  static constexpr size_t kAnswersKept = 2;
  using Answers = absl::InlinedVector<NetworkAnswer, 1>;

  struct Network {
    std::string network{};  // as Attribute::kNetwork
    Answers countries{};    // newest first
    Answers operators{};
    std::optional<NetworkLocation> location{};

    size_t answers() const {
      return countries.size() + operators.size() + (location ? 1 : 0);
    }
    bool operator==(const Network&) const = default;
  };

  bool empty() const { return networks_.empty(); }
  // In no order.
  std::span<const Network> networks() const { return networks_; }

  // Keeps the answers for the event's network. `network` may be empty: nothing
  // is kept. Whether anything changed.
  bool Keep(const HashedText& network, const DatabaseAnswers& said,
            int64_t event_time_seconds);
  // Drops the answers for networks that are not in `networks` any more, as
  // after a principal's hours there were forgotten.
  void ForgetUnseen(const Histogram& networks);

  // The other country of a network that `origin` is in: nothing unless both are
  // answers of country databases with different build times. Nothing either if
  // one database gives the network several countries. A host's block that goes
  // to another operator has not moved: there is nothing then.
  std::optional<OtherAnswer> OtherCountry(const HashedText& network,
                                          const Origin& origin) const;
  // The same of the key of its operator and ASN databases. Nothing if either
  // operator is a host.
  std::optional<OtherAnswer> OtherOperator(const HashedText& network,
                                           const Origin& origin) const;
  // Whether two countries are answers for one and the same network.
  bool AreOfOneNetwork(std::string_view country, std::string_view other) const;
  // Nothing without coordinates, or if one database gave the network several
  // countries.
  std::optional<NetworkPlace> PlaceOf(const HashedText& network) const;

  // From what a store kept; names do not repeat.
  static NetworkAnswers FromNetworks(std::vector<Network> networks);

  bool operator==(const NetworkAnswers& other) const;

 private:
  // nullptr if nothing is kept of it.
  const Network* Find(const HashedText& network) const;
  Network& FindOrAdd(const HashedText& network);
  // Drops answers that are too old, and networks without answers.
  void DropOld();
  void KeepAtMost(size_t answers_max);
  void Rebuild(std::vector<Network> networks);
  int64_t NewestPeriod() const;  // 0 when empty

  std::vector<Network> networks_;
  absl::InlinedVector<uint32_t, 4> hashes_;  // of their names
  int64_t newest_period_ = 0;                // of the answers kept
};

}  // namespace farcall
