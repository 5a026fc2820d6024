// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <string>

#include "farcall/v1/baseline_service.pb.h"
#include "formats/text.h"

namespace farcall {

// A horizontal bar of at most `width` columns for `part` (0 to 1) of it; with
// kUtf8 to an eighth of a column. What is not zero is never invisible.
std::string HorizontalBar(double part, size_t width, Charset charset);

struct ChartOptions {
  size_t width = 0;  // columns; 0 = 100
  size_t top = 20;   // values of each histogram
  Charset charset = Charset::kAscii;
};

// Draws a baseline: what it is, and one bar for each value of each histogram.
void WriteBaselineChart(const v1::Baseline& baseline,
                        const ChartOptions& options, std::ostream& out);

}  // namespace farcall
