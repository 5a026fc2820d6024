// SPDX-License-Identifier: Apache-2.0
#include "bench/latencies.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace farcall::bench {

void Latencies::Add(const Latencies& other) {
  seconds_.insert(seconds_.end(), other.seconds_.begin(), other.seconds_.end());
}

double Latencies::Quantile(double share) {
  if (seconds_.empty()) return 0;
  const double rank = std::ceil(share * static_cast<double>(seconds_.size()));
  const size_t index = static_cast<size_t>(std::max(1.0, rank)) - 1;
  const auto nth = seconds_.begin() + static_cast<std::ptrdiff_t>(index);
  std::nth_element(seconds_.begin(), nth, seconds_.end());
  return *nth;
}

std::string Latencies::Json() {
  std::ostringstream json;
  json << "{\"p50\":" << 1000 * Quantile(0.5)
       << ",\"p99\":" << 1000 * Quantile(0.99)
       << ",\"p99.9\":" << 1000 * Quantile(0.999)
       << ",\"max\":" << 1000 * Quantile(1) << "}";
  return json.str();
}

}  // namespace farcall::bench
