// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/options/close_reasons.h"
#include "cli/options/options.h"
#include "cli/options/statement.h"
#include "formats/names.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Arguments = std::vector<std::string>;

template <typename Command>
Command Parsed(const Arguments& arguments) {
  const auto parsed = ParseOptions(arguments);
  if (const auto* notice = std::get_if<ParsedNotice>(&parsed)) {
    ADD_FAILURE() << notice->text;
    return {};
  }
  return std::get<Command>(std::get<Options>(parsed).command);
}

ParsedNotice Notice(const Arguments& arguments) {
  const auto parsed = ParseOptions(arguments);
  const auto* notice = std::get_if<ParsedNotice>(&parsed);
  return notice != nullptr ? *notice : ParsedNotice{ExitCode::kOk, "(parsed)"};
}

void ExpectRefusals(
    const std::vector<std::pair<Arguments, std::string>>& cases) {
  for (const auto& [arguments, message] : cases) {
    const ParsedNotice notice = Notice(arguments);
    EXPECT_EQ(notice.exit_code, ExitCode::kUsage) << message;
    EXPECT_THAT(notice.text, HasSubstr(message));
    EXPECT_EQ(notice.text.find('\n'), std::string::npos) << notice.text;
  }
}

TEST(TriageOptions, AckHasDefaults) {
  const auto ack = Parsed<AcknowledgeOptions>({"ack", "f1"});
  EXPECT_EQ(ack.finding_id, "f1");
  EXPECT_EQ(ack.revision, std::nullopt);
  EXPECT_EQ(ack.assignee, "");
  EXPECT_EQ(ack.triage.actor, LoginName());
  EXPECT_EQ(ack.triage.request_id, "");
  EXPECT_EQ(ack.triage.format, OutputFormat::kText);
}

TEST(TriageOptions, AckTakesAll) {
  const auto ack = Parsed<AcknowledgeOptions>(
      {"ack", "--revision", "3", "f1", "--assignee=alice", "--actor", "carol",
       "--request-id", "r1", "--format", "json"});
  EXPECT_EQ(ack.finding_id, "f1");
  EXPECT_EQ(ack.revision, 3u);
  EXPECT_EQ(ack.assignee, "alice");
  EXPECT_EQ(ack.triage.actor, "carol");
  EXPECT_EQ(ack.triage.request_id, "r1");
  EXPECT_EQ(ack.triage.format, OutputFormat::kJson);
}

TEST(TriageOptions, CloseHasDefaults) {
  const auto close =
      Parsed<CloseOptions>({"close", "f1", "--benign", "--reason", "travel"});
  EXPECT_THAT(close.finding_ids, ElementsAre("f1"));
  EXPECT_TRUE(close.benign);
  EXPECT_FALSE(close.malicious);
  EXPECT_EQ(close.reason, v1::CLOSE_REASON_TRAVEL);
  EXPECT_EQ(close.teaching, v1::TEACHING_UNSPECIFIED);
  EXPECT_EQ(close.note, "");
  EXPECT_EQ(close.revision, std::nullopt);
  EXPECT_EQ(close.triage.actor, LoginName());
}

TEST(TriageOptions, CloseTakesAll) {
  const auto close = Parsed<CloseOptions>(
      {"close", "--malicious", "--reason=Insider", "f1", "f2", "--teach",
       "place", "--note", "case 17", "--actor=carol", "--request-id=r1",
       "--format=json"});
  EXPECT_THAT(close.finding_ids, ElementsAre("f1", "f2"));
  EXPECT_FALSE(close.benign);
  EXPECT_TRUE(close.malicious);
  EXPECT_EQ(close.reason, v1::CLOSE_REASON_INSIDER);
  EXPECT_EQ(close.teaching, v1::TEACHING_PLACE);
  EXPECT_EQ(close.note, "case 17");
  EXPECT_EQ(close.triage.actor, "carol");
  EXPECT_EQ(close.triage.request_id, "r1");
  EXPECT_EQ(close.triage.format, OutputFormat::kJson);
  EXPECT_EQ(Parsed<CloseOptions>(
                {"close", "f1", "--benign", "--reason=egress", "--revision=7"})
                .revision,
            7u);
}

