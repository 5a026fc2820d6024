// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "scoring/counts/hashed_text.h"
#include "scoring/event/event.h"
#include "scoring/event/origin.h"

namespace farcall {

// Which property of the events a histogram counts. The table of attribute.cc
// has a row for each. On disk: never renumber (docs/storage_format.md).
enum class Attribute : uint8_t {
  kNone = 0,
  kCountry = 1,    // the origin: a country or a pseudo-origin
  kCity = 2,       // the origin's city, `DE/Berlin`
  kCommand = 3,    // `service:EventName`
  kService = 4,    // the service of the command
  kErrorCode = 5,  // of calls that failed
  kTool = 6,       // the program behind the user agent, without its version
  kNetwork = 7,    // the network of the address: IPv4 /24, IPv6 /48
  kFailures = 8,   // calls that failed, by quarter of an hour
  // 9, 10, 11 and 13 are other parts of a record (baseline_codec.h).
  kOperator = 12,  // the firm that runs the network of the address, by its key
  // An EC2 instance and where it calls from (instance_site.h).
  kInstanceSite = 14,
  kRegion = 15,  // AWS's region that was called
};

inline constexpr size_t kAttributeEnd = 16;  // above all numbers
inline constexpr std::array kAttributes = {
    Attribute::kCountry,      Attribute::kCity,      Attribute::kCommand,
    Attribute::kService,      Attribute::kErrorCode, Attribute::kTool,
    Attribute::kNetwork,      Attribute::kFailures,  Attribute::kOperator,
    Attribute::kInstanceSite, Attribute::kRegion};

// In APIs and logs: `error_code`.
std::string_view AttributeName(Attribute attribute);

// Whether the values of an attribute are an entity's habits, to be shown and
// judged; else they are kept by time or by place for the detectors' own use.
bool IsHabit(Attribute attribute);

// The habits that say where a principal calls from. Peers learn them from a
// principal that calls from there on a second day, and a verdict takes them
// back from the peers.
inline constexpr std::array kPlaces = {Attribute::kCountry,
                                       Attribute::kOperator};
constexpr bool IsPlace(Attribute attribute) {
  return std::ranges::find(kPlaces, attribute) != kPlaces.end();
}

// Texts that must live as long as what points to them.
class Texts {
 public:
  std::string_view Keep(std::string text) {
    return texts_.emplace_back(std::move(text));
  }
  // The tools of a user agent (tool.h), of a call by AWS and of another one:
  // worked out once for those that repeat; `user_agent` must live as long.
  struct Tools {
    std::string_view by_aws{};
    std::string_view by_others{};
  };
  Tools ToolsOf(std::string_view user_agent);

 private:
  std::deque<std::string> texts_;
  absl::flat_hash_map<HashedText, Tools, KeptHash> tools_;  // by user agent
};

// What an event has of an attribute; empty = nothing: it is neither counted nor
// judged for it. Points into the event, the origin or `texts`.
std::string_view ValueOf(Attribute attribute, const Event& event,
                         const Origin& origin, Texts& texts);

}  // namespace farcall
