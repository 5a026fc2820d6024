// SPDX-License-Identifier: Apache-2.0
#include "cli/options/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <functional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cli/options/instant.h"
#include "cli/options/server_address.h"
#include "cli/options/statement.h"
#include "cli/output/names.h"

namespace farcall {
namespace {

constexpr char kDescription[] =
    "Farcall tells how unusual it is that an AWS API call comes from where it "
    "comes from.";

constexpr char kFooter[] = R"(Examples:
  farcall score logs/                    score a directory of CloudTrail files, show the most unusual calls
  farcall explain record.json            all that went into the score of one record
  farcall baseline iam:CreateUser        where a command is called from
  farcall baselines --kind principal     who is known
  farcall forget arn:aws:iam::111122223333:user/alice
  farcall benign --record alert.json --reason "new office"
  farcall malicious arn:aws:iam::111122223333:user/alice VN --reason "stolen key"
  farcall clear-verdict arn:aws:iam::111122223333:user/alice VN --reason "it was me"
  farcall admin backup                   copy the server's store while it serves

Exit codes:
  0   done
  1   done, but some records had errors
  2   the command line is wrong
  3   the server cannot be reached, or went away for longer than --retry-seconds
  4   input cannot be read, or output cannot be written
  5   the server refused the request, or knows of no such baseline
  10  score --fail-on: a call of at least that risk was found
  130 score was interrupted; what was sent is answered and summed up

`farcall COMMAND --help` tells the options of a command, with examples.)";

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

constexpr char kBaselineFooter[] =
    R"(Without --kind, `service:Name` is a command, and all else a principal. Shares and states are those that a score at this
moment uses; with --at, one at another moment. An account has no baseline of its own: ask for its peers. What the sessions
of a role did together is kept for --kind role.

Examples:
  farcall baseline arn:aws:iam::111122223333:user/alice
  farcall baseline iam:CreateUser
  farcall baseline --kind peers 111122223333:user     all users of an account
  farcall baseline --kind role arn:aws:iam::111122223333:role/Engineer
  farcall baseline --at 2026-03-02T21:41:00Z arn:aws:iam::111122223333:user/alice
  farcall baseline --kind tenant --format json)";

constexpr char kBaselinesFooter[] = R"(Examples:
  farcall baselines --kind principal --prefix arn:aws:iam::111122223333:
  farcall baselines --kind command --limit 1000 --format ndjson | jq -r .name)";

constexpr char kForgetFooter[] =
    R"(Removes all that is kept of one principal (or role, or command), for good. What it added to the counts of its account, of the
tenant and of commands stays there; those do not name it. A terminal is asked to confirm; elsewhere --yes is required.
Without --kind, `service:Name` is a command, and all else a principal.

Examples:
  farcall forget arn:aws:iam::111122223333:user/alice
  farcall forget --yes iam:CreateUser)";

constexpr char kBenignFooter[] =
    R"(Says that calls of a principal from ORIGIN (a country, or @private and its like) are as they should be: the country is
usual for it from now on, at once. With --record the same is said of all that its principal is known by in one record:
country, command, tool, network and error code. With --until the verdict has an end: an event of that time or later is
scored as if it had never been said. What was said before of the same is overruled; `farcall clear-verdict` takes it back.
Prints the id of the feedback. Feedback with the same id is taken once: give it again if you do not know whether it was.

Examples:
  farcall benign arn:aws:iam::111122223333:user/alice JP --until 2026-05-31 --reason "on a trip"
  farcall benign --record alert.json --reason "new office, ticket 4711"
  jq -c .detail event.json | farcall benign --record - --actor soar)";

constexpr char kMaliciousFooter[] =
    R"(Says that calls of a principal from ORIGIN are a thief's: the country never becomes usual for it, and what account and
organisation have learned of the country from this principal is taken back. With --record the same is said of what is new
for its principal in one record; what is usual for it (the home country, if the thief sits there too) is left alone.
What was said before of the same is overruled. Prints the id of the feedback, as `farcall benign` does.

Examples:
  farcall malicious arn:aws:iam::111122223333:user/alice VN --reason "stolen key, case 17"
  farcall malicious --record alert.json --reason "case 17")";

constexpr char kClearVerdictFooter[] =
    R"(Takes back what `farcall benign` or `farcall malicious` said of a principal and ORIGIN: the country is judged by what was
seen alone again, and peers learn again what they unlearned. With --record what was said of all that is in one record is
taken back. Exit code 5 if nothing was said. Prints the id of the feedback, as `farcall benign` does.

