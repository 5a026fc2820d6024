// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/options/options.h"
#include "cli/output/call_table.h"
#include "cli/output/score_summary.h"
#include "cli/output/terminal.h"

namespace farcall {

// Puts lines, which come in the order their records were sent in, back into the
// order of the input.
class InputOrder {
 public:
  explicit InputOrder(std::ostream& out) : out_(out) {}

  // `line` of the record `number`; nothing = that record has none.
  void Put(uint64_t number, std::optional<std::string> line);

  // Writes what still waits for a record that will not come.
  void WriteRest();

 private:
  std::ostream& out_;
  uint64_t next_ = 0;
  std::map<uint64_t, std::optional<std::string>> waiting_;
};

// What `farcall score` prints of the results as they come, and at the end.
class ScoreReport {
 public:
  // Tells where a record stands.
  using LocationOfRecord = std::function<std::string(uint64_t number)>;

  ScoreReport(const ScoreOptions& options, const Terminal& terminal,
              LocationOfRecord place);

  void Take(uint64_t number, const v1::EventResult& result);

  // After each batch: whoever reads a pipe should not wait for the next one.
  void Flush();

  void Finish(const RunFigures& run);

  const ScoreSummary& summary() const { return summary_; }

 private:
  bool IsShown(const v1::EventResult& result) const;
  void KeepError(uint64_t number, const v1::EventError& error);
  void TellErrors();

  const ScoreOptions& options_;
  const Terminal& terminal_;
  const LocationOfRecord place_;
  ScoreSummary summary_;
  std::vector<std::string> first_errors_;
  TopCalls top_;
  InputOrder lines_;
};

}  // namespace farcall
