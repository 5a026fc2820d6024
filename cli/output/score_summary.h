// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>

#include "farcall/v1/score.pb.h"
#include "formats/text.h"

namespace farcall {

// What became of the records of one run. Each is counted once: scored +
// duplicates + skipped + errors = answered.
struct ScoreSummary {
  uint64_t scored = 0;
  uint64_t duplicates = 0;
  std::map<std::string, uint64_t> skipped_by_reason;
  std::map<std::string, uint64_t> errors_by_field;
  std::map<v1::RiskLevel, uint64_t> by_risk;  // of scored and duplicates
  std::optional<double> score_highest;

  void Count(const v1::EventResult& result);
  uint64_t skipped() const;
  uint64_t errors() const;
  uint64_t answered() const;
  uint64_t AtLeast(v1::RiskLevel risk) const;
};

// What it took.
struct RunFigures {
  uint64_t files = 0;
  double seconds = 0;
  uint64_t reconnections = 0;
  uint64_t batches_resent = 0;
};

// `2 times, 9 batches sent again`
std::string Reconnections(const RunFigures& run);

void WriteSummary(const ScoreSummary& summary, const RunFigures& run,
                  Charset charset, std::ostream& out);

}  // namespace farcall