Examples:
  farcall clear-verdict arn:aws:iam::111122223333:user/alice VN --reason "a test by the red team"
  farcall clear-verdict --record alert.json --reason "wrong record")";

constexpr char kForgetRangeFooter[] =
    R"(Forgets what one principal did from FROM to before TO, in whole hours, and takes it back from account and organisation.
What was said of it stays: see `farcall clear-verdict`.
Times are ISO 8601, e.g. 2026-01-02T03:04:05Z, 2026-01-02T04:04+01:00, or 2026-01-02 (its midnight in UTC).
To forget a principal as a whole use `farcall forget`.

Examples:
  farcall forget-range arn:aws:iam::111122223333:user/alice 2026-01-02 2026-01-04 --reason "penetration test"
  farcall forget-range ci-deploy 2026-01-02T03:00:00Z 2026-01-02T05:00:00Z)";

constexpr char kFeedbackFooter[] =
    R"(Who said what and why, newest first. The server keeps the 10,000 newest of an organisation.

Examples:
  farcall feedback
  farcall feedback arn:aws:iam::111122223333:user/alice
  farcall feedback --format ndjson --limit 10000 | jq 'select(.action == "malicious")')";

constexpr char kAdminFooter[] =
    R"(Speaks to the server's admin-listen, in plaintext: on the server's own machine, through `kubectl port-forward`, or with
--token-file for a token with the right admin.

Examples:
  farcall admin statistics
  farcall admin backup && farcall admin verify
  kubectl port-forward farcall-0 9465 & farcall admin log-level debug

A backup is restored by the server itself, before it serves: farcalld --restore-backup=newest)";

constexpr char kTargetFooter[] = R"(

--server ADDR and --tenant NAME may stand before or after the command.)";

template <typename T>
using Choices = std::vector<std::pair<std::string, T>>;

const Choices<v1::RiskLevel>& RiskChoices() {
  static const auto& choices =
      *new Choices<v1::RiskLevel>{{"none", v1::RISK_LEVEL_NONE},
                                  {"low", v1::RISK_LEVEL_LOW},
                                  {"medium", v1::RISK_LEVEL_MEDIUM},
                                  {"high", v1::RISK_LEVEL_HIGH},
                                  {"critical", v1::RISK_LEVEL_CRITICAL}};
  return choices;
}

Choices<v1::EntityKind> KindChoices(
    std::initializer_list<v1::EntityKind> kinds) {
  Choices<v1::EntityKind> choices;
  for (const v1::EntityKind kind : kinds) {
    choices.emplace_back(Name(kind), kind);
  }
  return choices;
}

Choices<OutputFormat> FormatChoices(const std::string& text,
                                    const std::string& json) {
  return {{text, OutputFormat::kText}, {json, OutputFormat::kJson}};
}

// An option whose value is one of a few names.
template <typename T, typename Target>
CLI::Option* AddChoice(CLI::App& app, const std::string& name,
                       const Choices<T>& choices, Target& target,
                       const std::string& help) {
  std::vector<std::string> names;
  std::string type;
  for (const auto& [choice, value] : choices) {
    names.push_back(choice);
    type += (type.empty() ? "" : "|") + choice;
  }
  const auto take = [choices, &target](const CLI::results_t& texts) {
    for (const auto& [choice, value] : choices) {
      if (choice == texts.front()) target = value;
    }
    return true;
  };
  const auto check = [names, type](std::string& text) -> std::string {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
      return static_cast<char>(std::tolower(c));
    });
    const bool known =
        std::find(names.begin(), names.end(), text) != names.end();
    return known ? "" : "`" + text + "` is none of " + type;
  };
  return app.add_option(name, take, help)
      ->transform(CLI::Validator(check, ""))
      ->type_name(type);
}

CLI::Option* AddNumber(CLI::App& app, const std::string& name, auto& target,
                       std::pair<uint64_t, uint64_t> range,
                       const std::string& help) {
  const auto [low, high] = range;
  const auto check = [low = low, high = high](std::string& text) {
    uint64_t number = 0;
    const bool is_number =
        !text.empty() && text.size() <= 18 &&
        std::all_of(text.begin(), text.end(), [&number](unsigned char c) {
          number = number * 10 + (c - uint64_t{'0'});
          return std::isdigit(c) != 0;
        });
    const bool fits = is_number && number >= low && number <= high;
    return fits ? std::string()
                : "`" + text + "` is not a number from " + std::to_string(low) +
                      " to " + std::to_string(high);
  };
  return app.add_option(name, target, help)
      ->check(CLI::Validator(check, ""))
      ->type_name("N");
}

