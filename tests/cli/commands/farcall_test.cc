// SPDX-License-Identifier: Apache-2.0
#include "cli/commands/farcall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/cli/commands/run_farcall.h"
#include "tests/cli/fake_farcall.h"
#include "tests/cli/output/captured_terminal.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> EventIdsOf(const std::string& ndjson) {
  std::vector<std::string> ids;
  std::istringstream lines(ndjson);
  std::string line;
  while (std::getline(lines, line)) {
    ids.push_back(nlohmann::json::parse(line)["event_id"]);
  }
  return ids;
}

TEST(FarcallScore, ShowsTopCallsAndASummary) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file =
      dir.Write("a.ndjson", Record("a", 10) + "\n" + Record("b", 92) + "\n" +
                                R"({"eventID":"c","skip":1})" + "\n");
  const Outcome outcome = Farcall(fake, {"score", file, "--top", "1"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out,
              HasSubstr("92.00  CRITICAL  2026-01-02T03:04:05Z  alice"));
  EXPECT_THAT(outcome.out, HasSubstr("0 of 4,812 calls by alice"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("10.00")));
  EXPECT_THAT(outcome.out, HasSubstr("skipped               1   DIGEST 1"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(FarcallScore, SendsByTimeAndAnswersInInputOrder) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file = dir.Write(
      "a.ndjson", Record("late", 1, "2026-01-03T00:00:00Z") + "\n" +
                      Record("early", 1, "2026-01-01T00:00:00Z") + "\n");
  const Outcome outcome = Farcall(fake, {"score", file, "--format", "ndjson"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(fake.event_ids(), ElementsAre("early", "late"));
  EXPECT_THAT(EventIdsOf(outcome.out), ElementsAre("late", "early"));
}

TEST(FarcallScore, PassesTenantModeAndBatchSizeOn) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file =
      dir.Write("a.ndjson", Record("a", 1) + "\n" + Record("b", 1) + "\n");
  Farcall(fake, {"score", file, "--tenant", "acme", "--mode", "learn-only",
                 "--batch-events", "1"});
  const auto batches = fake.batches();
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].tenant(), "acme");
  EXPECT_EQ(batches[0].mode(), v1::SCORING_MODE_LEARN_ONLY);
}

TEST(FarcallScore, AsksForTheFactorsOfAllThatItShows) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file = dir.Write("a.ndjson", Record("a", 1) + "\n");
  Farcall(fake, {"score", file});
  Farcall(fake, {"score", file, "--min-risk", "medium"});
  const auto batches = fake.batches();
  ASSERT_EQ(batches.size(), 2u);
  EXPECT_EQ(batches[0].factors_from(), v1::RISK_LEVEL_NONE);
  EXPECT_EQ(batches[1].factors_from(), v1::RISK_LEVEL_MEDIUM);
}

TEST(FarcallScore, CountsDuplicatesOfASecondRun) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file = dir.Write("a.ndjson", Record("a", 92) + "\n");
  Farcall(fake, {"score", file});
  const Outcome again = Farcall(fake, {"score", file});
  EXPECT_EQ(again.code, ExitCode::kOk);
  EXPECT_THAT(again.out, HasSubstr("duplicates            1"));
  EXPECT_THAT(again.out, HasSubstr("scored                0"));
  EXPECT_THAT(again.out, HasSubstr("92.00  CRITICAL"));
}

TEST(FarcallScore, TakesAnEmptyFile) {
  const FakeFarcall fake;
  const TempDir dir;
  const Outcome outcome = Farcall(fake, {"score", dir.Write("a.ndjson", "")});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("read                  0"));
}

TEST(FarcallScore, DrawsAProgressBarOnlyOnATerminal) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file = dir.Write("a.ndjson", Record("a", 1) + "\n");
  EXPECT_THAT(Farcall(fake, {"score", file}).err, IsEmpty());
  EXPECT_THAT(Farcall(fake, {"score", file}, /*err_is_tty=*/true).err,
              HasSubstr("100 %"));
}

