// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/options/exit_code.h"
#include "client/server_access.h"
#include "farcall/v1/admin_service.pb.h"
#include "farcall/v1/baseline_service.pb.h"
#include "farcall/v1/finding.pb.h"
#include "farcall/v1/score.pb.h"
#include "farcall/v1/scoring_service.pb.h"

namespace farcall {

// For people, or for programs.
enum class OutputFormat { kText, kJson };

// `farcall score`
struct ScoreOptions {
  std::vector<std::string> inputs;
  v1::ScoringMode mode = v1::SCORING_MODE_SCORE_AND_LEARN;
  OutputFormat format = OutputFormat::kText;
  size_t top = 20;
  std::optional<v1::RiskLevel>
      risk_min;  // nothing = show what has no score, too
  std::optional<v1::RiskLevel> fail_on;
  size_t batch_events = 1000;
  int64_t retry_seconds = 30;
};

// `farcall explain`
struct ExplainOptions {
  std::string input;
  std::optional<uint64_t> record;  // counted from 1
  OutputFormat format = OutputFormat::kText;
};

// `farcall baseline`
struct BaselineOptions {
  v1::EntityKind kind = v1::ENTITY_KIND_PRINCIPAL;
  std::string name;
  std::optional<int64_t> at_seconds;  // nothing = now
  size_t top = 20;
  OutputFormat format = OutputFormat::kText;
};

// `farcall baselines`
struct BaselinesOptions {
  v1::EntityKind kind = v1::ENTITY_KIND_PRINCIPAL;
  std::string prefix;
  std::optional<int64_t> at_seconds;  // nothing = now
  size_t limit = 100;
  OutputFormat format = OutputFormat::kText;
};

// `farcall forget`
struct ForgetOptions {
  v1::EntityKind kind = v1::ENTITY_KIND_PRINCIPAL;
  std::string name;
  bool yes = false;
};

// Who says something, and why.
struct StatementOptions {
  std::string actor;  // the login name unless it is given
  std::string reason;
  std::string feedback_id;  // empty = a new one
};

// `farcall benign`, `farcall malicious`, `farcall clear-verdict`: of a
// principal's place, or of all of a record.
struct MarkOptions {
  enum class Verdict { kBenign, kMalicious, kCleared };

  Verdict verdict = Verdict::kBenign;
  std::string principal;
  std::string origin;
  std::string account;
  std::string record_file;               // or `-`; empty = the place is meant
  std::optional<int64_t> until_seconds;  // end of a benign verdict
  StatementOptions statement;
};

// `farcall forget-range`
struct ForgetRangeOptions {
  std::string principal;
  int64_t from_seconds = 0;
  int64_t to_seconds = 0;
  StatementOptions statement;
};

// `farcall feedback`
struct FeedbackOptions {
  std::string principal;  // empty = of all
  size_t limit = 100;
  OutputFormat format = OutputFormat::kText;
};

// How urgent a finding is at least: by its risk, or by its priority, where 1 is
// the most urgent. One of the two is set.
struct Urgency {
  v1::RiskLevel risk_min = v1::RISK_LEVEL_UNSPECIFIED;
  int32_t priority_max = 0;
};

// `farcall findings`
struct FindingsOptions {
  enum class Format { kTable, kLines, kDocument, kOcsf, kEcs };

  std::optional<std::string> finding_id;   // nothing = the list
  std::vector<v1::Finding::State> states;  // none = open and acknowledged
  std::string principal;                   // empty = of all
  std::string origin;                      // empty = from all
  std::string account;                     // empty = of all
  std::optional<v1::RiskLevel> risk_from;
  std::optional<v1::CommandClass> class_from;
  std::optional<int64_t> active_since_seconds;
  bool planned = false;  // those that an exemption covers as well
  std::optional<Urgency> fail_on;
  size_t limit = 100;
  Format format = Format::kTable;
};

// `farcall card`
struct CardOptions {
  enum class Format { kText, kDocument, kMarkdown };

  std::string finding_id;
  Format format = Format::kText;
  bool runbook = false;  // in place of the card; with kText only
};

// `farcall events`: exactly one of the first five is set.
struct EventsOptions {
  std::string principal;
  std::string finding_id;
  std::string source_address;
  std::string access_key_id;
  std::string asset;  // its ARN
  size_t limit = 100;
  OutputFormat format = OutputFormat::kText;
};

// `farcall backtest`: at least one of the first four is set.
struct BacktestOptions {
  std::optional<uint32_t> alert_threshold;
  std::optional<uint64_t> alert_budget;
  std::vector<std::string> detectors_off;
  std::string exemption_file;           // `-` = standard input
  std::optional<int64_t> from_seconds;  // nothing = the server's default
  std::optional<int64_t> to_seconds;    // the same
  size_t limit = 20;                    // of each list
  OutputFormat format = OutputFormat::kText;
};

// `farcall report`
struct ReportOptions {
  uint64_t days = 30;
  OutputFormat format = OutputFormat::kText;
};

// `farcall whoami`
struct WhoAmIOptions {
  OutputFormat format = OutputFormat::kText;
};

// `farcall watch`
struct WatchOptions {
  enum class Format { kLines, kOcsf, kEcs };