// Every reason with every verdict: taken where the verdict allows it, else
// refused by name.
TEST(TriageOptions, CloseTakesTheReasonsOfItsVerdict) {
  const std::pair<const char*, std::vector<v1::CloseReason>> verdicts[] = {
      {"--benign", BenignReasons()}, {"--malicious", MaliciousReasons()}};
  for (const auto& [verdict, allowed] : verdicts) {
    for (const v1::CloseReason reason : CloseReasons()) {
      const Arguments arguments = {"close",    "f1",         verdict,
                                   "--reason", Name(reason), "--note=n"};
      if (std::find(allowed.begin(), allowed.end(), reason) != allowed.end()) {
        EXPECT_EQ(Parsed<CloseOptions>(arguments).reason, reason);
      } else {
        ExpectRefusals({{arguments, "--reason: `" + Name(reason) +
                                        "` is none of those of " + verdict +
                                        ", " + NamesOf(allowed)}});
      }
    }
  }
}

TEST(TriageOptions, VerdictsHaveTheReasonsOfTheApi) {
  EXPECT_EQ(NamesOf(BenignReasons()),
            "travel|egress|new-employee|new-automation|housekeeping|planned-"
            "change|security-test|wrong-country|other");
  EXPECT_EQ(NamesOf(MaliciousReasons()),
            "stolen-credential|stolen-instance-credential|insider|security-"
            "test|other");
  EXPECT_EQ(CloseReasons().size(), static_cast<size_t>(v1::CloseReason_MAX))
      << "all but UNSPECIFIED";
}

TEST(TriageOptions, CloseTakesEveryTeaching) {
  for (const auto& [name, teaching] :
       {std::pair("nothing", v1::TEACHING_NOTHING),
        std::pair("place", v1::TEACHING_PLACE),
        std::pair("events", v1::TEACHING_EVENTS)}) {
    EXPECT_EQ(Parsed<CloseOptions>({"close", "f1", "--benign",
                                    "--reason=travel", "--teach", name})
                  .teaching,
              teaching);
  }
  EXPECT_EQ(Parsed<CloseOptions>({"close", "f1", "--benign",
                                  "--reason=wrong-country", "--teach=nothing"})
                .teaching,
            v1::TEACHING_NOTHING);
}

Arguments CloseMany(int count) {
  Arguments arguments = {"close", "--benign", "--reason=travel"};
  for (int i = 0; i < count; ++i) arguments.push_back("f" + std::to_string(i));
  return arguments;
}

TEST(TriageOptions, CloseTakes500Findings) {
  EXPECT_EQ(Parsed<CloseOptions>(CloseMany(500)).finding_ids.size(), 500u);
  ExpectRefusals(
      {{CloseMany(501),
        "ID: 501 findings are given: at most 500 are taken at once"}});
}

TEST(TriageOptions, ReopenAndNoteTakeAll) {
  const auto reopen = Parsed<ReopenOptions>(
      {"reopen", "f1", "--note", "wrong one", "--revision=5", "--actor=carol",
       "--request-id=r1", "--format=json"});
  EXPECT_EQ(reopen.finding_id, "f1");
  EXPECT_EQ(reopen.note, "wrong one");
  EXPECT_EQ(reopen.revision, 5u);
  EXPECT_EQ(reopen.triage.actor, "carol");
  EXPECT_EQ(reopen.triage.request_id, "r1");
  EXPECT_EQ(reopen.triage.format, OutputFormat::kJson);
  const auto note =
      Parsed<NoteOptions>({"note", "f1", "[asked] \"alice\"", "--actor=carol",
                           "--request-id=r1", "--format=json"});
  EXPECT_EQ(note.finding_id, "f1");
  EXPECT_EQ(note.text, "[asked] \"alice\"");
  EXPECT_EQ(note.triage.actor, "carol");
  EXPECT_EQ(note.triage.request_id, "r1");
  EXPECT_EQ(note.triage.format, OutputFormat::kJson);
  EXPECT_EQ(Parsed<ReopenOptions>({"reopen", "f1", "--note=n"}).triage.actor,
            LoginName());
  EXPECT_EQ(Parsed<NoteOptions>({"note", "f1", "n"}).triage.actor, LoginName());
}

TEST(TriageOptions, SaysInOneLineWhatIsWrong) {
  ExpectRefusals({
      {{"ack"}, "id is required"},
      {{"ack", ""}, "ID is empty"},
      {{"ack", "f1", "f2"}, "f2"},
      {{"ack", "f1", "--revision", "0"},
       "--revision: `0` is not a number from"},
      {{"ack", "f1", "--revision", "x"},
       "--revision: `x` is not a number from"},
      {{"ack", "f1", "--format", "ndjson"},
       "--format: `ndjson` is none of table|json"},
      {{"reopen", "f1"}, "--note is required"},
      {{"reopen", "f1", "--note", ""}, "--note is empty"},
      {{"reopen", "", "--note", "n"}, "ID is empty"},
      {{"note", "f1"}, "text is required"},
      {{"note", "f1", ""}, "TEXT is empty"},
      {{"note", "", "n"}, "ID is empty"},
      {{"note", "f1", "n", "--revision", "1"}, "--revision"},
  });
}