TEST(FarcallScore, ExitsWith1IfRecordsHadErrors) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file =
      dir.Write("a.ndjson",
                Record("a", 1) + "\n" + R"({"eventID":"b","error":1})" + "\n");
  const Outcome outcome = Farcall(fake, {"score", file});
  EXPECT_EQ(outcome.code, ExitCode::kEventErrors);
  EXPECT_THAT(outcome.out, HasSubstr("errors                1   eventTime 1"));
  EXPECT_EQ(outcome.err,
            "farcall: " + file + ", record 2: eventTime: lies in the future\n");
}

TEST(FarcallScore, ExitsWith10IfACallOfThatRiskIsFound) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file =
      dir.Write("a.ndjson",
                Record("a", 75) + "\n" + R"({"eventID":"b","error":1})" + "\n");
  EXPECT_EQ(Farcall(fake, {"score", file, "--fail-on", "high"}).code,
            ExitCode::kRiskFound);
  EXPECT_EQ(Farcall(fake, {"score", file, "--fail-on", "critical"}).code,
            ExitCode::kEventErrors);
}

TEST(FarcallScore, ExitsWith4BeforeAnythingIsSentIfAFileIsNotThere) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file = dir.Write("a.ndjson", Record("a", 1) + "\n");
  const Outcome outcome = Farcall(fake, {"score", file, dir.At("none")});
  EXPECT_EQ(outcome.code, ExitCode::kFiles);
  EXPECT_THAT(outcome.err, HasSubstr("farcall: cannot read " + dir.At("none")));
  EXPECT_THAT(fake.batches(), IsEmpty());
}

TEST(FarcallScore, ExitsWith4AfterTheRestIfAFileIsBroken) {
  const FakeFarcall fake;
  const TempDir dir;
  dir.Write("a.json.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) +
                             "this is no deflate stream at all");
  dir.Write("b.ndjson", Record("b", 1) + "\n");
  const Outcome outcome = Farcall(fake, {"score", dir.path()});
  EXPECT_EQ(outcome.code, ExitCode::kFiles);
  EXPECT_THAT(outcome.err, HasSubstr("a.json.gz"));
  EXPECT_THAT(fake.event_ids(), ElementsAre("b"));
}

TEST(FarcallScore, ExitsWith3IfNoServerIsThere) {
  FakeFarcall fake;
  fake.Stop();
  const TempDir dir;
  const Outcome outcome =
      Farcall(fake, {"score", dir.Write("a.ndjson", Record("a", 1) + "\n")});
  EXPECT_EQ(outcome.code, ExitCode::kUnavailable);
  EXPECT_THAT(outcome.err, HasSubstr("farcall: cannot reach a server at " +
                                     fake.address() + ": "));
}

TEST(FarcallScore, ExitsWith5IfTheServerRefuses) {
  FakeFarcall fake;
  fake.OnBatch([](int) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "tenant: bad");
  });
  const TempDir dir;
  const Outcome outcome =
      Farcall(fake, {"score", dir.Write("a.ndjson", Record("a", 1) + "\n")});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_THAT(outcome.err, HasSubstr("tenant: bad"));
}

TEST(FarcallScore, TellsOfReconnections) {
  FakeFarcall fake;
  fake.OnBatch([](int batch) {
    return batch == 1 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining")
                      : grpc::Status::OK;
  });
  const TempDir dir;
  const Outcome outcome =
      Farcall(fake, {"score", dir.Write("a.ndjson", Record("a", 1) + "\n")});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("reconnected 1 time, 1 batch sent again"));
}

TEST(FarcallScore, InterruptedPrintsWhatWasDoneAndSendsNothingMore) {
  for (const int signal_number : {SIGINT, SIGTERM}) {
    FakeFarcall fake;
    fake.OnBatch([&](int batch) {
      if (batch == 2) {
        std::raise(signal_number);
        // The client's answer to the signal comes soon, not at once.
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
      }
      return grpc::Status::OK;
    });
    const TempDir dir;
    std::string records;
    for (int i = 0; i < 100; ++i) {
      records += Record("e" + std::to_string(i), i) + "\n";
    }
    const Outcome outcome =
        Farcall(fake, {"score", dir.Write("a.ndjson", records),
                       "--batch-events", "1", "--fail-on", "none"});
    EXPECT_EQ(outcome.code, ExitCode::kInterrupted);
    const size_t sent = fake.batches().size();
    EXPECT_LT(sent, 100u);
    EXPECT_EQ(outcome.err, "farcall: interrupted: " + std::to_string(sent) +
                               " records were answered, the rest was not "
                               "sent\n")
        << "what is in flight is answered";
    EXPECT_THAT(outcome.out, HasSubstr("SCORE  RISK"));
    EXPECT_THAT(outcome.out, HasSubstr("\nread "));
  }
}

