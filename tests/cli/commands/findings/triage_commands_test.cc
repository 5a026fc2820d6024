// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "formats/finding_json.h"
#include "tests/cli/commands/run_farcall.h"
#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr char kNewId[] =
    "[0-9a-f]+-[0-9a-f]+-4[0-9a-f]+-[89ab][0-9a-f]+-[0-9a-f]+";
constexpr char kAliceFromVn[] =
    "  arn:aws:iam::111122223333:user/alice from VN\n";

// A fake whose findings f0, f1 and so on are in revision 2.
class FarcallTriage : public ::testing::Test {
 protected:
  FarcallTriage() { AddFindings(v1::Finding::STATE_OPEN, 3); }

  void AddFindings(v1::Finding::State state, int count) {
    for (int i = 0; i < count; ++i) {
      v1::Finding finding = SampleFinding("f" + std::to_string(added_++));
      finding.set_state(state);
      fake_.findings().Add(finding);
    }
  }

  // A finding that was closed as BENIGN.
  std::string AddBenign() {
    AddFindings(v1::Finding::STATE_BENIGN, 1);
    return "f" + std::to_string(added_ - 1);
  }

  FakeFarcall fake_;
  int added_ = 0;
};

TEST_F(FarcallTriage, AckSaysWhoLooks) {
  const Outcome outcome =
      Farcall(fake_, {"ack", "f1", "--actor=carol", "--tenant=acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_EQ(outcome.out,
            std::string("f1  ACKNOWLEDGED  revision 3") + kAliceFromVn);
  EXPECT_THAT(outcome.err, IsEmpty());
  const auto requests = fake_.findings().acknowledge_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].tenant(), "acme");
  EXPECT_EQ(requests[0].finding_id(), "f1");
  EXPECT_EQ(requests[0].expected_revision(), 0u);
  EXPECT_EQ(requests[0].actor(), "carol");
  EXPECT_EQ(requests[0].assignee(), "");
  EXPECT_THAT(requests[0].request_id(), MatchesRegex(kNewId));
}

TEST_F(FarcallTriage, AckPassesItsOptionsOn) {
  Farcall(fake_, {"ack", "f1", "--actor=carol", "--assignee=alice",
                  "--revision=2", "--request-id=r1"});
  const auto requests = fake_.findings().acknowledge_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].expected_revision(), 2u);
  EXPECT_EQ(requests[0].assignee(), "alice");
  EXPECT_EQ(requests[0].request_id(), "r1");
}

TEST_F(FarcallTriage, PrintsTheObjectOfTheListAsJson) {
  const Outcome outcome =
      Farcall(fake_, {"ack", "f0", "--actor=carol", "--format=json"});
  const Outcome list = Farcall(fake_, {"findings", "--format=ndjson"});
  EXPECT_EQ(outcome.out, list.out.substr(0, list.out.find('\n') + 1));
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["assignee"], "carol");
}

TEST_F(FarcallTriage, CloseDecidesOnSeveralFindings) {
  const Outcome outcome =
      Farcall(fake_, {"close", "f2", "f0", "--benign", "--reason=new-employee",
                      "--note=ticket 4711", "--actor=carol", "--tenant=acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_EQ(outcome.out, std::string("f2  BENIGN  revision 3") + kAliceFromVn +
                             "f0  BENIGN  revision 3" + kAliceFromVn);
  const auto requests = fake_.findings().close_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].tenant(), "acme");
  ASSERT_EQ(requests[0].findings_size(), 2);
  EXPECT_EQ(requests[0].findings(0).finding_id(), "f2");
  EXPECT_EQ(requests[0].findings(1).finding_id(), "f0");
  EXPECT_EQ(requests[0].findings(0).expected_revision(), 0u);
  EXPECT_EQ(requests[0].verdict(), v1::Finding::STATE_BENIGN);
  EXPECT_EQ(requests[0].reason(), v1::CLOSE_REASON_NEW_EMPLOYEE);
  EXPECT_EQ(requests[0].teaching(), v1::TEACHING_UNSPECIFIED);
  EXPECT_EQ(requests[0].note(), "ticket 4711");
  EXPECT_EQ(requests[0].actor(), "carol");
  EXPECT_THAT(requests[0].request_id(), MatchesRegex(kNewId));
}

