// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/labels.h>
#include <prometheus/registry.h>

#include <array>
#include <cstddef>

#include "server/telemetry/metrics.h"

namespace farcall {

// Each adds a series to a registry, and its family with the first series. For
// the constructors that metrics.h declares.

using Buckets = prometheus::Histogram::BucketBoundaries;

inline const Buckets& CallBuckets() {
  static const Buckets kBuckets = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                   0.25,  0.5,    1,     2.5,  5,     10};
  return kBuckets;
}

// For what takes a part of a batch's time.
inline const Buckets& StepBuckets() {
  static const Buckets kBuckets = {0.00005, 0.0001, 0.00025, 0.0005, 0.001,
                                   0.0025,  0.005,  0.01,    0.025,  0.05,
                                   0.1,     0.25,   0.5,     1,      2.5};
  return kBuckets;
}

inline prometheus::Counter& AddCounter(prometheus::Registry& registry,
                                       const char* name, const char* help,
                                       const prometheus::Labels& labels = {}) {
  return prometheus::BuildCounter()
      .Name(name)
      .Help(help)
      .Register(registry)
      .Add(labels);
}

inline prometheus::Gauge& AddGauge(prometheus::Registry& registry,
                                   const char* name, const char* help,
                                   const prometheus::Labels& labels = {}) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(
      labels);
}

inline prometheus::Histogram& AddHistogram(
    prometheus::Registry& registry, const char* name, const char* help,
    const Buckets& buckets, const prometheus::Labels& labels = {}) {
  return prometheus::BuildHistogram()
      .Name(name)
      .Help(help)
      .Register(registry)
      .Add(labels, buckets);
}

// The labels of one enum's values, in the order of their numbers.
template <typename Enum>
using LabelValues = std::array<const char*, Tally<Enum>::kSize>;

template <typename Enum>
CountersBy<Enum> AddCounters(prometheus::Registry& registry, const char* name,
                             const char* help, const char* label,
                             const LabelValues<Enum>& values) {
  typename CountersBy<Enum>::Counters counters{};
  for (size_t i = 0; i < values.size(); ++i) {
    counters[i] = &AddCounter(registry, name, help, {{label, values[i]}});
  }
  return CountersBy<Enum>(counters);
}

}  // namespace farcall