TEST(FarcallScore, InterruptedWaitsForNoServerThatWentAway) {
  FakeFarcall fake;
  fake.OnBatch([](int) {
    std::raise(SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "going away");
  });
  const TempDir dir;
  const Outcome outcome =
      Farcall(fake, {"score", dir.Write("a.ndjson", Record("a", 1) + "\n"),
                     "--retry-seconds", "86400"});
  EXPECT_EQ(outcome.code, ExitCode::kInterrupted);
  EXPECT_THAT(outcome.err, HasSubstr("or not answered: going away"));
  EXPECT_EQ(fake.streams(), 1);
}

TEST(Farcall, ExitsWith2OnABadCommandLine) {
  const FakeFarcall fake;
  const Outcome outcome = Farcall(fake, {"score"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("farcall: input is required"));
}

TEST(Farcall, TellsWhenItsOutputIsLost) {
  CapturedTerminal captured;
  captured.out.setstate(std::ios::badbit);
  EXPECT_EQ(RunFarcall({"--version"}, captured.terminal), ExitCode::kFiles);
  EXPECT_THAT(captured.err.str(), HasSubstr("cannot write"));
}

TEST(FarcallExplain, ScoresOneRecordWithoutLearning) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file = dir.Write("a.json", Record("a", 92));
  const Outcome outcome = Farcall(fake, {"explain", file});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("92.00 of 100, CRITICAL"));
  ASSERT_EQ(fake.batches().size(), 1u);
  EXPECT_EQ(fake.batches()[0].mode(), v1::SCORING_MODE_SCORE_ONLY);
  EXPECT_EQ(fake.batches()[0].factors_from(), v1::RISK_LEVEL_NONE);
}

TEST(FarcallExplain, WritesJson) {
  const FakeFarcall fake;
  const TempDir dir;
  const Outcome outcome = Farcall(
      fake, {"explain", dir.Write("a.json", Record("a", 92)), "--format=json"});
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["score"], 92);
}

TEST(FarcallExplain, WantsToKnowWhichOfSeveralRecords) {
  const FakeFarcall fake;
  const TempDir dir;
  const std::string file =
      dir.Write("a.ndjson", Record("a", 1) + "\n" + Record("b", 2) + "\n");
  const Outcome unclear = Farcall(fake, {"explain", file});
  EXPECT_EQ(unclear.code, ExitCode::kUsage);
  EXPECT_THAT(unclear.err, HasSubstr("--record N"));
  EXPECT_THAT(Farcall(fake, {"explain", file, "--record", "2"}).out,
              HasSubstr("event       b"));
  const Outcome beyond = Farcall(fake, {"explain", file, "--record", "3"});
  EXPECT_EQ(beyond.code, ExitCode::kFiles);
  EXPECT_THAT(beyond.err, HasSubstr("no record 3, it holds 2"));
}

TEST(FarcallExplain, SaysOnceThatADirectoryIsNoFile) {
  const FakeFarcall fake;
  const TempDir dir;
  const Outcome outcome = Farcall(fake, {"explain", dir.path()});
  EXPECT_EQ(outcome.code, ExitCode::kFiles);
  EXPECT_EQ(outcome.err,
            "farcall: cannot read " + dir.path() +
                ": is a directory: name one file, or use `farcall score` for "
                "all of it\n");
  const Outcome gone = Farcall(fake, {"explain", dir.At("none")});
  EXPECT_EQ(gone.code, ExitCode::kFiles);
  EXPECT_EQ(gone.err.find(dir.At("none")), gone.err.rfind(dir.At("none")))
      << gone.err;
}

TEST(FarcallExplain, ExitsWith1IfTheRecordHasAnError) {
  const FakeFarcall fake;
  const TempDir dir;
  const Outcome outcome = Farcall(
      fake, {"explain", dir.Write("a.json", R"({"eventID":"a","error":1})")});
  EXPECT_EQ(outcome.code, ExitCode::kEventErrors);
  EXPECT_THAT(outcome.out, HasSubstr("eventTime: lies in the future"));
}