TEST(TriageOptions, SaysInOneLineWhatIsWrongWithADecision) {
  ExpectRefusals({
      {{"close", "--benign", "--reason", "travel"}, "ids is required"},
      {{"close", "f1", "", "--benign", "--reason=travel"}, "ID is empty"},
      {{"close", "f1", "f2", "f1", "--benign", "--reason=travel"},
       "ID: `f1` is given more than once"},
      {{"close", "f1", "f2", "--benign", "--reason=travel", "--revision=1"},
       "--revision is of one finding: 2 are given"},
      {{"close", "f1", "--reason=travel"},
       "--benign or --malicious is required"},
      {{"close", "f1", "--benign", "--malicious", "--reason=travel"},
       "--benign and --malicious: only one of them is taken"},
      {{"close", "f1", "--malicious"},
       "--reason is required: with --malicious one of stolen-credential|"
       "stolen-instance-credential|insider|security-test|other"},
      {{"close", "f1", "--benign"},
       "--reason is required: with --benign one of travel|egress|"},
      {{"close", "f1", "--benign", "--reason=vacation"},
       "--reason: `vacation` is none of travel|egress|"},
      {{"close", "f1", "--benign", "--reason=other"},
       "--reason: `other` wants a --note that says which"},
      {{"close", "f1", "--malicious", "--reason=other", "--note", ""},
       "--reason: `other` wants a --note that says which"},
      {{"close", "f1", "--benign", "--reason=travel", "--teach=all"},
       "--teach: `all` is none of nothing|place|events"},
      {{"close", "f1", "--benign", "--reason=wrong-country", "--teach=place"},
       "--teach: `place` is not for --reason wrong-country, which teaches "
       "nothing"},
      {{"close", "f1", "--malicious", "--reason=security-test",
        "--teach=events"},
       "--teach: `events` is not for --reason security-test, which teaches "
       "nothing"},
  });
}

TEST(TriageOptions, TextsHaveTheBoundsOfTheApi) {
  struct Case {
    Arguments arguments;  // the text goes behind the last one
    std::string name;
    size_t bytes_max;
  };
  const std::vector<Case> cases = {
      {{"ack", "f1", "--assignee="}, "--assignee", 256},
      {{"ack", "f1", "--actor="}, "--actor", 256},
      {{"ack", "f1", "--request-id="}, "--request-id", 100},
      {{"close", "f1", "--benign", "--reason=other", "--note="},
       "--note",
       1024},
      {{"close", "f1", "--benign", "--reason=egress", "--actor="},
       "--actor",
       256},
      {{"close", "f1", "--benign", "--reason=egress", "--request-id="},
       "--request-id",
       100},
      {{"reopen", "f1", "--note="}, "--note", 1024},
      {{"reopen", "f1", "--note=n", "--actor="}, "--actor", 256},
      {{"note", "f1", ""}, "TEXT", 2048},
      {{"note", "f1", "n", "--request-id="}, "--request-id", 100},
  };
  for (const auto& [arguments, name, bytes_max] : cases) {
    Arguments fits = arguments;
    fits.back() += std::string(bytes_max, 'x');
    EXPECT_EQ(Notice(fits).text, "(parsed)") << name;
    Arguments exceeds = fits;
    exceeds.back() += 'x';
    ExpectRefusals({{exceeds, name + " has " + std::to_string(bytes_max + 1) +
                                  " bytes: at most " +
                                  std::to_string(bytes_max) + " are taken"}});
  }
}

TEST(TriageOptions, HelpTellsReasonsAndWhatTheyTeach) {
  const std::string close = Notice({"close", "--help"}).text;
  for (const v1::CloseReason reason : CloseReasons()) {
    EXPECT_THAT(close, HasSubstr("\n  " + Name(reason) + "  "));
  }
  EXPECT_THAT(close, HasSubstr("--teach nothing|place|events"));
  EXPECT_THAT(close, HasSubstr("Without --teach, --benign teaches the place"));
  EXPECT_THAT(Notice({"ack", "--help"}).text, HasSubstr("--assignee NAME"));
  EXPECT_THAT(Notice({"reopen", "--help"}).text,
              HasSubstr("--note TEXT REQUIRED"));
}

}  // namespace
}  // namespace farcall