constexpr uint64_t kManyMax = 1'000'000;

// The command line, and the options that it fills in.
class CommandLine {
 public:
  CommandLine() : app_(kDescription, "farcall") {
    app_.footer(kFooter);
    app_.set_version_flag("--version",
                          std::string("farcall ") + FARCALL_VERSION,
                          "Print the version");
    app_.set_help_flag("-h,--help", "Print this help");
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("--server", options_.target.server.address,
                    "Address of the server (default localhost:50051)")
        ->envname("FARCALL_SERVER")
        ->type_name("ADDR");
    AddAccess();
    app_.add_option("--tenant", options_.target.tenant,
                    "Organisation that the events belong to (default: the "
                    "server's, `default`)")
        ->envname("FARCALL_TENANT")
        ->type_name("NAME");
    AddScore();
    AddExplain();
    AddBaseline();
    AddBaselines();
    AddForget();
    AddMark("benign", "Say that a place or a record is as it should be",
            kBenignFooter, MarkOptions::Verdict::kBenign, benign_);
    AddUntil();
    AddMark("malicious", "Say that a place or a record is a thief's",
            kMaliciousFooter, MarkOptions::Verdict::kMalicious, malicious_);
    AddMark("clear-verdict", "Take back what was said of a place or a record",
            kClearVerdictFooter, MarkOptions::Verdict::kCleared, cleared_);
    AddForgetRange();
    AddFeedback();
    AddAdmin();
  }

  std::variant<Options, ParsedNotice> Parse(std::vector<std::string> arguments);

 private:
  void AddScore();
  void AddExplain();
  void AddBaseline();
  void AddBaselines();
  void AddForget();
  void AddMark(const std::string& name, const std::string& description,
               const char* footer, MarkOptions::Verdict verdict,
               MarkOptions& mark);
  void AddUntil();
  void AddForgetRange();
  void AddFeedback();
  void AddAccess();
  void AddAdmin();
  std::string BadCombination();

  CLI::App app_;
  Options options_;
  ScoreOptions score_;
  ExplainOptions explain_;
  BaselineOptions baseline_;
  std::optional<v1::EntityKind> baseline_kind_;
  BaselinesOptions baselines_;
  ForgetOptions forget_;
  std::optional<v1::EntityKind> forget_kind_;
  MarkOptions benign_;
  MarkOptions malicious_;
  MarkOptions cleared_;
  ForgetRangeOptions forget_range_;
  FeedbackOptions feedback_;
  AdminOptions admin_;
};

void CommandLine::AddAccess() {
  ServerAccess& access = options_.target.server;
  app_.add_flag("--tls", access.tls,
                "Speak TLS, with the authorities of the system")
      ->envname("FARCALL_TLS");
  app_.add_option("--tls-ca-file", access.tls_ca_file,
                  "Speak TLS, with these authorities (PEM)")
      ->envname("FARCALL_TLS_CA_FILE")
      ->type_name("FILE");
  app_.add_option("--tls-cert-file", access.tls_cert_file,
                  "Certificate (PEM) that the server is shown")
      ->envname("FARCALL_TLS_CERT_FILE")
      ->type_name("FILE");
  app_.add_option("--tls-key-file", access.tls_key_file,
                  "Its private key (PEM)")
      ->envname("FARCALL_TLS_KEY_FILE")
      ->type_name("FILE");
  app_.add_option("--tls-server-name", access.tls_server_name,
                  "Name that the server's certificate must have, where it is "
                  "not that of --server: behind a port-forward, for example")
      ->envname("FARCALL_TLS_SERVER_NAME")
      ->type_name("NAME");
  app_.add_option("--token-file", access.token_file,
                  "File with the bearer token that the server is shown")
      ->envname("FARCALL_TOKEN_FILE")
      ->type_name("FILE");
}

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

constexpr char kAtHelp[] =
    "The moment that shares and states are of (default: now)";

// A time.
CLI::Option* AddInstant(CLI::App& app, const std::string& name, auto& seconds,
                        const std::string& help) {
  const auto check = [](std::string& text) {
    return ParseInstant(text).has_value()
               ? std::string()
               : "`" + text + "` is no time like 2026-01-02T03:04:05Z";
  };
  return app
      .add_option_function<std::string>(
          name,
          [&seconds](const std::string& text) {
            seconds = ParseInstant(text).value_or(0);
          },
          help)
      ->check(CLI::Validator(check, ""))
      ->type_name("TIME");
}