void AddBaseline(FakeFarcall& fake, v1::EntityKind kind,
                 const std::string& name) {
  v1::Baseline baseline;
  baseline.mutable_entity()->set_kind(kind);
  baseline.mutable_entity()->set_name(name);
  baseline.set_state(v1::BASELINE_STATE_READY);
  baseline.set_calls(12);
  v1::Histogram& histogram = *baseline.add_histograms();
  histogram.set_attribute("country");
  histogram.add_values()->set_value("DE");
  histogram.mutable_values(0)->set_share(1);
  fake.Add(baseline);
}

TEST(FarcallBaseline, DrawsWhatIsKnown) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_COMMAND, "iam:CreateUser");
  const Outcome outcome = Farcall(fake, {"baseline", "iam:CreateUser"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("command iam:CreateUser  READY"));
  EXPECT_THAT(outcome.out, HasSubstr("DE  ###"));
}

TEST(FarcallBaseline, WritesJson) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_PRINCIPAL, "alice");
  const Outcome outcome =
      Farcall(fake, {"baseline", "alice", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["name"], "alice");
}

TEST(FarcallBaseline, ExitsWith5IfNothingIsKnown) {
  const FakeFarcall fake;
  const Outcome outcome = Farcall(fake, {"baseline", "alice"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err,
            "farcall: nothing is known of principal alice of tenant default\n");
}

TEST(FarcallBaselines, ListsAllPages) {
  FakeFarcall fake;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    AddBaseline(fake, v1::ENTITY_KIND_PRINCIPAL, name);
  }
  const Outcome outcome =
      Farcall(fake, {"baselines", "--format", "ndjson", "--tenant", "acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 5);
  const auto requests = fake.list_requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[2].tenant(), "acme");
  EXPECT_EQ(requests[2].page_token(), "d");
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(FarcallBaselines, SaysThatThereAreMoreThanItsLimit) {
  FakeFarcall fake;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    AddBaseline(fake, v1::ENTITY_KIND_PRINCIPAL, name);
  }
  const Outcome outcome = Farcall(fake, {"baselines", "--limit", "3"});
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 4)
      << "a header and three rows:\n"
      << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("DE 100.0 %"));
  EXPECT_THAT(outcome.err, HasSubstr("--limit 3 was reached"));
}

TEST(FarcallBaselines, SaysThatTheListIsEmpty) {
  FakeFarcall fake;
  // The fake knows a tenant as a baseline without a name.
  AddBaseline(fake, v1::ENTITY_KIND_TENANT, "");
  const Outcome outcome =
      Farcall(fake, {"baselines", "--prefix", "arn:", "--format", "ndjson"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_EQ(outcome.err,
            "farcall: there are no baselines of kind principal whose names "
            "start with arn: in tenant default\n");
}

TEST(FarcallBaselines, TellsThatNothingIsKnownOfATenant) {
  const FakeFarcall fake;
  const Outcome outcome = Farcall(fake, {"baselines", "--tenant", "typo"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_EQ(outcome.err, "farcall: nothing is known of tenant typo\n");
}

TEST(FarcallFeedback, SaysThatTheListIsEmpty) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_TENANT, "");
  EXPECT_EQ(Farcall(fake, {"feedback"}).err,
            "farcall: there are no feedback entries in tenant default\n");
  EXPECT_EQ(Farcall(fake, {"feedback", "alice"}).err,
            "farcall: there are no feedback entries on alice in tenant "
            "default\n");
  EXPECT_EQ(Farcall(fake, {"feedback", "--tenant", "typo"}).out, "");
}

TEST(FarcallForget, TellsHowManyHistogramsWereRemoved) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_PRINCIPAL, "alice");
  EXPECT_EQ(Farcall(fake, {"forget", "--yes", "alice"}).out,
            "principal alice: 1 histogram removed\n");
}

