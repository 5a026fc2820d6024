// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/collectable.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace farcall {

// One series' value at one moment.
struct MetricSample {
  enum class Type { kCounter, kGauge };

  std::string name;
  std::string help;
  Type type = Type::kGauge;
  std::vector<std::pair<std::string, std::string>> labels;  // name, value
  double value = 0;
};

// Figures that others keep, such as RocksDB's: asked for at each scrape, so
// that this folder's metrics need not know where they come from.
class SampledMetrics final : public prometheus::Collectable {
 public:
  using Source = std::function<std::vector<MetricSample>()>;

  // `source` is called from any thread, one call at a time or more.
  explicit SampledMetrics(Source source);

  // Samples of one name make one family; help and type are its first one's.
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  Source source_;
};

}  // namespace farcall