void CommandLine::AddBaseline() {
  CLI::App* baseline = app_.add_subcommand(
      "baseline", "Draw what is known of a principal or command");
  baseline->footer(std::string(kBaselineFooter) + kTargetFooter);
  baseline
      ->add_option("name", baseline_.name,
                   "The principal, command, peers or role")
      ->type_name("NAME");
  AddChoice(*baseline, "--kind",
            KindChoices({v1::ENTITY_KIND_PRINCIPAL, v1::ENTITY_KIND_COMMAND,
                         v1::ENTITY_KIND_PEERS, v1::ENTITY_KIND_ROLE,
                         v1::ENTITY_KIND_TENANT}),
            baseline_kind_, "What the name is (default: guessed)");
  AddInstant(*baseline, "--at", baseline_.at_seconds, kAtHelp);
  AddNumber(*baseline, "--top", baseline_.top, {1, kManyMax},
            "Values drawn of each histogram (default 20)");
  AddChoice(*baseline, "--format", FormatChoices("text", "json"),
            baseline_.format, "Output (default text)");
  baseline->final_callback([this] {
    baseline_.kind = baseline_kind_.value_or(GuessEntityKind(baseline_.name));
    options_.command = baseline_;
  });
}

void CommandLine::AddBaselines() {
  CLI::App* baselines =
      app_.add_subcommand("baselines", "List what baselines there are");
  baselines->footer(std::string(kBaselinesFooter) + kTargetFooter);
  AddChoice(*baselines, "--kind",
            KindChoices({v1::ENTITY_KIND_PRINCIPAL, v1::ENTITY_KIND_COMMAND,
                         v1::ENTITY_KIND_PEERS, v1::ENTITY_KIND_ROLE,
                         v1::ENTITY_KIND_TENANT}),
            baselines_.kind, "Kind of the baselines (default principal)");
  baselines
      ->add_option("--prefix", baselines_.prefix,
                   "Only names that start with this")
      ->type_name("TEXT");
  AddInstant(*baselines, "--at", baselines_.at_seconds, kAtHelp);
  AddNumber(*baselines, "--limit", baselines_.limit, {1, kManyMax * 1000},
            "At most this many (default 100)");
  AddChoice(*baselines, "--format", FormatChoices("table", "ndjson"),
            baselines_.format, "Output (default table)");
  baselines->final_callback([this] { options_.command = baselines_; });
}

void CommandLine::AddForget() {
  CLI::App* forget =
      app_.add_subcommand("forget", "Delete what is known of a principal");
  forget->footer(std::string(kForgetFooter) + kTargetFooter);
  forget->add_option("name", forget_.name, "The principal, role or command")
      ->required()
      ->type_name("NAME");
  AddChoice(*forget, "--kind",
            KindChoices({v1::ENTITY_KIND_PRINCIPAL, v1::ENTITY_KIND_COMMAND,
                         v1::ENTITY_KIND_ROLE}),
            forget_kind_, "What the name is (default: guessed)");
  forget->add_flag("--yes", forget_.yes,
                   "Do not ask; required where there is no terminal");
  forget->final_callback([this] {
    forget_.kind = forget_kind_.value_or(GuessEntityKind(forget_.name));
    options_.command = forget_;
  });
}

void AddStatement(CLI::App& app, StatementOptions& statement) {
  app.add_option("--reason", statement.reason, "Why; for those who come later")
      ->type_name("TEXT");
  app.add_option("--actor", statement.actor,
                 "Who says so (default: your login name, or user name)")
      ->type_name("NAME");
  app.add_option("--feedback-id", statement.feedback_id,
                 "Id of this feedback, which is taken once (default: a new "
                 "one)")
      ->type_name("ID");
}