  std::optional<std::string> cursor_file;
  bool from_start = false;  // where there is no cursor file yet
  std::optional<v1::RiskLevel> risk_from;
  bool planned = false;  // findings that an exemption covers as well
  Format format = Format::kLines;
};

// What all commands have that change a finding: who says so, and the id that
// makes it happen once.
struct TriageOptions {
  std::string actor;       // the login name unless it is given
  std::string request_id;  // empty = a new one
  OutputFormat format = OutputFormat::kText;
};

// `farcall ack`
struct AcknowledgeOptions {
  std::string finding_id;
  std::optional<uint64_t> revision;  // that was looked at; nothing = any
  std::string assignee;              // empty = the actor
  TriageOptions triage;
};

// `farcall close`
struct CloseOptions {
  std::vector<std::string> finding_ids;
  bool benign = false;  // either this one or the next
  bool malicious = false;
  v1::CloseReason reason = v1::CLOSE_REASON_UNSPECIFIED;
  v1::Teaching teaching = v1::TEACHING_UNSPECIFIED;  // = as the verdict has it
  std::string note;
  std::optional<uint64_t> revision;  // of the one finding; nothing = any
  TriageOptions triage;
};

// `farcall reopen`
struct ReopenOptions {
  std::string finding_id;
  std::string note;
  std::optional<uint64_t> revision;  // nothing = any
  TriageOptions triage;
};

// `farcall note`
struct NoteOptions {
  std::string finding_id;
  std::string text;
  TriageOptions triage;
};

// `farcall exempt`: one that is declared by options or by `json_file`, or one
// that is revoked.
struct ExemptOptions {
  std::vector<std::string> principals;
  std::vector<std::string> accounts;
  std::vector<std::string> commands;
  std::vector<std::string> places;
  std::optional<int64_t> from_seconds;  // nothing = now
  std::optional<int64_t> to_seconds;    // either this one or the next
  std::optional<int64_t> for_seconds;
  std::vector<int32_t> weekly_hours;  // pairs, as v1::Exemption has them
  std::string reason;
  std::string ticket;
  std::string json_file;  // `-` = standard input
  std::string revoke_id;
  bool validate_only = false;
  TriageOptions triage;
};

// `farcall exemptions`
struct ExemptionsOptions {
  bool in_force = false;
  size_t limit = 100;
  OutputFormat format = OutputFormat::kText;
};

// `farcall admin`
struct AdminOptions {
  enum class Verb {
    kBackup,
    kBackups,
    kVerify,
    kCompact,
    kStatistics,
    kLogLevel,
    kReload
  };

  Verb verb = Verb::kStatistics;
  uint32_t backup_id = 0;  // 0 = the newest
  // Of a cluster; nothing = of a server alone, or of each shard.
  std::optional<uint32_t> shard{};
  v1::LogLevel log_level = v1::LOG_LEVEL_UNSPECIFIED;
  std::string address = "localhost:9465";
};

// Whom to talk to, and about which organisation.
struct Target {
  ServerAccess server{};
  std::string tenant{};  // empty = the server's default
};

struct Options {
  Target target;
  std::variant<ScoreOptions, ExplainOptions, BaselineOptions, BaselinesOptions,
               ForgetOptions, MarkOptions, ForgetRangeOptions, FeedbackOptions,
               FindingsOptions, CardOptions, EventsOptions, BacktestOptions,
               ReportOptions, WhoAmIOptions, WatchOptions, AcknowledgeOptions,
               CloseOptions, ReopenOptions, NoteOptions, ExemptOptions,
               ExemptionsOptions, AdminOptions>
      command;
};

// What a command line asks for when it runs no command: help or version to
// print, or what is wrong with it.
struct ParsedNotice {
  ExitCode exit_code = ExitCode::kOk;
  std::string text;
};

// `arguments` without the program's name.
std::variant<Options, ParsedNotice> ParseOptions(
    const std::vector<std::string>& arguments);

// The kind of entity that a name most probably is: `service:Name` is a command,
// all else a principal.
v1::EntityKind GuessEntityKind(const std::string& name);

}  // namespace farcall
