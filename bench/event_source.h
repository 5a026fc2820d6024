// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "farcall/v1/event.pb.h"

namespace farcall::bench {

// Whom the made-up calls are by.
enum class Skew {
  kZipf,          // the n-th principal calls about 1/n as often as the first
  kUniform,       // all alike
  kHotPrincipal,  // every second call is by one of them, the others alike
  kHotCommand,    // every second call is of one command, principals alike
};

// What one made-up call is; the texts of an event are made from it.
struct Call {
  uint64_t number = 0;     // of the run, from 0
  uint64_t principal = 0;  // from 0
  uint32_t command = 0;    // from 0 to below kCommands
  uint32_t country = 0;    // from 0 to below kCountries
  uint32_t network = 0;    // from 0 to 255, within the country
  bool fails = false;
  int64_t time_seconds = 0;
};

inline constexpr uint32_t kCommands = 100;
inline constexpr uint32_t kCountries = 20;

// Made-up API calls of an organisation, for benchmarks: principals with a home
// country, a job of twelve commands and a few networks; one call in fifty comes
// from elsewhere, one in thirty fails. The same options make the same events.
class EventSource {
 public:
  struct Options {
    uint64_t principals = 10'000;  // > 0
    Skew skew = Skew::kZipf;
    // Of sources with different runs no two events have the same id.
    uint64_t run = 0;
    int64_t start_seconds = 0;
    // In the events' own time; few let long histories grow quickly. > 0
    double events_per_second = 10;
    // Every principal once, in order, before anything else.
    bool everybody_first = false;
    // Number of the first event: what a source before this one has made.
    uint64_t first = 0;
  };

  explicit EventSource(const Options& options);

  Call Next();

 private:
  uint64_t NextPrincipal();
  uint32_t NextCommand(uint64_t principal);

  const Options options_;
  std::mt19937_64 random_;
  uint64_t made_;
};

// Names of what a call has.
std::string EventIdOf(uint64_t run, const Call& call);
std::string PrincipalOf(const Call& call);
std::string AccountOf(const Call& call);
std::string_view ServiceOf(const Call& call);  // s3
std::string_view ActionOf(const Call& call);   // GetObject
std::string AddressOf(const Call& call);
std::string_view CountryOf(const Call& call);
std::string_view UserAgentOf(const Call& call);

// The call as fields, and as the CloudTrail record that AWS would deliver.
void MakeEvent(uint64_t run, const Call& call, v1::Event& event);
std::string MakeRecord(uint64_t run, const Call& call);

}  // namespace farcall::bench
