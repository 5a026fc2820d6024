// SPDX-License-Identifier: Apache-2.0
// Prints what is generated from the code: `configuration` and `metrics` are the
// files in docs/, `exposition` is what Prometheus scrapes from a new server.
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <iostream>
#include <string_view>

#include "server/config_docs.h"
#include "server/metrics.h"
#include "server/metrics_docs.h"

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  if (what == "configuration") {
    std::cout << farcall::ConfigurationMarkdown();
  } else if (what == "metrics") {
    std::cout << farcall::MetricsMarkdown(farcall::Metrics("docs"));
  } else if (what == "exposition") {
    const farcall::Metrics metrics("docs");
    for (const auto& source : metrics.sources()) {
      prometheus::TextSerializer().Serialize(std::cout, source->Collect());
    }
  } else {
    std::cerr << "usage: farcall_print_docs configuration|metrics|exposition\n";
    return 2;
  }
}
