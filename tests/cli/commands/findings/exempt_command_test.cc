// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "tests/cli/commands/run_farcall.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A file that is gone at the end of the test.
class TextFile {
 public:
  explicit TextFile(const std::string& text)
      : path_(testing::TempDir() + "exemption.json") {
    std::ofstream(path_) << text;
  }
  ~TextFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

TEST(FarcallExempt, SendsWhatIsPlanned) {
  FakeFarcall fake;
  const Outcome outcome = Farcall(
      fake, {"exempt", "--principal=alice", "--place=DE", "--command=ssm:*",
             "--from=2026-11-28T20:00:00Z", "--for=4h",
             "--weekly-hours=sat:20-24", "--reason=patches", "--ticket=CHG-1",
             "--actor=carol", "--request-id=r1", "--tenant=acme"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("x1         IN_FORCE"));
  EXPECT_THAT(outcome.err, IsEmpty());
  const auto requests = fake.findings().create_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].tenant(), "acme");
  EXPECT_EQ(requests[0].request_id(), "r1");
  EXPECT_FALSE(requests[0].validate_only());
  const v1::Exemption& exemption = requests[0].exemption();
  EXPECT_THAT(exemption.principals(), ElementsAre("alice"));
  EXPECT_THAT(exemption.places(), ElementsAre("DE"));
  EXPECT_THAT(exemption.commands(), ElementsAre("ssm:*"));
  EXPECT_THAT(exemption.weekly_hours(), ElementsAre(140, 144));
  EXPECT_EQ(exemption.from().seconds(), 1795896000);
  EXPECT_EQ(exemption.to().seconds(), 1795910400);
  EXPECT_EQ(exemption.reason(), "patches");
  EXPECT_EQ(exemption.ticket(), "CHG-1");
  EXPECT_EQ(exemption.actor(), "carol");
}

TEST(FarcallExempt, SaysThatNothingWasMade) {
  FakeFarcall fake;
  const std::vector<std::string> declared = {"exempt", "--account=111122223333",
                                             "--for=1h", "--reason=x",
                                             "--request-id=r1"};
  auto checked = declared;
  checked.emplace_back("--validate-only");
  EXPECT_THAT(Farcall(fake, checked).err,
              HasSubstr("it may be declared, and nothing was made"));
  EXPECT_TRUE(fake.findings().create_requests().back().validate_only());
  EXPECT_THAT(Farcall(fake, declared).err, IsEmpty());
  EXPECT_THAT(Farcall(fake, declared).err,
              HasSubstr("--request-id r1 was taken before"));
}

TEST(FarcallExempt, ReadsJson) {
  FakeFarcall fake;
  const TextFile file(
      R"({"principals": ["alice"], "places": ["DE"], "weekly_hours": [0, 24],
          "to": "2026-11-28T22:00:00Z", "reason": "patches",
          "actor": "deploy-job"})");
  const Outcome outcome =
      Farcall(fake, {"exempt", "--from-json", file.path(), "--format=json"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\"exemption_id\":\"x1\""));
  const v1::Exemption exemption =
      fake.findings().create_requests().at(0).exemption();
  EXPECT_THAT(exemption.principals(), ElementsAre("alice"));
  EXPECT_EQ(exemption.to().seconds(), 1795903200);
  EXPECT_EQ(exemption.actor(), "deploy-job");
}

TEST(FarcallExempt, SaysWhatIsWrongWithJson) {
  FakeFarcall fake;
  const TextFile file(R"({"princpals": ["alice"]})");
  const Outcome outcome = Farcall(fake, {"exempt", "--from-json", file.path()});
  EXPECT_EQ(outcome.code, ExitCode::kFiles);
  EXPECT_THAT(outcome.err, HasSubstr("princpals"));
  EXPECT_THAT(fake.findings().create_requests(), IsEmpty());
  EXPECT_EQ(Farcall(fake, {"exempt", "--from-json=/nonexistent"}).code,
            ExitCode::kFiles);
}

TEST(FarcallExempt, TellsHowToSendAgainWhatMayHaveHappened) {
  FakeFarcall fake;
  fake.findings().Refuse({grpc::StatusCode::UNAVAILABLE, "no"});
  EXPECT_THAT(Farcall(fake, {"exempt", "--account=111122223333", "--for=1h",
                             "--reason=x", "--request-id=r1"})
                  .err,
              HasSubstr("--request-id r1"));
}

TEST(FarcallExempt, Revokes) {
  FakeFarcall fake;
  const Outcome outcome =
      Farcall(fake, {"exempt", "--revoke=x7", "--actor=carol"});
  EXPECT_EQ(outcome.code, ExitCode::kOk) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("REVOKED"));
  const auto requests = fake.findings().revoke_requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].exemption_id(), "x7");
  EXPECT_EQ(requests[0].actor(), "carol");
}

TEST(FarcallExemptions, ListsThemAll) {
  FakeFarcall fake;
  for (const char* id : {"x1", "x2", "x3"}) {
    v1::Exemption exemption;
    exemption.set_id(id);
    exemption.set_state(id[1] == '2' ? v1::Exemption::STATE_ENDED
                                     : v1::Exemption::STATE_IN_FORCE);
    fake.findings().Add(exemption);
  }
  const std::string all = Farcall(fake, {"exemptions"}).out;
  EXPECT_THAT(all, HasSubstr("x2"));
  EXPECT_THAT(all, HasSubstr("x3"));
  EXPECT_THAT(Farcall(fake, {"exemptions", "--in-force"}).out,
              Not(HasSubstr("x2")));
  const Outcome first = Farcall(fake, {"exemptions", "--limit=2"});
  EXPECT_THAT(first.out, Not(HasSubstr("x3")));
  EXPECT_THAT(first.err, HasSubstr("--limit 2 was reached"));
}

TEST(FarcallExemptions, SaysThatThereAreNone) {
  FakeFarcall fake;
  const Outcome outcome = Farcall(fake, {"exemptions"});
  EXPECT_EQ(outcome.code, ExitCode::kOk);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("nothing is known of tenant default"));
}

}  // namespace
}  // namespace farcall
