// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/sampled_metrics.h"

#include <prometheus/metric_family.h>

#include <algorithm>

namespace farcall {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily& FamilyOf(const MetricSample& sample,
                       std::vector<MetricFamily>& families) {
  const auto found =
      std::ranges::find(families, sample.name, &MetricFamily::name);
  if (found != families.end()) return *found;
  const MetricType type = sample.type == MetricSample::Type::kCounter
                              ? MetricType::Counter
                              : MetricType::Gauge;
  return families.emplace_back(
      MetricFamily{sample.name, sample.help, type, {}});
}

prometheus::ClientMetric MetricOf(const MetricSample& sample) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : sample.labels) {
    metric.label.push_back({name, value});
  }
  metric.counter.value = sample.value;
  metric.gauge.value = sample.value;
  return metric;
}

}  // namespace

SampledMetrics::SampledMetrics(Source source) : source_(std::move(source)) {}

std::vector<MetricFamily> SampledMetrics::Collect() const {
  std::vector<MetricFamily> families;
  for (const MetricSample& sample : source_()) {
    FamilyOf(sample, families).metric.push_back(MetricOf(sample));
  }
  return families;
}

}  // namespace farcall