void CommandLine::AddMark(const std::string& name,
                          const std::string& description, const char* footer,
                          MarkOptions::Verdict verdict, MarkOptions& mark) {
  CLI::App* app = app_.add_subcommand(name, description);
  app->footer(std::string(footer) + kTargetFooter);
  app->add_option("principal", mark.principal, "Whose place")
      ->type_name("PRINCIPAL");
  app->add_option("origin", mark.origin, "The place: a country, or an @name")
      ->type_name("ORIGIN");
  app->add_option("--record", mark.record_file,
                  "Judge one CloudTrail record, of a file or standard input, "
                  "instead of a place")
      ->type_name("FILE|-");
  app->add_option("--account", mark.account,
                  "Account whose other principals have learned of the place "
                  "(default: the one in the principal's name)")
      ->type_name("DIGITS");
  AddStatement(*app, mark.statement);
  app->final_callback([this, verdict, &mark] {
    mark.verdict = verdict;
    if (mark.statement.actor.empty()) mark.statement.actor = LoginName();
    options_.command = mark;
  });
}

void CommandLine::AddUntil() {
  AddInstant(*app_.get_subcommand("benign"), "--until", benign_.until_seconds,
             "When the verdict ends, by the times of events (default: never)");
}

void CommandLine::AddForgetRange() {
  CLI::App* app = app_.add_subcommand(
      "forget-range", "Forget what a principal did in some hours");
  app->footer(std::string(kForgetRangeFooter) + kTargetFooter);
  app->add_option("principal", forget_range_.principal, "Whose hours")
      ->required()
      ->type_name("PRINCIPAL");
  AddInstant(*app, "from", forget_range_.from_seconds,
             "The first moment to forget")
      ->required();
  AddInstant(*app, "to", forget_range_.to_seconds,
             "The moment from which nothing is forgotten")
      ->required();
  AddStatement(*app, forget_range_.statement);
  app->final_callback([this] {
    StatementOptions& statement = forget_range_.statement;
    if (statement.actor.empty()) statement.actor = LoginName();
    options_.command = forget_range_;
  });
}

void CommandLine::AddFeedback() {
  CLI::App* feedback =
      app_.add_subcommand("feedback", "List who said what and why");
  feedback->footer(std::string(kFeedbackFooter) + kTargetFooter);
  feedback
      ->add_option("principal", feedback_.principal,
                   "Only what was said of this principal")
      ->type_name("PRINCIPAL");
  AddNumber(*feedback, "--limit", feedback_.limit, {1, kManyMax},
            "At most this many (default 100)");
  AddChoice(*feedback, "--format", FormatChoices("table", "ndjson"),
            feedback_.format, "Output (default table)");
  feedback->final_callback([this] { options_.command = feedback_; });
}

