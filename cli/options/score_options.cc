// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cli/options/command_line.h"
#include "cli/options/option_types.h"

namespace farcall {
namespace {

constexpr char kScoreFooter[] =
    R"(Reads all that CloudTrail's records come in: S3 deliveries (.json.gz), NDJSON, EventBridge events, CloudWatch Logs
subscriptions, LookupEvents answers; plain or gzip. A directory is walked for *.json, *.ndjson, *.jsonl, *.log and *.gz,
in the order of delivery; records of one file are sent by their time. Standard input (-) is answered as it comes.
Sending the same files twice is safe: an event is counted once.

Examples:
  farcall score AWSLogs/111122223333/CloudTrail/
  farcall score --mode learn-only history/            teach first, without reasons
  farcall score --min-risk high --top 50 today.json.gz
  farcall score --fail-on critical trail.ndjson       exit code 10 if there is such a call
  tail -F trail.ndjson | farcall score --format ndjson - | jq 'select(.score > 70)')";

constexpr char kExplainFooter[] =
    R"(Scores one record with the mode "score only": the server learns nothing from it, so ask as often as you like.

Examples:
  farcall explain record.json
  farcall explain --record 17 trail.ndjson            the 17th record of a file
  aws cloudtrail lookup-events --max-results 1 | farcall explain -
  farcall explain --format json record.json | jq '.factors[0]')";

}  // namespace

void CommandLine::AddScore() {
  CLI::App* score = app_.add_subcommand(
      "score", "Score CloudTrail records and learn from them");
  score->footer(std::string(kScoreFooter) + kTargetFooter);
  score
      ->add_option("input", score_.inputs,
                   "Files, directories, or - for standard input")
      ->required()
      ->type_name("FILE|DIR|-");
  AddChoice(*score, "--mode",
            Choices<v1::ScoringMode>{
                {"score-and-learn", v1::SCORING_MODE_SCORE_AND_LEARN},
                {"score-only", v1::SCORING_MODE_SCORE_ONLY},
                {"learn-only", v1::SCORING_MODE_LEARN_ONLY}},
            score_.mode,
            "What the server does with the events (default score-and-learn)");
  AddChoice(*score, "--format", FormatChoices("table", "ndjson"), score_.format,
            "The top calls and a summary, or every record as one line of JSON, "
            "in input order (default table)");
  AddNumber(*score, "--top", score_.top, {0, kManyMax},
            "Calls in the table (default 20)");
  AddChoice(*score, "--min-risk", RiskChoices(), score_.risk_min,
            "Show only calls of at least this risk (default: all; as ndjson "
            "also records that were skipped or had errors)");
  AddChoice(*score, "--fail-on", RiskChoices(), score_.fail_on,
            "Exit with 10 if there is a call of at least this risk");
  AddNumber(*score, "--batch-events", score_.batch_events, {1, 100'000},
            "Events sent at once at most (default 1000; the server has a limit "
            "of its own)");
  AddNumber(*score, "--retry-seconds", score_.retry_seconds, {0, 86'400},
            "How long to try again when the server goes away (default 30)");
  score->final_callback([this] { options_.command = score_; });
}

void CommandLine::AddExplain() {
  CLI::App* explain = app_.add_subcommand(
      "explain", "Score one record without learning and show why");
  explain->footer(std::string(kExplainFooter) + kTargetFooter);
  explain
      ->add_option("input", explain_.input, "A file, or - for standard input")
      ->required()
      ->type_name("FILE|-");
  AddNumber(*explain, "--record", explain_.record, {1, kManyMax * kManyMax},
            "Which record, if there are several; the first one is 1");
  AddChoice(*explain, "--format", FormatChoices("text", "json"),
            explain_.format, "Output (default text)");
  explain->final_callback([this] { options_.command = explain_; });
}

}  // namespace farcall
