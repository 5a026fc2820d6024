// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace farcall {

class Metrics;

// docs/metrics.md, from what `metrics` exports.
std::string MetricsMarkdown(const Metrics& metrics);

}  // namespace farcall
