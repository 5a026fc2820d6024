// SPDX-License-Identifier: Apache-2.0

// What the classes of commands do to findings (docs/commands.md).

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scoring/batch/finding_triage.h"
#include "tests/scoring/batch/calls_by_databases.h"

namespace farcall {
namespace {

using Class = CommandClass;

constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
constexpr char kHome[] = "91.1.2.3";
constexpr char kAbroad[] = "5.9.2.3";
constexpr char kSecret[] = "secretsmanager:GetSecretValue";

class FindingClass : public CallsByDatabases {
 protected:
  FindingClass() {
    databases_.Set(kHome, "DE", kMonth - kDay);
    databases_.Set(kAbroad, "VN", kMonth - kDay);
    LiveAMonth(kAlice, kHome);
  }

  Event Odd(const std::string& command, int64_t at_seconds) {
    Event event = EventOf(kAlice, kAbroad, at_seconds);
    event.command = command;
    return event;
  }
  // Two calls of a command from home in each of the hours before the odd ones.
  void UseAtHome(const std::string& command, int hours) {
    std::vector<Event> events;
    for (int i = 0; i < 2 * hours; ++i) {
      const int64_t hour = kAfter - (20 - i / 2) * kHour;
      events.push_back(EventOf(kAlice, kHome, hour + i % 2));
      events.back().command = command;
    }
    Score(events);
  }
  Finding Get(const ScoredEvent& scored) const {
    EXPECT_TRUE(scored.finding.has_value());
    return (*store_.FindFinding("default", *scored.finding)).value();
  }
  void Close(const FindingId& id, const FindingTriage::Verdict& verdict,
             int64_t at_seconds = kAfter) {
    const FindingTriage triage(store_, store_, databases_, Model{});
    const FindingTriage::Looked looked[] = {{id, 0}};
    ASSERT_TRUE(triage
                    .Close("default", looked, verdict,
                           {.id = "close",
                            .actor = "carol",
                            .identity = "token:soc",
                            .time_micros = at_seconds * 1'000'000})
                    .ok());
  }
  FindingChanges LastChanges() const {
    return store_.ReadFindingLog("default", 0, 100)->entries.back().changes;
  }
};

TEST_F(FindingClass, KeepsTheClassesOfAllItsCalls) {
  const auto scored =
      Score({Odd("sts:GetCallerIdentity", kAfter), Odd(kSecret, kAfter + 60),
             Odd("iam:CreateUser", kAfter + 120)});
  const Finding finding = Get(scored[0]);
  EXPECT_EQ(finding.classes, SetOf(Class::kDiscovery) |
                                 SetOf(Class::kSecretRead) |
                                 SetOf(Class::kPersistence));
  EXPECT_EQ(finding.sensitive_calls, 2u);
}

TEST_F(FindingClass, TakesAnUnknownCommandByWhatItsRecordSays) {
  Event reads = Odd("newservice:PreviewThing", kAfter);
  reads.details.read_only = true;
  EXPECT_EQ(Get(Score({reads})[0]).classes, SetOf(Class::kDiscovery));
  reads.event_id += " changed";
  reads.event_time_seconds += 60;
  reads.details.read_only = false;
  EXPECT_EQ(Get(Score({reads})[0]).classes,
            SetOf(Class::kDiscovery) | SetOf(Class::kWrite));
}

TEST_F(FindingClass, IsOfTheFirstPriorityWhereItIsCriticalAndSensitive) {
  const ScoredEvent odd = Score({Odd(kSecret, kAfter)})[0];
  ASSERT_EQ(odd.risk_level, RiskLevel::kCritical) << odd.score;
  EXPECT_EQ(Get(odd).sensitive_calls, 1u);
  EXPECT_EQ(PriorityOf(Get(odd)), 1);
}

TEST_F(FindingClass, HasNoSensitiveCallOfACommandThatIsUsual) {
  UseAtHome(kSecret, 5);
  const Finding finding = Get(Score({Odd(kSecret, kAfter)})[0]);
  EXPECT_EQ(finding.classes, SetOf(Class::kSecretRead));
  EXPECT_EQ(finding.sensitive_calls, 0u);
}

TEST_F(FindingClass, HasOneOfACommandThatWasUsedInFourHours) {
  UseAtHome(kSecret, 4);
  EXPECT_EQ(Get(Score({Odd(kSecret, kAfter)})[0]).sensitive_calls, 1u);
}

// A call of the same finding is no habit.
TEST_F(FindingClass, CountsEachSensitiveCallOfAnHour) {
  std::vector<Event> events;
  for (int i = 0; i < 30; ++i) events.push_back(Odd(kSecret, kAfter + i * 60));
  EXPECT_EQ(Get(Score(events)[0]).sensitive_calls, 30u);
}

// A thief who has time does not make a command usual.
TEST_F(FindingClass, TakesWhatWasMaliciousForNoUse) {
  ScoredEvent odd;
  for (int hour = 0; hour < 6; ++hour) {
    odd = Score({Odd(kSecret, kAfter + hour * kHour)})[0];
  }
  ASSERT_EQ(Get(odd).sensitive_calls, 5u) << "the sixth hour is usual";
  Close(*odd.finding,
        {.state = FindingState::kMalicious,
         .reason = CloseReason::kStolenCredential},
        kAfter + 6 * kHour);
  const ScoredEvent after = Score({Odd(kSecret, kAfter + 7 * kHour)})[0];
  ASSERT_TRUE(after.finding_opened);
  EXPECT_EQ(Get(after).sensitive_calls, 1u);
}

TEST_F(FindingClass, CountsADeniedCallAsSensitive) {
  Event denied = Odd("iam:CreateAccessKey", kAfter);
  denied.error_code = "AccessDenied";
  EXPECT_EQ(Get(Score({denied})[0]).sensitive_calls, 1u);
}

TEST_F(FindingClass, CountsNoCallThatNeedsNoCredentials) {
  Event stranger = Odd("iam:CreateAccessKey", kAfter);
  stranger.error_code = "InvalidClientTokenId";
  stranger.unauthenticated = true;
  const ScoredEvent scored = Score({stranger})[0];
  ASSERT_TRUE(scored.finding.has_value());
  EXPECT_EQ(Get(scored).sensitive_calls, 0u);
  EXPECT_EQ(Get(scored).classes, SetOf(Class::kPersistence));
}

TEST_F(FindingClass, EscalatesWhereAWorseClassComes) {
  const ScoredEvent odd = Score({Odd(kSecret, kAfter)})[0];
  Score({Odd(kSecret, kAfter + 60)});
  ASSERT_FALSE(Has(LastChanges(), FindingChange::kEscalated));
  const uint16_t score = Get(odd).score_hundredths;
  Score({Odd("iam:CreateAccessKey", kAfter + 120)});
  EXPECT_TRUE(Has(LastChanges(), FindingChange::kEscalated));
  EXPECT_EQ(RiskLevelOf(score / 100.0), Get(odd).risk_level())
      << "its level did not rise";
}

TEST_F(FindingClass, OpensANewOneWhereAWorseClassThanTheClosedOnesComes) {
  const ScoredEvent odd = Score({Odd(kSecret, kAfter)})[0];
  Close(*odd.finding, {.state = FindingState::kBenign,
                       .reason = CloseReason::kTravel,
                       .teaching = Teaching::kNothing});
  const ScoredEvent same = Score({Odd("ssm:GetParameter", kAfter + 60)})[0];
  EXPECT_EQ(same.finding, odd.finding) << "its class is not worse";
  const ScoredEvent worse =
      Score({Odd("iam:AttachUserPolicy", kAfter + 90)})[0];
  ASSERT_TRUE(worse.finding_opened);
  const Finding reopened = Get(worse);
  EXPECT_EQ(reopened.reopening, Reopening::kWorseClass);
  EXPECT_EQ(reopened.previous, odd.finding);
  EXPECT_EQ(reopened.state, FindingState::kOpen);
  EXPECT_FALSE(reopened.headline.empty());
  EXPECT_EQ(Score({Odd("iam:PutUserPolicy", kAfter + 120)})[0].finding,
            worse.finding);
}

}  // namespace
}  // namespace farcall
