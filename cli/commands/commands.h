// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/options/exit_code.h"
#include "cli/options/options.h"
#include "cli/output/terminal.h"

namespace farcall {

// Each runs one command and says on `terminal` what went wrong.
ExitCode RunScore(const ScoreOptions& options, const Target& target,
                  const Terminal& terminal);
ExitCode RunExplain(const ExplainOptions& options, const Target& target,
                    const Terminal& terminal);
ExitCode RunBaseline(const BaselineOptions& options, const Target& target,
                     const Terminal& terminal);
ExitCode RunBaselines(const BaselinesOptions& options, const Target& target,
                      const Terminal& terminal);
ExitCode RunForget(const ForgetOptions& options, const Target& target,
                   const Terminal& terminal);
ExitCode RunMark(const MarkOptions& options, const Target& target,
                 const Terminal& terminal);
ExitCode RunForgetRange(const ForgetRangeOptions& options, const Target& target,
                        const Terminal& terminal);
ExitCode RunFeedback(const FeedbackOptions& options, const Target& target,
                     const Terminal& terminal);
ExitCode RunFindings(const FindingsOptions& options, const Target& target,
                     const Terminal& terminal);
ExitCode RunCard(const CardOptions& options, const Target& target,
                 const Terminal& terminal);
ExitCode RunEvents(const EventsOptions& options, const Target& target,
                   const Terminal& terminal);
ExitCode RunBacktest(const BacktestOptions& options, const Target& target,
                     const Terminal& terminal);
ExitCode RunReport(const ReportOptions& options, const Target& target,
                   const Terminal& terminal);
ExitCode RunWhoAmI(const WhoAmIOptions& options, const Target& target,
                   const Terminal& terminal);
ExitCode RunWatch(const WatchOptions& options, const Target& target,
                  const Terminal& terminal);
ExitCode RunAcknowledge(const AcknowledgeOptions& options, const Target& target,
                        const Terminal& terminal);
ExitCode RunClose(const CloseOptions& options, const Target& target,
                  const Terminal& terminal);
ExitCode RunReopen(const ReopenOptions& options, const Target& target,
                   const Terminal& terminal);
ExitCode RunNote(const NoteOptions& options, const Target& target,
                 const Terminal& terminal);

ExitCode RunExempt(const ExemptOptions& options, const Target& target,
                   const Terminal& terminal);
ExitCode RunExemptions(const ExemptionsOptions& options, const Target& target,
                       const Terminal& terminal);
ExitCode RunAdmin(const AdminOptions& options, const Target& target,
                  const Terminal& terminal);

}  // namespace farcall
