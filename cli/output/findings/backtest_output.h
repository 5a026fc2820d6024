// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "farcall/v1/backtest.pb.h"
#include "formats/text.h"

namespace farcall {

// The totals, the days with alerts as a chart, and the lists of alerts and
// findings that are not empty.
void WriteBacktest(const v1::BacktestResponse& backtest, size_t width,
                   Charset charset, std::ostream& out);

// The same as one JSON document, without its last newline.
std::string BacktestDocument(const v1::BacktestResponse& backtest);

}  // namespace farcall
