// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/score_report.h"

#include <utility>

#include "cli/output/json_output.h"
#include "text/count.h"

namespace farcall {
namespace {

constexpr size_t kErrorsTold = 5;

}  // namespace

void InputOrder::Put(uint64_t number, std::optional<std::string> line) {
  waiting_.emplace(number, std::move(line));
  while (!waiting_.empty() && waiting_.begin()->first == next_) {
    const std::optional<std::string>& first = waiting_.begin()->second;
    if (first.has_value()) out_ << *first << '\n';
    waiting_.erase(waiting_.begin());
    ++next_;
  }
}

void InputOrder::WriteRest() {
  for (const auto& [number, line] : waiting_) {
    if (line.has_value()) out_ << *line << '\n';
  }
  waiting_.clear();
}

ScoreReport::ScoreReport(const ScoreOptions& options, const Terminal& terminal,
                         LocationOfRecord place)
    : options_(options),
      terminal_(terminal),
      place_(std::move(place)),
      top_(options.top),
      lines_(terminal.out) {}

void ScoreReport::Take(uint64_t number, const v1::EventResult& result) {
  summary_.Count(result);
  if (options_.format == OutputFormat::kText) {
    if (IsShown(result)) top_.Offer(result);
    if (result.has_error()) KeepError(number, result.error());
    return;
  }
  lines_.Put(number, IsShown(result) ? std::optional(ResultLine(result))
                                     : std::nullopt);
}

void ScoreReport::Flush() {
  if (options_.format == OutputFormat::kJson) terminal_.out.flush();
}

void ScoreReport::Finish(const RunFigures& run) {
  if (options_.format == OutputFormat::kJson) {
    lines_.WriteRest();
    if (run.reconnections > 0) {
      terminal_.Error("reconnected " + Reconnections(run));
    }
  } else {
    TellErrors();
    if (!top_.calls().empty()) {
      WriteCallTable(top_.calls(), terminal_.width, terminal_.charset,
                     terminal_.out);
      terminal_.out << '\n';
    }
    WriteSummary(summary_, run, terminal_.charset, terminal_.out);
  }
  terminal_.out.flush();
}

void ScoreReport::KeepError(uint64_t number, const v1::EventError& error) {
  if (first_errors_.size() == kErrorsTold) return;
  first_errors_.push_back(place_(number) + ": " + error.field() + ": " +
                          error.message());
}

void ScoreReport::TellErrors() {
  for (const std::string& error : first_errors_) terminal_.Error(error);
  const uint64_t untold = summary_.errors() - first_errors_.size();
  if (untold > 0) {
    terminal_.Error(Count(untold, "more record") +
                    " with errors (--format ndjson shows all)");
  }
}

bool ScoreReport::IsShown(const v1::EventResult& result) const {
  if (!options_.risk_min.has_value()) return true;
  return result.has_score() &&
         result.score().risk_level() >= *options_.risk_min;
}

}  // namespace farcall
