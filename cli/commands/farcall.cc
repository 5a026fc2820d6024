// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/farcall.h"

#include <variant>

#include "cli/commands/commands.h"
#include "cli/options/options.h"

namespace farcall {
namespace {

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

ExitCode RunCommand(const Options& options, const Terminal& terminal) {
  const Target& target = options.target;
  return std::visit(Overloaded{
                        [&](const ScoreOptions& score) {
                          return RunScore(score, target, terminal);
                        },
                        [&](const ExplainOptions& explain) {
                          return RunExplain(explain, target, terminal);
                        },
                        [&](const BaselineOptions& baseline) {
                          return RunBaseline(baseline, target, terminal);
                        },
                        [&](const BaselinesOptions& baselines) {
                          return RunBaselines(baselines, target, terminal);
                        },
                        [&](const ForgetOptions& forget) {
                          return RunForget(forget, target, terminal);
                        },
                        [&](const MarkOptions& mark) {
                          return RunMark(mark, target, terminal);
                        },
                        [&](const ForgetRangeOptions& range) {
                          return RunForgetRange(range, target, terminal);
                        },
                        [&](const FeedbackOptions& feedback) {
                          return RunFeedback(feedback, target, terminal);
                        },
                        [&](const FindingsOptions& findings) {
                          return RunFindings(findings, target, terminal);
                        },
                        [&](const CardOptions& card) {
                          return RunCard(card, target, terminal);
                        },
                        [&](const EventsOptions& events) {
                          return RunEvents(events, target, terminal);
                        },
                        [&](const BacktestOptions& backtest) {
                          return RunBacktest(backtest, target, terminal);
                        },
                        [&](const ReportOptions& report) {
                          return RunReport(report, target, terminal);
                        },
                        [&](const WhoAmIOptions& whoami) {
                          return RunWhoAmI(whoami, target, terminal);
                        },
                        [&](const WatchOptions& watch) {
                          return RunWatch(watch, target, terminal);
                        },
                        [&](const AcknowledgeOptions& acknowledge) {
                          return RunAcknowledge(acknowledge, target, terminal);
                        },
                        [&](const CloseOptions& close) {
                          return RunClose(close, target, terminal);
                        },
                        [&](const ReopenOptions& reopen) {
                          return RunReopen(reopen, target, terminal);
                        },
                        [&](const NoteOptions& note) {
                          return RunNote(note, target, terminal);
                        },
                        [&](const ExemptOptions& exempt) {
                          return RunExempt(exempt, target, terminal);
                        },
                        [&](const ExemptionsOptions& exemptions) {
                          return RunExemptions(exemptions, target, terminal);
                        },
                        [&](const AdminOptions& admin) {
                          return RunAdmin(admin, target, terminal);
                        },
                    },
                    options.command);
}

ExitCode WriteNotice(const ParsedNotice& notice, const Terminal& terminal) {
  if (notice.exit_code == ExitCode::kOk) {
    terminal.out << notice.text;
  } else {
    terminal.Error(notice.text);
  }
  return notice.exit_code;
}

}  // namespace

ExitCode RunFarcall(const std::vector<std::string>& arguments,
                    const Terminal& terminal) {
  const auto parsed = ParseOptions(arguments);
  const auto* notice = std::get_if<ParsedNotice>(&parsed);
  const ExitCode code = notice != nullptr
                            ? WriteNotice(*notice, terminal)
                            : RunCommand(std::get<Options>(parsed), terminal);
  if (!terminal.out.flush()) {
    terminal.Error("cannot write to standard output");
    return ExitCode::kFiles;
  }
  return code;
}

}  // namespace farcall
