// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace farcall::bench {

// Seconds that calls took.
class Latencies {
 public:
  void Add(double seconds) { seconds_.push_back(seconds); }
  void Add(const Latencies& other);
  size_t size() const { return seconds_.size(); }

  // The least that `share` (0..1] of them do not exceed (nearest rank); 0 if
  // there are none.
  double Quantile(double share);

  // {"p50":1.2,"p99":...,"p99.9":...,"max":...} in milliseconds.
  std::string Json();

 private:
  std::vector<double> seconds_;
};

}  // namespace farcall::bench