void CommandLine::AddAdmin() {
  CLI::App* admin = app_.add_subcommand(
      "admin", "Keep a server running: backups, its store, its files");
  admin->footer(kAdminFooter);
  admin->require_subcommand(1);
  admin->fallthrough();
  admin
      ->add_option("--admin-server", admin_.address,
                   "Address of the server's admin-listen (default "
                   "localhost:9465)")
      ->envname("FARCALL_ADMIN_SERVER")
      ->type_name("ADDR");
  const auto add = [&](const char* name, const char* description,
                       AdminOptions::Verb verb) {
    CLI::App* app = admin->add_subcommand(name, description);
    app->final_callback([this, verb] {
      admin_.verb = verb;
      options_.command = admin_;
    });
    return app;
  };
  add("backup", "Copy the store to the server's backup-dir",
      AdminOptions::Verb::kBackup);
  add("backups", "List the backups", AdminOptions::Verb::kBackups);
  AddNumber(*add("verify", "Read a backup and compare its checksums",
                 AdminOptions::Verb::kVerify),
            "id", admin_.backup_id, {1, 4'000'000'000},
            "Number of the backup (default: the newest)");
  add("compact", "Rewrite the store without what was overwritten",
      AdminOptions::Verb::kCompact);
  add("statistics", "What the store holds", AdminOptions::Verb::kStatistics);
  AddChoice(*add("log-level", "Set the least serious line that is logged",
                 AdminOptions::Verb::kLogLevel),
            "level",
            Choices<v1::LogLevel>{{"debug", v1::LOG_LEVEL_DEBUG},
                                  {"info", v1::LOG_LEVEL_INFO},
                                  {"warn", v1::LOG_LEVEL_WARN},
                                  {"error", v1::LOG_LEVEL_ERROR}},
            admin_.log_level, "The level")
      ->required();
  add("reload", "Read changed files now: databases, tokens, policy",
      AdminOptions::Verb::kReload);
}

// TLS is meant by whoever names one of its files.
std::string BadAccess(ServerAccess& access) {
  const auto address = ParseServerAddress(access.address);
  if (!address.ok()) {
    return absl::StrCat("--server: ", address.status().message());
  }
  if (access.tls_cert_file.empty() != access.tls_key_file.empty()) {
    return "--tls-cert-file and --tls-key-file: one is given without the other";
  }
  access.tls = access.tls || !access.tls_ca_file.empty() ||
               !access.tls_cert_file.empty() || !access.tls_server_name.empty();
  return "";
}

// What is wrong with a command's options together: empty = all is well.
template <typename Command>
std::string BadCommand(const Command&) {
  return "";
}

std::string BadCommand(const ScoreOptions& score) {
  return std::count(score.inputs.begin(), score.inputs.end(), "-") > 1
             ? "input: - can be given once"
             : "";
}

std::string BadCommand(const BaselineOptions& baseline) {
  const bool is_tenant = baseline.kind == v1::ENTITY_KIND_TENANT;
  if (is_tenant && !baseline.name.empty()) {
    return "NAME: a tenant is named with --tenant";
  }
  return !is_tenant && baseline.name.empty() ? "NAME is required" : "";
}

std::string BadCommand(const ForgetOptions& forget) {
  return forget.name.empty() ? "NAME is empty" : "";
}

std::string BadCommand(const MarkOptions& mark) {
  const bool has_place = !mark.principal.empty() || !mark.origin.empty();
  if (!mark.record_file.empty() && (has_place || !mark.account.empty())) {
    return "--record: a record says by itself who and where";
  }
  if (mark.record_file.empty() &&
      (mark.principal.empty() || mark.origin.empty())) {
    return "PRINCIPAL and ORIGIN are required, or --record";
  }
  return "";
}

std::string BadCommand(const ForgetRangeOptions& range) {
  if (range.principal.empty()) return "PRINCIPAL is empty";
  if (range.from_seconds >= range.to_seconds) return "TO is not after FROM";
  return "";
}

std::string BadCommand(const AdminOptions& admin) {
  const auto address = ParseServerAddress(admin.address);
  return address.ok()
             ? ""
             : absl::StrCat("--admin-server: ", address.status().message());
}

// What CLI11 cannot say: empty = all is well.
std::string CommandLine::BadCombination() {
  if (std::string bad = BadAccess(options_.target.server); !bad.empty()) {
    return bad;
  }
  return std::visit([](const auto& command) { return BadCommand(command); },
                    options_.command);
}

std::variant<Options, ParsedNotice> CommandLine::Parse(
    std::vector<std::string> arguments) {
  // CLI11 takes them from the back.
  std::reverse(arguments.begin(), arguments.end());
  std::string wrong;
  try {
    app_.parse(arguments);
    wrong = BadCombination();
  } catch (const CLI::CallForHelp&) {
    return ParsedNotice{ExitCode::kOk, app_.help()};
  } catch (const CLI::CallForVersion& version) {
    return ParsedNotice{ExitCode::kOk, version.what() + std::string("\n")};
  } catch (const CLI::RequiredError& error) {
    const std::vector<std::string> unknown = app_.remaining();
    wrong = app_.get_subcommands().empty() && !unknown.empty()
                ? "`" + unknown.front() + "` is no command"
                : error.what();
  } catch (const CLI::ParseError& error) {
    wrong = error.what();
  }
  if (wrong.empty()) return options_;
  std::replace(wrong.begin(), wrong.end(), '\n', ' ');
  return ParsedNotice{ExitCode::kUsage, wrong + " (see farcall --help)"};
}

bool IsCommandName(std::string_view name) {
  // `service:Name`, where an ARN has more colons and a root user digits in
  // front.
  const auto is_word = [](std::string_view text, std::string_view extra) {
    return !text.empty() &&
           std::isalpha(static_cast<unsigned char>(text[0])) != 0 &&
           std::all_of(text.begin(), text.end(), [extra](unsigned char c) {
             return std::isalnum(c) != 0 ||
                    extra.find(static_cast<char>(c)) != std::string_view::npos;
           });
  };
  const size_t colon = name.find(':');
  return colon != std::string_view::npos &&
         is_word(name.substr(0, colon), "-.") &&
         is_word(name.substr(colon + 1), "_-.");
}

}  // namespace

v1::EntityKind GuessEntityKind(const std::string& name) {
  return IsCommandName(name) ? v1::ENTITY_KIND_COMMAND
                             : v1::ENTITY_KIND_PRINCIPAL;
}

std::variant<Options, ParsedNotice> ParseOptions(
    const std::vector<std::string>& arguments) {
  return CommandLine().Parse(arguments);
}

}  // namespace farcall
