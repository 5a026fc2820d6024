// SPDX-License-Identifier: Apache-2.0
#include "server/telemetry/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/registry.h>

#include <utility>

#include "server/telemetry/metric_series.h"
#include "server/telemetry/process_metrics.h"

namespace farcall {
namespace {

using prometheus::Counter;
using prometheus::Histogram;
using prometheus::Registry;

Histogram& AddStoreOperation(Registry& registry, const char* operation) {
  return AddHistogram(
      registry, "farcall_store_operation_seconds",
      "Time of one operation of the store: read = look up a batch's "
      "histograms, write = commit its changes, sync = make them durable.",
      StepBuckets(), {{"operation", operation}});
}

Counter& AddReload(Registry& registry, const char* outcome) {
  return AddCounter(registry, "farcall_geo_reloads_total",
                    "Reloads of the country, city or ASN databases, the "
                    "overrides or a list for findings after a change. On "
                    "failure the old one stays in use.",
                    {{"outcome", outcome}});
}

}  // namespace

StoreMetrics::StoreMetrics(Registry& registry)
    : read_seconds(AddStoreOperation(registry, "read")),
      write_seconds(AddStoreOperation(registry, "write")),
      sync_seconds(AddStoreOperation(registry, "sync")) {}

GeoMetrics::GeoMetrics(Registry& registry)
    : resolve_seconds(AddHistogram(registry, "farcall_geo_resolve_seconds",
                                   "Time to resolve the origins of one batch.",
                                   StepBuckets())),
      database_build_timestamp_seconds(AddGauge(
          registry, "farcall_geo_database_build_timestamp_seconds",
          "When the country database in use was built, in Unix time; 0 "
          "= there is none.")),
      asn_database_build_timestamp_seconds(AddGauge(
          registry, "farcall_geo_asn_database_build_timestamp_seconds",
          "When the ASN database in use was built, in Unix time; 0 = there is "
          "none.")),
      city_database_build_timestamp_seconds(AddGauge(
          registry, "farcall_geo_city_database_build_timestamp_seconds",
          "When the city database in use was built, of two the older one, in "
          "Unix time; 0 = there is none.")),
      aws_ip_ranges_created_timestamp_seconds(AddGauge(
          registry, "farcall_aws_ip_ranges_created_timestamp_seconds",
          "When AWS made the list of its addresses in use, in Unix time; 0 = "
          "there is none.")),
      reload_success(AddReload(registry, "success")),
      reload_failure(AddReload(registry, "failure")) {}

Metrics::Metrics(std::string_view version)
    : registry_(std::make_shared<Registry>()),
      rpc(*registry_),
      forwarding(*registry_, rpc),
      auth(*registry_),
      events(*registry_),
      batches(*registry_),
      findings(*registry_),
      feedback(*registry_),
      store(*registry_),
      geo(*registry_),
      self_test(*registry_),
      ready(AddGauge(*registry_, "farcall_ready",
                     "1 while the server's health is SERVING, otherwise 0.")),
      sources_{registry_, std::make_shared<ProcessMetrics>()} {
  AddGauge(*registry_, "farcall_build_info",
           "Always 1; the labels tell what is running.",
           {{"version", std::string(version)}, {"compiler", __VERSION__}})
      .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::AddSource(std::shared_ptr<prometheus::Collectable> source) {
  sources_.push_back(std::move(source));
}

}  // namespace farcall
