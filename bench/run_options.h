// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "bench/event_source.h"

namespace farcall::bench {

// What tells the events of one run from another's.
inline void AddRunOptions(EventSource::Options& source, CLI::App& app) {
  app.add_option("--run", source.run,
                 "Number of this run: events of another run have other ids")
      ->required();
  app.add_option("--start", source.start_seconds,
                 "Time of the first event, Unix seconds")
      ->required();
  app.add_option("--events-per-second", source.events_per_second,
                 "In the events' own time")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

}  // namespace farcall::bench