TEST_F(FarcallTriage, ClosePassesItsOptionsOn) {
  const Outcome outcome = Farcall(
      fake_, {"close", "f1", "--malicious", "--reason=stolen-credential",
              "--teach=nothing", "--revision=2", "--actor=carol",
              "--request-id=r1", "--format=json"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  const auto json = nlohmann::json::parse(outcome.out);
  EXPECT_EQ(json["state"], "MALICIOUS");
  EXPECT_EQ(json["reason"], "stolen-credential");
  const auto requests = fake_.findings().close_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].findings(0).expected_revision(), 2u);
  EXPECT_EQ(requests[0].verdict(), v1::Finding::STATE_MALICIOUS);
  EXPECT_EQ(requests[0].reason(), v1::CLOSE_REASON_STOLEN_CREDENTIAL);
  EXPECT_EQ(requests[0].teaching(), v1::TEACHING_NOTHING);
  EXPECT_EQ(requests[0].request_id(), "r1");
}

TEST_F(FarcallTriage, CloseWritesALineOfJsonForEachFinding) {
  const Outcome outcome = Farcall(fake_, {"close", "f0", "f1", "--benign",
                                          "--reason=travel", "--format=json"});
  std::istringstream lines(outcome.out);
  std::vector<std::string> ids;
  for (std::string line; std::getline(lines, line);) {
    ids.push_back(nlohmann::json::parse(line)["finding_id"]);
  }
  EXPECT_THAT(ids, ElementsAre("f0", "f1"));
}

TEST_F(FarcallTriage, CloseSendsNothingThatIsWrong) {
  const Outcome outcome =
      Farcall(fake_, {"close", "f1", "--benign", "--reason=insider"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--reason: `insider` is none of those of "
                                     "--benign, travel|egress|"));
  EXPECT_THAT(fake_.findings().close_requests(), IsEmpty());
}

TEST_F(FarcallTriage, ReopenTakesADecisionBack) {
  const std::string id = AddBenign();
  const Outcome outcome =
      Farcall(fake_, {"reopen", id, "--note=wrong one", "--revision=2",
                      "--actor=carol", "--tenant=acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_EQ(outcome.out, id + "  ACKNOWLEDGED  revision 3" + kAliceFromVn);
  const auto requests = fake_.findings().reopen_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].tenant(), "acme");
  EXPECT_EQ(requests[0].finding_id(), id);
  EXPECT_EQ(requests[0].expected_revision(), 2u);
  EXPECT_EQ(requests[0].note(), "wrong one");
  EXPECT_EQ(requests[0].actor(), "carol");
  EXPECT_THAT(requests[0].request_id(), MatchesRegex(kNewId));
}

TEST_F(FarcallTriage, NoteIsShownWithItsFinding) {
  const Outcome outcome = Farcall(
      fake_, {"note", "f1", "asked alice", "--actor=carol", "--tenant=acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_EQ(outcome.out, std::string("f1  OPEN  revision 3") + kAliceFromVn);
  const auto requests = fake_.findings().note_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].tenant(), "acme");
  EXPECT_EQ(requests[0].finding_id(), "f1");
  EXPECT_EQ(requests[0].text(), "asked alice");
  EXPECT_EQ(requests[0].actor(), "carol");
  EXPECT_THAT(requests[0].request_id(), MatchesRegex(kNewId));
  EXPECT_THAT(Farcall(fake_, {"findings", "--id=f1"}).out,
              HasSubstr("by carol\n            asked alice\n"));
}

TEST_F(FarcallTriage, ARequestOfTheSameIdHappensOnce) {
  const std::vector<std::string> arguments = {"note", "f1", "n",
                                              "--request-id=r1"};
  const Outcome first = Farcall(fake_, arguments);
  const Outcome second = Farcall(fake_, arguments);
  EXPECT_EQ(second.code, ExitCode::kOk);
  EXPECT_EQ(second.out, first.out);
}

