// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/exemption.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace farcall {
namespace {

// 2026-11-28T20:20:00Z, a Saturday.
constexpr int64_t kSaturday = 1795897200;
constexpr int64_t kHour = 3600;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kMicros = 1'000'000;

constexpr char kCi[] = "arn:aws:iam::111122223333:role/ci/deploy";

Exemption OfCi() {
  return {.principals = {"arn:aws:iam::111122223333:role/ci/*"},
          .accounts = {"444455556666", "111122223333"},
          .commands = {"ssm:*", "ec2:RunInstances"},
          .places = {"DE", "198.51.100.0/24"},
          .from_seconds = kSaturday,
          .to_seconds = kSaturday + kDay};
}

ExemptCall CallOfCi() {
  return {.principal = kCi,
          .account = "111122223333",
          .command = "ssm:SendCommand",
          .command_class = CommandClass::kExecution,
          .origin = "DE",
          .network = "192.0.2.0/24",
          .at_seconds = kSaturday};
}

struct Case {
  const char* name;
  void (*change)(Exemption&, ExemptCall&);
  bool is_covered;
};

class CoversTest : public testing::TestWithParam<Case> {};

TEST_P(CoversTest, LooksAtEachOfItsParts) {
  Exemption exemption = OfCi();
  ExemptCall call = CallOfCi();
  GetParam().change(exemption, call);
  EXPECT_EQ(Covers(exemption, call), GetParam().is_covered);
}

const Case kCases[] = {
    {"AllFit", [](Exemption&, ExemptCall&) {}, true},
    {"AnotherPath",
     [](Exemption&, ExemptCall& call) {
       call.principal = "arn:aws:iam::111122223333:role/cicd";
     },
     false},
    {"WholeName",
     [](Exemption& exemption, ExemptCall&) { exemption.principals = {kCi}; },
     true},
    {"MoreThanTheWholeName",
     [](Exemption& exemption, ExemptCall& call) {
       exemption.principals = {kCi};
       call.principal = "arn:aws:iam::111122223333:role/ci/deploy2";
     },
     false},
    {"AnyPrincipalOfTheAccounts",
     [](Exemption& exemption, ExemptCall& call) {
       exemption.principals.clear();
       call.principal = "anybody";
     },
     true},
    {"AnotherAccount",
     [](Exemption&, ExemptCall& call) { call.account = "777788889999"; },
     false},
    {"NoAccount", [](Exemption&, ExemptCall& call) { call.account = ""; },
     false},
    {"AnotherCommand",
     [](Exemption&, ExemptCall& call) { call.command = "s3:GetObject"; },
     false},
    {"AnyCommand",
     [](Exemption& exemption, ExemptCall& call) {
       exemption.commands.clear();
       call.command = "s3:GetObject";
     },
     true},
    {"BeginningOfAWorseCommand",
     [](Exemption& exemption, ExemptCall& call) {
       exemption.commands = {"iam:*"};
       call.command = "iam:CreateAccessKey";
       call.command_class = CommandClass::kPersistence;
     },
     false},
    {"WorseCommandByName",
     [](Exemption& exemption, ExemptCall& call) {
       exemption.commands = {"iam:CreateAccessKey"};
       call.command = "iam:CreateAccessKey";
       call.command_class = CommandClass::kPersistence;
     },
     true},
    {"WorseCommandWhereNoneIsNamed",
     [](Exemption& exemption, ExemptCall& call) {
       exemption.commands.clear();
       call.command_class = CommandClass::kDestruction;
     },
     false},
    {"AnotherOrigin", [](Exemption&, ExemptCall& call) { call.origin = "VN"; },
     false},
    {"Network",
     [](Exemption&, ExemptCall& call) {
       call.origin = "VN";
       call.network = "198.51.100.0/24";
     },
     true},
    {"AnyPlace",
     [](Exemption& exemption, ExemptCall& call) {
       exemption.places.clear();
       call.origin = "VN";
     },
     true},
    {"BeforeItBegins", [](Exemption&, ExemptCall& call) { --call.at_seconds; },
     false},
    {"ItsLastSecond",
     [](Exemption&, ExemptCall& call) { call.at_seconds += kDay - 1; }, true},
    {"AfterItsEnd",
     [](Exemption&, ExemptCall& call) { call.at_seconds += kDay; }, false},
    {"ItsHourOfTheWeek",
     [](Exemption& exemption, ExemptCall&) {
       exemption.weekly_hours = {{0, 1}, {5 * 24 + 20, 5 * 24 + 21}};
     },
     true},
    {"AnotherHourOfTheWeek",
     [](Exemption& exemption, ExemptCall&) {
       exemption.weekly_hours = {{5 * 24 + 21, 5 * 24 + 24}};
     },
     false},
    {"Revoked",
     [](Exemption& exemption, ExemptCall&) {
       Revoke(Revocation::kRequested, "token:soc", 1, exemption);
     },
     false},
};

INSTANTIATE_TEST_SUITE_P(Exemption, CoversTest, testing::ValuesIn(kCases),
                         [](const auto& tested) {
                           return std::string(tested.param.name);
                         });

TEST(Exemption, CoversNoClassThatIsNeverExempt) {
  Exemption exemption = OfCi();
  exemption.commands.clear();
  std::vector<CommandClass> covered;
  for (int number = 0; number <= 12; ++number) {
    ExemptCall call = CallOfCi();
    call.command_class = static_cast<CommandClass>(number);
    if (!Covers(exemption, call)) covered.push_back(call.command_class);
  }
  EXPECT_EQ(
      covered,
      (std::vector{CommandClass::kDataShare, CommandClass::kPersistence,
                   CommandClass::kDefenseEvasion, CommandClass::kDestruction}));
}

TEST(Exemption, FindsTheFirstThatCovers) {
  std::vector<Exemption> exemptions = {OfCi(), OfCi(), OfCi()};
  exemptions[0].places = {"VN"};
  EXPECT_EQ(FindCovering(exemptions, CallOfCi()), &exemptions[1]);
  EXPECT_EQ(FindCovering({}, CallOfCi()), nullptr);
}

TEST(Exemption, StaysAsItWasRevokedFirst) {
  Exemption exemption = OfCi();
  Revoke(Revocation::kMalicious, "token:soc", kSaturday * kMicros, exemption);
  Revoke(Revocation::kRequested, "token:ci", kSaturday * kMicros + 1,
         exemption);
  EXPECT_EQ(exemption.revocation, Revocation::kMalicious);
  EXPECT_EQ(exemption.revoked_by, "token:soc");
  EXPECT_EQ(EndMicros(exemption), kSaturday * kMicros);
}

TEST(Exemption, IsRevokedWithItsLastPrincipal) {
  Exemption exemption = OfCi();
  exemption.principals = {kCi, "arn:aws:iam::111122223333:user/alice"};
  EXPECT_FALSE(ErasePrincipal("bob", 7, exemption));
  EXPECT_TRUE(ErasePrincipal(kCi, 7, exemption));
  EXPECT_EQ(exemption.principals.size(), 1u);
  EXPECT_EQ(exemption.revocation, Revocation::kNone);
  EXPECT_TRUE(
      ErasePrincipal("arn:aws:iam::111122223333:user/alice", 8, exemption));
  EXPECT_EQ(exemption.revocation, Revocation::kErased)
      << "else it would cover all of its accounts";
  EXPECT_EQ(exemption.revoke_micros, 8);
}

TEST(Exemption, CountsTheFindingsThatCarryItsMark) {
  ExemptionId ours;
  ours.bytes[0] = 1;
  const std::vector<FindingOutline> findings = {
      {.create_micros = 10, .exemption = ours},
      {.create_micros = 30, .exemption = ours},
      {.create_micros = 40, .exemption = ExemptionId()},
      {.create_micros = 50}};
  const ExemptionUses uses = UsesOf(findings);
  EXPECT_EQ(UseOf(ours, uses).findings, 2u);
  EXPECT_EQ(UseOf(ours, uses).last_micros, 30);
  ours.bytes[0] = 2;
  EXPECT_EQ(UseOf(ours, uses).findings, 0u);
}

TEST(Exemption, HasAStateAtEachTime) {
  Exemption exemption = OfCi();
  exemption.to_seconds = kSaturday + 60 * kDay;
  exemption.create_micros = (kSaturday - kDay) * kMicros;
  const auto state = [&exemption](int64_t days, const ExemptionUse& use = {}) {
    return StateOf(exemption, use, (kSaturday + days * kDay) * kMicros);
  };
  EXPECT_EQ(state(-1), ExemptionState::kPlanned);
  EXPECT_EQ(state(0), ExemptionState::kInForce);
  EXPECT_EQ(state(30), ExemptionState::kInForce);
  EXPECT_EQ(state(31), ExemptionState::kStale);
  EXPECT_EQ(state(31, {.findings = 1,
                       .last_micros = (kSaturday + 10 * kDay) * kMicros}),
            ExemptionState::kInForce);
  EXPECT_EQ(state(60), ExemptionState::kEnded);
  Revoke(Revocation::kRequested, "", kSaturday * kMicros, exemption);
  EXPECT_EQ(state(60), ExemptionState::kRevoked);
}

}  // namespace
}  // namespace farcall
