// SPDX-License-Identifier: Apache-2.0
#include "cli/output/score_summary.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_format.h"
#include "formats/names.h"
#include "text/count.h"

namespace farcall {
namespace {

constexpr size_t kLabelWidth = 12;
constexpr size_t kNumberWidth = 11;

uint64_t Total(const std::map<std::string, uint64_t>& counts) {
  uint64_t total = 0;
  for (const auto& [name, count] : counts) total += count;
  return total;
}

// `DIGEST 24, INSIGHTS 6`, the largest first.
std::string Breakdown(const std::map<std::string, uint64_t>& counts,
                      Charset charset) {
  std::vector<std::pair<std::string, uint64_t>> sorted(counts.begin(),
                                                       counts.end());
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [name, count] : sorted) {
    if (!text.empty()) text += ", ";
    text += Printable(name, charset) + " " + WithThousands(count);
  }
  return text;
}

std::string Risks(const ScoreSummary& summary) {
  std::string text;
  for (int number = v1::RISK_LEVEL_CRITICAL; number >= v1::RISK_LEVEL_NONE;
       --number) {
    const auto risk = static_cast<v1::RiskLevel>(number);
    const auto found = summary.by_risk.find(risk);
    const uint64_t count = found == summary.by_risk.end() ? 0 : found->second;
    if (!text.empty()) text += ", ";
    text += Name(risk) + " " + WithThousands(count);
  }
  return text;
}

void WriteCount(const std::string& label, uint64_t count,
                const std::string& more, std::ostream& out) {
  out << PadRight(label, kLabelWidth)
      << PadLeft(WithThousands(count), kNumberWidth)
      << (more.empty() ? "" : "   ") << more << '\n';
}

}  // namespace

void ScoreSummary::Count(const v1::EventResult& result) {
  switch (result.outcome_case()) {
    case v1::EventResult::kScore:
      ++(result.duplicate() ? duplicates : scored);
      ++by_risk[result.score().risk_level()];
      score_highest =
          std::max(score_highest.value_or(0), result.score().score());
      return;
    case v1::EventResult::kSkipped:
      ++skipped_by_reason[Name(result.skipped())];
      return;
    case v1::EventResult::kError:
      ++errors_by_field[result.error().field()];
      return;
    case v1::EventResult::OUTCOME_NOT_SET:
      ++errors_by_field["(no outcome)"];
      return;
  }
}

uint64_t ScoreSummary::skipped() const { return Total(skipped_by_reason); }

uint64_t ScoreSummary::errors() const { return Total(errors_by_field); }

uint64_t ScoreSummary::answered() const {
  return scored + duplicates + skipped() + errors();
}

uint64_t ScoreSummary::AtLeast(v1::RiskLevel risk) const {
  uint64_t count = 0;
  for (auto level = by_risk.lower_bound(risk); level != by_risk.end();
       ++level) {
    count += level->second;
  }
  return count;
}

std::string Reconnections(const RunFigures& run) {
  return Count(run.reconnections, "time") + ", " +
         (run.batches_resent == 1
              ? "1 batch"
              : WithThousands(run.batches_resent) + " batches") +
         " sent again";
}

void WriteSummary(const ScoreSummary& summary, const RunFigures& run,
                  Charset charset, std::ostream& out) {
  const double rate =
      run.seconds > 0 ? static_cast<double>(summary.answered()) / run.seconds
                      : 0;
  WriteCount("read", summary.answered(),
             absl::StrFormat("records of %s in %.1f s, %s events/s",
                             Count(run.files, "file"), run.seconds,
                             WithThousands(static_cast<uint64_t>(rate))),
             out);
  WriteCount("scored", summary.scored, "", out);
  WriteCount("duplicates", summary.duplicates,
             summary.duplicates > 0 ? "counted before" : "", out);
  WriteCount("skipped", summary.skipped(),
             Breakdown(summary.skipped_by_reason, charset), out);
  WriteCount("errors", summary.errors(),
             Breakdown(summary.errors_by_field, charset), out);
  out << PadRight("risk", kLabelWidth) << Risks(summary) << '\n';
  if (run.reconnections > 0) {
    out << PadRight("reconnected", kLabelWidth) << Reconnections(run) << '\n';
  }
}

}  // namespace farcall