TEST(FarcallForget, ExitsWith5AndSaysWhatItLookedForWhereNothingIsKept) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_COMMAND, "iam:CreateUser");
  Outcome outcome = Farcall(fake, {"forget", "--yes", "alice"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err,
            "farcall: nothing is kept of principal alice of tenant default\n");
  outcome =
      Farcall(fake, {"forget", "--yes", "--kind=principal", "iam:CreateUser"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(Farcall(fake, {"forget", "--yes", "iam:CreateUser"}).out,
            "command iam:CreateUser: 1 histogram removed\n")
      << "the kind is guessed";
}

TEST(FarcallForget, DeletesNothingWithoutYesWhereNobodyCanBeAsked) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_PRINCIPAL, "alice");
  const Outcome outcome = Farcall(fake, {"forget", "alice"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--yes"));
  EXPECT_EQ(fake.baselines(), 1u);
}

TEST(FarcallForget, AsksOnATerminal) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_PRINCIPAL, "alice");
  for (const auto& [answer, left] : std::vector<std::pair<std::string, size_t>>{
           {"n\n", 1}, {"", 1}, {"y\n", 0}}) {
    CapturedTerminal captured;
    captured.terminal.in_is_tty = true;
    captured.in.str(answer);
    EXPECT_EQ(RunFarcall({"forget", "alice", "--server", fake.address()},
                         captured.terminal),
              ExitCode::kOk);
    EXPECT_THAT(captured.err.str(), HasSubstr("principal alice? [y/N]"));
    EXPECT_EQ(fake.baselines(), left) << answer;
  }
}

TEST(FarcallForget, DoesNotAskIfToldSo) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_PRINCIPAL, "alice");
  CapturedTerminal captured;
  captured.terminal.in_is_tty = true;
  RunFarcall({"forget", "--yes", "alice", "--server", fake.address()},
             captured.terminal);
  EXPECT_EQ(fake.baselines(), 0u);
}

