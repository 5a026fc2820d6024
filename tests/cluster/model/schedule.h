// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/cluster/model/checker.h"
#include "tests/cluster/model/tested_rules.h"

namespace farcall {

// What came of one schedule, or of many.
struct Findings {
  std::array<size_t, kViolations> violations{};  // schedules with each
  size_t schedules_with_any = 0;
  Met met{};

  void Add(const Findings& other);
  // `3 lost, 1 doubled`, or `none`.
  std::string Text() const;
};

// Runs a random schedule of three replicas, their clients, the network and
// faults, some of which take the log with all of its records, always the same
// for a seed. In the end all goes well again, and clients send what has no
// answer until it has one. Adds what happened to `trace`, a line each, unless
// it is null.
Findings RunSchedule(uint64_t seed, Behaviour behaviour,
                     std::vector<std::string>* trace);

}  // namespace farcall
