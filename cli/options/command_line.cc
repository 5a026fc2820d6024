// SPDX-License-Identifier: Apache-2.0
#include "cli/options/command_line.h"

#include <algorithm>

#include "cli/options/command_checks.h"

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
  farcall findings                       what somebody has to look at, most urgent first
  farcall card mfrggzdfmztwq2lk          all that is known of one finding, question by question
  farcall events --finding mfrggzdfmztwq2lk
  farcall watch --cursor-file cursor     each change of a finding, as one line of JSON
  farcall ack mfrggzdfmztwq2lk           I look at it; `close`, `reopen` and `note` say what comes of it
  farcall close mfrggzdfmztwq2lk --benign --reason travel --note "in Hanoi until Friday"
  farcall exemptions --in-force          what was declared as planned; `exempt` declares it
  farcall whoami                         my identity and rights
  farcall admin backup                   copy the server's store while it serves

Exit codes:
  0   done
  1   done, but some records had errors
  2   the command line is wrong
  3   the server cannot be reached, or went away for longer than --retry-seconds
  4   input or a cursor file cannot be read, or output cannot be written
  5   the server refused the request, or knows of no such baseline or finding
  10  --fail-on: a call (score) or a finding (findings) of at least that risk or priority was found
  130 score was interrupted; what was sent is answered and summed up

`farcall COMMAND --help` tells the options of a command, with examples.)";

}  // namespace

CommandLine::CommandLine() : app_(kDescription, "farcall") {
  app_.footer(kFooter);
  app_.set_version_flag("--version", std::string("farcall ") + FARCALL_VERSION,
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
  AddMarks();
  AddForgetRange();
  AddFeedback();
  AddFindings();
  AddCard();
  AddEvents();
  AddWatch();
  AddAcknowledge();
  AddClose();
  AddReopen();
  AddNote();
  AddBacktest();
  AddReport();
  AddExempt();
  AddExemptions();
  AddWhoAmI();
  AddAdmin();
}

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

}  // namespace farcall