TEST(FarcallBenign, JudgesAPlaceAndPrintsTheIdOfTheFeedback) {
  const FakeFarcall fake;
  const Outcome outcome =
      Farcall(fake, {"benign", "alice", "JP", "--reason=on a trip",
                     "--actor=carol", "--tenant=acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  const auto requests = fake.benign_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].tenant(), "acme");
  EXPECT_EQ(requests[0].place().principal(), "alice");
  EXPECT_EQ(requests[0].place().origin(), "JP");
  EXPECT_EQ(requests[0].actor(), "carol");
  EXPECT_EQ(requests[0].reason(), "on a trip");
  EXPECT_THAT(requests[0].feedback_id(),
              ::testing::MatchesRegex("[0-9a-f]+-[0-9a-f]+-4[0-9a-f]+-[89ab]"
                                      "[0-9a-f]+-[0-9a-f]+"));
  EXPECT_EQ(requests[0].feedback_id().size(), 36u);
  EXPECT_EQ(outcome.out, "alice at JP: benign, 1 value judged; feedback " +
                             requests[0].feedback_id() + "\n");
}

TEST(FarcallBenign, SaysThatItWasTakenBefore) {
  const FakeFarcall fake;
  const std::vector<std::string> arguments = {
      "benign", "alice", "JP", "--actor", "carol", "--feedback-id", "f1"};
  Farcall(fake, arguments);
  EXPECT_EQ(Farcall(fake, arguments).out,
            "alice at JP: benign; was taken before, nothing changed; feedback "
            "f1\n");
}

TEST(FarcallMalicious, JudgesARecord) {
  const FakeFarcall fake;
  const TempDir dir;
  const Outcome outcome = Farcall(
      fake, {"malicious", "--record", dir.Write("a.json", Record("a", 92)),
             "--actor", "carol", "--feedback-id", "f1"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_EQ(outcome.out,
            "alice at BR: malicious, 2 values judged; feedback f1\n");
  ASSERT_EQ(fake.malicious_requests().size(), 1u);
  EXPECT_EQ(fake.malicious_requests()[0].event().cloudtrail_record().json(),
            Record("a", 92));
  EXPECT_THAT(fake.benign_requests(), IsEmpty());
}

TEST(FarcallMalicious, TakesOneRecordThatIsThere) {
  const FakeFarcall fake;
  const TempDir dir;
  EXPECT_EQ(
      Farcall(fake, {"malicious", "--actor=c", "--record", dir.At("none")})
          .code,
      ExitCode::kFiles);
  const std::string two =
      dir.Write("a.ndjson", Record("a", 1) + "\n" + Record("b", 2) + "\n");
  const Outcome outcome =
      Farcall(fake, {"malicious", "--actor=c", "--record", two});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_EQ(outcome.err, "farcall: " + two + " holds more than one record\n");
  EXPECT_THAT(fake.malicious_requests(), IsEmpty());
}

TEST(FarcallMalicious, ExitsWith5IfTheServerRefuses) {
  FakeFarcall fake;
  fake.Refuse(
      {grpc::StatusCode::NOT_FOUND, "nothing is known of this principal"});
  const Outcome outcome =
      Farcall(fake, {"malicious", "nobody", "VN", "--actor=c"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err, "farcall: nothing is known of this principal\n");
}

TEST(FarcallMalicious, TellsHowToTryAgainIfTheServerIsNotThere) {
  FakeFarcall fake;
  fake.Stop();
  const Outcome outcome = Farcall(
      fake, {"malicious", "alice", "VN", "--actor=c", "--feedback-id=f1"});
  EXPECT_EQ(outcome.code, ExitCode::kUnavailable);
  EXPECT_THAT(outcome.err, HasSubstr("to try again, add --feedback-id f1"));
}

TEST(FarcallForgetRange, TellsHowMuchWasRemoved) {
  const FakeFarcall fake;
  const std::vector<std::string> arguments = {
      "forget-range",    "alice",
      "2026-01-02",      "2026-01-02T03:00:00+01:00",
      "--actor=c",       "--reason=r",
      "--feedback-id=f1"};
  const Outcome outcome = Farcall(fake, arguments);
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_EQ(outcome.out, "alice: 1,234 observations removed; feedback f1\n");
  ASSERT_EQ(fake.forget_requests().size(), 1u);
  EXPECT_EQ(fake.forget_requests()[0].from().seconds(), 1767312000);
  EXPECT_EQ(fake.forget_requests()[0].to().seconds(), 1767319200);
  EXPECT_EQ(fake.forget_requests()[0].reason(), "r");
  EXPECT_THAT(Farcall(fake, arguments).out, HasSubstr("was taken before"));
}

void AddFeedback(FakeFarcall& fake, int count) {
  for (int i = 0; i < count; ++i) {
    v1::FeedbackEntry entry;
    entry.mutable_time()->set_seconds(1767323045 - i);
    entry.set_action(v1::FEEDBACK_ACTION_MALICIOUS);
    entry.set_principal("alice");
    entry.set_origin("VN");
    entry.set_actor("carol");
    entry.set_identity("token:soc");
    entry.set_reason("stolen key");
    entry.set_feedback_id("f" + std::to_string(i));
    fake.Add(entry);
  }
}

TEST(FarcallFeedback, ListsAllPages) {
  FakeFarcall fake;
  AddFeedback(fake, 5);
  const Outcome outcome = Farcall(
      fake, {"feedback", "alice", "--format", "ndjson", "--tenant", "acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 5);
  EXPECT_EQ(
      outcome.out.substr(0, outcome.out.find('\n')),
      R"({"time":"2026-01-02T03:04:05Z","action":"malicious","principal":"alice",)"
      R"("origin":"VN","actor":"carol","identity":"token:soc","reason":"stolen key",)"
      R"("feedback_id":"f0","from":null,"to":null,"until":null})");
  const auto requests = fake.feedback_requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[2].tenant(), "acme");
  EXPECT_EQ(requests[2].principal(), "alice");
  EXPECT_EQ(requests[2].page_token(), "4");
}

TEST(FarcallFeedback, DrawsATableAndSaysThatThereIsMore) {
  FakeFarcall fake;
  AddFeedback(fake, 3);
  v1::FeedbackEntry forgotten;
  forgotten.set_action(v1::FEEDBACK_ACTION_FORGET);
  forgotten.mutable_from()->set_seconds(0);
  forgotten.mutable_to()->set_seconds(3600);
  fake.Add(forgotten);
  EXPECT_THAT(Farcall(fake, {"feedback"}).out,
              HasSubstr("1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z"));
  const Outcome outcome = Farcall(fake, {"feedback", "--limit", "2"});
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 3)
      << "a header and two rows:\n"
      << outcome.out;
  EXPECT_THAT(outcome.out, HasSubstr("carol (token:soc)"));
  EXPECT_THAT(outcome.out, HasSubstr("stolen key"));
  EXPECT_THAT(outcome.err, HasSubstr("--limit 2 was reached"));
}

}  // namespace
}  // namespace farcall
