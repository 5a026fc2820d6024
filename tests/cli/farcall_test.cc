// SPDX-License-Identifier: Apache-2.0
#include "cli/farcall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/cli/captured_terminal.h"
#include "tests/cli/fake_farcall.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Outcome {
  ExitCode code;
  std::string out;
  std::string err;
};

Outcome Farcall(const FakeFarcall& fake, std::vector<std::string> arguments,
                bool err_is_tty = false) {
  CapturedTerminal captured;
  captured.terminal.err_is_tty = err_is_tty;
  arguments.insert(arguments.end(), {"--server", fake.address()});
  const ExitCode code = RunFarcall(arguments, captured.terminal);
  return {code, captured.out.str(), captured.err.str()};
}

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
  EXPECT_EQ(outcome.err,
            "farcall: cannot reach a server at " + fake.address() + "\n");
}

TEST(FarcallScore, ExitsWith5IfTheServerRefuses) {
  FakeFarcall fake;
  fake.on_batch = [](int) {
    return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "tenant: bad");
  };
  const TempDir dir;
  const Outcome outcome =
      Farcall(fake, {"score", dir.Write("a.ndjson", Record("a", 1) + "\n")});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_THAT(outcome.err, HasSubstr("tenant: bad"));
}

TEST(FarcallScore, TellsOfReconnections) {
  FakeFarcall fake;
  fake.on_batch = [](int batch) {
    return batch == 1 ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "draining")
                      : grpc::Status::OK;
  };
  const TempDir dir;
  const Outcome outcome =
      Farcall(fake, {"score", dir.Write("a.ndjson", Record("a", 1) + "\n")});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("reconnected 1 time, 1 batch sent again"));
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
  EXPECT_EQ(outcome.err, "farcall: nothing is known of principal alice\n");
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

TEST(FarcallForget, TellsHowManyHistogramsWereRemoved) {
  FakeFarcall fake;
  AddBaseline(fake, v1::ENTITY_KIND_PRINCIPAL, "alice");
  EXPECT_EQ(Farcall(fake, {"forget", "alice"}).out,
            "principal alice: 1 histogram removed\n");
  EXPECT_EQ(Farcall(fake, {"forget", "alice"}).out,
            "principal alice: 0 histograms removed\n");
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

}  // namespace
}  // namespace farcall
