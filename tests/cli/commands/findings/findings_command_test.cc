// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/commands/run_farcall.h"
#include "tests/formats/sample_finding.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

void AddFindings(FakeFarcall& fake, int count) {
  for (int i = 0; i < count; ++i) {
    fake.findings().Add(SampleFinding("f" + std::to_string(i)));
  }
}

// The fake knows a tenant as a baseline without a name.
void AddTenant(FakeFarcall& fake) {
  v1::Baseline baseline;
  baseline.mutable_entity()->set_kind(v1::ENTITY_KIND_TENANT);
  fake.Add(baseline);
}

std::vector<std::string> IdsOf(const std::string& ndjson) {
  std::vector<std::string> ids;
  std::istringstream lines(ndjson);
  std::string line;
  while (std::getline(lines, line)) {
    ids.push_back(nlohmann::json::parse(line)["finding_id"]);
  }
  return ids;
}

TEST(FarcallFindings, DrawsATableInTheOrderOfTheServer) {
  FakeFarcall fake;
  AddFindings(fake, 2);
  const Outcome outcome = Farcall(fake, {"findings"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("PRIO  SCORE  RISK  LAST CALL"));
  EXPECT_THAT(outcome.out,
              HasSubstr("   3  88.25  HIGH  2026-01-02T03:05:05Z"));
  EXPECT_LT(outcome.out.find("f0"), outcome.out.find("f1"));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(FarcallFindings, ListsAllPages) {
  FakeFarcall fake;
  AddFindings(fake, 5);
  const Outcome outcome =
      Farcall(fake, {"findings", "--format", "ndjson", "--tenant", "acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(IdsOf(outcome.out), ElementsAre("f0", "f1", "f2", "f3", "f4"));
  const auto requests = fake.findings().list_requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].page_size(), 100);
  EXPECT_EQ(requests[2].page_size(), 96);
  EXPECT_EQ(requests[2].page_token(), "4");
  EXPECT_EQ(requests[2].tenant(), "acme");
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(FarcallFindings, WritesOneDocument) {
  FakeFarcall fake;
  AddFindings(fake, 3);
  const Outcome outcome = Farcall(fake, {"findings", "--format", "json"});
  const auto json = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(json.size(), 3u);
  EXPECT_EQ(json[2]["finding_id"], "f2");
}

TEST(FarcallFindings, PassesItsFilterOn) {
  FakeFarcall fake;
  Farcall(fake, {"findings", "alice", "--state=benign,expired", "--origin=VN",
                 "--account=111122223333", "--risk=high", "--class=iam-write",
                 "--since=2026-01-02", "--limit=5000"});
  Farcall(fake, {"findings"});
  const auto requests = fake.findings().list_requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_THAT(requests[0].states(), ElementsAre(v1::Finding::STATE_BENIGN,
                                                v1::Finding::STATE_EXPIRED));
  EXPECT_EQ(requests[0].principal(), "alice");
  EXPECT_EQ(requests[0].origin(), "VN");
  EXPECT_EQ(requests[0].account(), "111122223333");
  EXPECT_EQ(requests[0].risk_from(), v1::RISK_LEVEL_HIGH);
  EXPECT_EQ(requests[0].class_from(), v1::COMMAND_CLASS_IAM_WRITE);
  EXPECT_EQ(requests[0].active_since().seconds(), 1767312000);
  EXPECT_EQ(requests[0].page_size(), 1000);
  EXPECT_THAT(requests[1].states(), IsEmpty()) << "the server's default";
  EXPECT_EQ(requests[1].risk_from(), v1::RISK_LEVEL_UNSPECIFIED);
  EXPECT_EQ(requests[1].class_from(), v1::COMMAND_CLASS_UNSPECIFIED);
  EXPECT_FALSE(requests[1].has_active_since());
}

TEST(FarcallFindings, SaysThatThereAreMoreThanItsLimit) {
  FakeFarcall fake;
  AddFindings(fake, 5);
  const Outcome outcome = Farcall(fake, {"findings", "--limit", "3"});
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 4)
      << "a header and three rows:\n"
      << outcome.out;
  EXPECT_EQ(outcome.err,
            "farcall: there are more findings: --limit 3 was reached\n");
}

TEST(FarcallFindings, SaysWhatItLookedForWhereTheListIsEmpty) {
  FakeFarcall fake;
  AddTenant(fake);
  const Outcome plain = Farcall(fake, {"findings"});
  EXPECT_EQ(plain.code, ExitCode::kOk);
  EXPECT_THAT(plain.out, IsEmpty());
  EXPECT_EQ(plain.err,
            "farcall: there are no open or acknowledged findings in tenant "
            "default\n");
  EXPECT_EQ(
      Farcall(fake,
              {"findings", "alice", "--state=malicious", "--origin=VN",
               "--account=111122223333", "--risk=high", "--class=iam-write",
               "--since=2026-01-02", "--format=ndjson"})
          .err,
      "farcall: there are no malicious findings of alice from VN on account "
      "111122223333 at risk HIGH or above of class IAM_WRITE or worse "
      "with a call since 2026-01-02T00:00:00Z in tenant default\n");
  const Outcome document = Farcall(fake, {"findings", "--format=json"});
  EXPECT_EQ(document.out, "[]\n");
  EXPECT_THAT(document.err, HasSubstr("there are no open or acknowledged"));
}

TEST(FarcallFindings, TellsThatNothingIsKnownOfATenant) {
  const FakeFarcall fake;
  EXPECT_EQ(Farcall(fake, {"findings", "--tenant", "typo"}).err,
            "farcall: nothing is known of tenant typo\n");
}

TEST(FarcallFindings, ExitsWith10IfAFindingOfThatRiskIsShown) {
  FakeFarcall fake;
  EXPECT_EQ(Farcall(fake, {"findings", "--fail-on", "none"}).code,
            ExitCode::kOk);
  AddFindings(fake, 1);
  EXPECT_EQ(Farcall(fake, {"findings"}).code, ExitCode::kOk);
  EXPECT_EQ(Farcall(fake, {"findings", "--fail-on", "critical"}).code,
            ExitCode::kOk);
  const Outcome outcome = Farcall(fake, {"findings", "--fail-on", "high"});
  EXPECT_EQ(outcome.code, ExitCode::kRiskFound);
  EXPECT_THAT(outcome.out, HasSubstr("f0"));
  EXPECT_EQ(Farcall(fake, {"findings", "--id", "f0", "--fail-on", "low"}).code,
            ExitCode::kRiskFound);
}

TEST(FarcallFindings, ExitsWith10IfAFindingOfThatPriorityIsShown) {
  FakeFarcall fake;
  v1::Finding unset = SampleFinding("f0");
  unset.set_priority(0);
  fake.findings().Add(unset);
  EXPECT_EQ(Farcall(fake, {"findings", "--fail-on", "priority4"}).code,
            ExitCode::kOk);
  v1::Finding second = SampleFinding("f1");
  second.set_priority(2);
  fake.findings().Add(second);
  EXPECT_EQ(Farcall(fake, {"findings", "--fail-on", "priority1"}).code,
            ExitCode::kOk);
  EXPECT_EQ(Farcall(fake, {"findings", "--fail-on", "priority2"}).code,
            ExitCode::kRiskFound);
  EXPECT_EQ(Farcall(fake, {"findings", "--fail-on", "priority3"}).code,
            ExitCode::kRiskFound);
}

TEST(FarcallFindings, WritesTheSchemasOfOthers) {
  FakeFarcall fake;
  AddFindings(fake, 3);
  const auto lines = [&fake](const std::string& format) {
    std::istringstream out(Farcall(fake, {"findings", "--format", format}).out);
    std::vector<nlohmann::json> objects;
    std::string line;
    while (std::getline(out, line)) {
      objects.push_back(nlohmann::json::parse(line));
    }
    return objects;
  };
  ASSERT_EQ(lines("ocsf").size(), 3u);
  EXPECT_EQ(lines("ocsf")[2]["finding_info"]["uid"], "f2");
  ASSERT_EQ(lines("ecs").size(), 3u);
  EXPECT_EQ(lines("ecs")[1]["event"]["id"], "f1");
  const Outcome one = Farcall(fake, {"findings", "--id=f1", "--format=ecs"});
  EXPECT_EQ(nlohmann::json::parse(one.out)["event"]["id"], "f1");
}

TEST(FarcallFindings, ShowsOneFinding) {
  FakeFarcall fake;
  AddFindings(fake, 2);
  const Outcome outcome =
      Farcall(fake, {"findings", "--id", "f1", "--tenant", "acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, HasSubstr("finding     f1\n"));
  EXPECT_THAT(outcome.out,
              HasSubstr("1.          alice called from VN for the first time"));
  EXPECT_THAT(outcome.out, HasSubstr("1,225  iam:CreateUser"));
  ASSERT_EQ(fake.findings().get_requests().size(), 1u);
  EXPECT_EQ(fake.findings().get_requests()[0].tenant(), "acme");
  EXPECT_THAT(fake.findings().list_requests(), IsEmpty());
}

TEST(FarcallFindings, ShowsTheNotesOfOneFinding) {
  FakeFarcall fake;
  AddFindings(fake, 2);
  v1::FindingNote note;
  note.set_actor("carol");
  note.set_text("asked alice");
  fake.findings().AddNote("f1", note);
  EXPECT_THAT(Farcall(fake, {"findings", "--id", "f1"}).out,
              HasSubstr("note        - by carol\n            asked alice\n"));
  for (const char* format : {"json", "ndjson"}) {
    const Outcome outcome =
        Farcall(fake, {"findings", "--id=f1", "--format", format});
    const auto json = nlohmann::json::parse(outcome.out);
    ASSERT_EQ(json["notes"].size(), 1u);
    EXPECT_EQ(json["notes"][0]["text"], "asked alice");
  }
}

TEST(FarcallFindings, ShowsOneFindingAsJson) {
  FakeFarcall fake;
  AddFindings(fake, 1);
  const Outcome line =
      Farcall(fake, {"findings", "--id=f0", "--format=ndjson"});
  EXPECT_EQ(std::count(line.out.begin(), line.out.end(), '\n'), 1);
  const Outcome document =
      Farcall(fake, {"findings", "--id=f0", "--format=json"});
  EXPECT_EQ(nlohmann::json::parse(document.out),
            nlohmann::json::parse(line.out));
  EXPECT_THAT(document.out, HasSubstr("{\n  \"finding_id\": \"f0\""));
}

TEST(FarcallFindings, ExitsWith5IfThereIsNoSuchFinding) {
  const FakeFarcall fake;
  const Outcome outcome = Farcall(fake, {"findings", "--id", "abc"});
  EXPECT_EQ(outcome.code, ExitCode::kRefused);
  EXPECT_EQ(outcome.err,
            "farcall: there is no finding abc in tenant default\n");
}

TEST(FarcallFindings, ExitsWith3IfNoServerIsThere) {
  FakeFarcall fake;
  fake.Stop();
  const Outcome outcome = Farcall(fake, {"findings"});
  EXPECT_EQ(outcome.code, ExitCode::kUnavailable);
  EXPECT_THAT(outcome.err, HasSubstr("cannot reach a server at "));
}

}  // namespace
}  // namespace farcall