TEST_F(FarcallTriage, ExitsWith5IfTheFindingWasChangedSinceItsRevision) {
  Farcall(fake_, {"ack", "f1", "--actor=carol"});
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"ack", "f1", "--revision=2"},
        {"close", "f1", "--revision=2", "--benign", "--reason=travel"},
        {"reopen", "f1", "--revision=2", "--note=n"}}) {
    const Outcome outcome = Farcall(fake_, arguments);
    EXPECT_EQ(outcome.code, ExitCode::kRefused) << arguments[0];
    EXPECT_EQ(outcome.err,
              "farcall: finding f1 was changed since --revision 2, by somebody "
              "else or by more calls: finding f1 has changed: it is "
              "ACKNOWLEDGED in revision 3\n");
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

TEST_F(FarcallTriage, TellsARefusalWithoutARevisionAsItIs) {
  fake_.findings().Refuse({grpc::StatusCode::ABORTED, "two at once"});
  const Outcome outcome = Farcall(fake_, {"ack", "f1"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err, "farcall: two at once\n");
}

TEST_F(FarcallTriage, ExitsWith5IfTheStateDoesNotAllowIt) {
  const std::string benign = AddBenign();
  const std::string is_benign = "farcall: finding " + benign + " is BENIGN\n";
  for (const auto& [arguments, message] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"ack", benign}, is_benign},
           {{"close", "f1", benign, "--benign", "--reason=travel"}, is_benign},
           {{"reopen", "f1", "--note=n"}, "farcall: finding f1 is OPEN\n"}}) {
    const Outcome outcome = Farcall(fake_, arguments);
    EXPECT_EQ(outcome.code, ExitCode::kRefused) << arguments[0];
    EXPECT_EQ(outcome.err, message);
    EXPECT_THAT(outcome.out, IsEmpty());
  }
  fake_.findings().Refuse({grpc::StatusCode::FAILED_PRECONDITION,
                           "finding f1 has 50 notes, which is the limit"});
  const Outcome outcome = Farcall(fake_, {"note", "f1", "n"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err,
            "farcall: finding f1 has 50 notes, which is the limit\n");
}

TEST_F(FarcallTriage, ExitsWith5IfThereIsNoSuchFinding) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"ack", "x"},
        {"close", "x", "--benign", "--reason=travel"},
        {"reopen", "x", "--note=n"},
        {"note", "x", "n"}}) {
    const Outcome outcome = Farcall(fake_, arguments);
    EXPECT_EQ(outcome.code, ExitCode::kRefused) << arguments[0];
    EXPECT_EQ(outcome.err,
              "farcall: there is no finding x in tenant default\n");
  }
  EXPECT_EQ(Farcall(fake_, {"close", "f1", "x", "--benign", "--reason=travel",
                            "--tenant=t"})
                .err,
            "farcall: there is no finding x of tenant t\n")
      << "only the server knows which of several";
}

TEST_F(FarcallTriage, TellsHowToTryAgainIfNoAnswerComes) {
  fake_.findings().Refuse({grpc::StatusCode::UNAVAILABLE, "shutting down"});
  const Outcome gone = Farcall(fake_, {"ack", "f1", "--actor=carol"});
  EXPECT_EQ(gone.code, ExitCode::kUnavailable);
  EXPECT_EQ(gone.err,
            "farcall: shutting down; to try again, add --request-id " +
                fake_.findings().acknowledge_requests()[0].request_id() + "\n");
  fake_.Stop();
  const Outcome absent = Farcall(fake_, {"note", "f1", "n", "--request-id=r1"});
  EXPECT_EQ(absent.code, ExitCode::kUnavailable);
  EXPECT_THAT(absent.err, HasSubstr("cannot reach a server at "));
  EXPECT_THAT(absent.err, HasSubstr("; to try again, add --request-id r1\n"));
}

}  // namespace
}  // namespace farcall
