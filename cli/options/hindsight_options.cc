// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cli/options/command_line.h"
#include "cli/options/option_types.h"

namespace farcall {
namespace {

constexpr uint64_t kThresholdMax = 99;
constexpr uint64_t kDaysMax = 3'650;

constexpr char kBacktestFooter[] =
    R"(Shows what another threshold, another budget, fewer detectors or an exemption would have found, and changes nothing. The server works it
out from the oddest call of each principal, origin and day, which it keeps for as many days as its setting `ledger-days` says:
no log is read again. An alert stands for a principal, an origin and a day. What is not tried is as in the server's settings of
now. Look at each finding that was called MALICIOUS and would be lost. Without a detector the result is an estimate: what the
short memory held of it stays.
At most 180 days count. Wants the right `triage`.

Examples:
  farcall backtest --threshold 60
  farcall backtest --budget 20 --from 2026-09-01 --to 2026-11-28
  farcall backtest --off command_for_principal,error_spike
  farcall backtest --exempt change.json               the file as in `farcall exempt --from-json`; its times do not matter
  farcall backtest --threshold 90 --format json | jq -r '.malicious_lost[].finding_id')";

constexpr char kReportFooter[] =
    R"(Shows how fast findings were detected, acknowledged and closed (half of them, and nine of ten, within so long), which
verdicts and reasons they got, and how often the heaviest factor of each detector was right. It counts findings that were made
within the days before now, by the server's clock. The time to detect of a trail that was read later says how old it was.
Wants the right `triage`.

Examples:
  farcall report
  farcall report --days 90 --format json | jq .to_close)";

}  // namespace

void CommandLine::AddBacktest() {
  CLI::App* backtest = app_.add_subcommand(
      "backtest", "Show what other settings would have found");
  backtest->footer(std::string(kBacktestFooter) + kTargetFooter);
  AddNumber(*backtest, "--threshold", backtest_.alert_threshold,
            {0, kThresholdMax}, "Alerts are raised from this score on");
  AddNumber(*backtest, "--budget", backtest_.alert_budget, {0, kManyMax},
            "So many alerts a day; 0 = the threshold alone decides");
  backtest
      ->add_option("--off", backtest_.detectors_off,
                   "Detectors that would be off, with commas between them")
      ->delimiter(',')
      ->type_name("NAMES");
  backtest
      ->add_option("--exempt", backtest_.exemption_file,
                   "An exemption that would be there, as JSON; - = standard "
                   "input")
      ->type_name("FILE");
  AddInstant(*backtest, "--from", backtest_.from_seconds,
             "The first day that counts (default: 30 days in all)");
  AddInstant(*backtest, "--to", backtest_.to_seconds,
             "The last day that counts (default: the newest that is kept)");
  AddNumber(*backtest, "--limit", backtest_.limit, {1, 1'000},
            "At most this many in each list (default 20)");
  AddChoice(*backtest, "--format", FormatChoices("text", "json"),
            backtest_.format,
            "Output: for people, or one JSON document (default text)");
  backtest->final_callback([this] { options_.command = backtest_; });
}

void CommandLine::AddReport() {
  CLI::App* report = app_.add_subcommand(
      "report", "Show how fast and how well findings are decided");
  report->footer(std::string(kReportFooter) + kTargetFooter);
  AddNumber(*report, "--days", report_.days, {1, kDaysMax},
            "Findings of so many days (default 30)");
  AddChoice(*report, "--format", FormatChoices("text", "json"), report_.format,
            "Output: for people, or one JSON document (default text)");
  report->final_callback([this] { options_.command = report_; });
}

}  // namespace farcall
