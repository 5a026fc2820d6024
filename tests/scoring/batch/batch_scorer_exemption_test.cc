// SPDX-License-Identifier: Apache-2.0

// Findings of calls that an exemption covers are made and marked. Nothing else
// of scoring and learning changes.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scoring/batch/exemption_changes.h"
#include "scoring/batch/finding_triage.h"
#include "tests/scoring/batch/calls_by_databases.h"
#include "tests/scoring/batch/stored_baseline.h"

namespace farcall {
namespace {

constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
constexpr char kHome[] = "91.1.2.3";
constexpr char kAbroad[] = "5.9.2.3";
constexpr int64_t kMicros = 1'000'000;

FindingTriage::Request By(const std::string& request_id) {
  return {.id = request_id,
          .actor = "carol",
          .identity = "token:soc",
          .time_micros = kAfter * kMicros};
}

// Calls of alice from VN, of her usual command, for two days.
Exemption OfAlice() {
  return {.principals = {kAlice},
          .commands = {"sts:*"},
          .places = {"VN"},
          .from_seconds = kAfter,
          .to_seconds = kAfter + 2 * kDay,
          .reason = "a fair in Hanoi"};
}

// A principal after a usual month.
class BatchScorerExemption : public CallsByDatabases {
 protected:
  BatchScorerExemption() {
    databases_.Set(kHome, "DE", kMonth - kDay);
    databases_.Set(kAbroad, "VN", kMonth - kDay);
    LiveAMonth(kAlice, kHome);
  }

  ExemptionId Declare(const Exemption& exemption = OfAlice(),
                      const std::string& request_id = "r1") {
    const auto created = changes_.Create("default", exemption, By(request_id));
    EXPECT_TRUE(created.ok()) << created.status();
    return created->exemption.id;
  }
  Finding Get(const ScoredEvent& scored) const {
    return (*store_.FindFinding("default", scored.finding.value())).value();
  }
  void CloseAsMalicious(const ScoredEvent& scored) {
    const FindingTriage triage(store_, store_, databases_, Model{});
    const FindingTriage::Looked looked[] = {{*scored.finding, 0}};
    ASSERT_TRUE(triage
                    .Close("default", looked,
                           {.state = FindingState::kMalicious,
                            .reason = CloseReason::kStolenCredential},
                           By("close"))
                    .ok());
  }
  FindingChanges LastChanges() const {
    return store_.ReadFindingLog("default", 0, 100)->entries.back().changes;
  }

  const ExemptionChanges changes_{store_};
};

TEST_F(BatchScorerExemption, MarksTheFindingAndRaisesNoAlert) {
  const ExemptionId id = Declare();
  const ScoredEvent odd = Call(kAlice, kAbroad, kAfter);
  EXPECT_FALSE(odd.alert);
  EXPECT_TRUE(odd.finding_opened);
  EXPECT_EQ(Get(odd).exemption, id);
  EXPECT_EQ(LastChanges(), SetOf(FindingChange::kOpened));
  const ScoredEvent again = Call(kAlice, kAbroad, kAfter + kDay / 2);
  EXPECT_FALSE(again.alert);
  EXPECT_EQ(Get(again).exemption, id);
  EXPECT_EQ(Get(again).calls, 2u);
}

TEST_F(BatchScorerExemption, LeavesTheAlertOfTheDayToWhatIsNotCovered) {
  Declare();
  const ScoredEvent planned = Call(kAlice, kAbroad, kAfter);
  Event odd = EventOf(kAlice, kAbroad, kAfter + 60);
  odd.command = "iam:CreateAccessKey";
  const ScoredEvent joined = Score({odd}).front();
  EXPECT_EQ(joined.finding, planned.finding);
  EXPECT_TRUE(joined.alert) << "the first of its day";
  EXPECT_EQ(Get(joined).exemption, std::nullopt);
  EXPECT_TRUE(Has(LastChanges(), FindingChange::kEscalated));
  const ScoredEvent last = Call(kAlice, kAbroad, kAfter + 120);
  EXPECT_EQ(Get(last).exemption, std::nullopt) << "the mark does not come back";
}

TEST_F(BatchScorerExemption, AnswersARedeliveredEventTheSame) {
  Declare();
  const Event event = EventOf(kAlice, kAbroad, kAfter);
  const ScoredEvent first = Score({event}).front();
  const ScoredEvent again = Score({event}).front();
  EXPECT_TRUE(again.duplicate);
  EXPECT_FALSE(again.alert);
  EXPECT_EQ(again.finding, first.finding);
}

TEST_F(BatchScorerExemption, CoversByTheTimeOfTheCall) {
  Exemption exemption = OfAlice();
  exemption.from_seconds = kAfter + 1;
  Declare(exemption);
  const ScoredEvent before = Call(kAlice, kAbroad, kAfter);
  EXPECT_TRUE(before.alert);
  EXPECT_EQ(Get(before).exemption, std::nullopt);
}

TEST_F(BatchScorerExemption, CoversNothingOnceItIsRevoked) {
  const ExemptionId id = Declare();
  ASSERT_TRUE(changes_.Revoke("default", id, By("r2")).ok());
  EXPECT_TRUE(Call(kAlice, kAbroad, kAfter).alert);
}

TEST_F(BatchScorerExemption, CoversTheNetworksThatItNames) {
  Exemption exemption = OfAlice();
  exemption.places = {"5.9.2.0/24"};
  const ExemptionId id = Declare(exemption);
  EXPECT_EQ(Get(Call(kAlice, kAbroad, kAfter)).exemption, id);
}

TEST_F(BatchScorerExemption, DoesNotMarkWhatGoesOnAfterMalicious) {
  const ScoredEvent stolen = Call(kAlice, kAbroad, kAfter);
  CloseAsMalicious(stolen);
  Declare();
  const ScoredEvent later = Call(kAlice, kAbroad, kAfter + kHour);
  ASSERT_NE(later.finding, stolen.finding);
  EXPECT_EQ(Get(later).reopening, Reopening::kAfterMalicious);
  EXPECT_EQ(Get(later).exemption, std::nullopt);
}

TEST_F(BatchScorerExemption, IsRevokedWhereAFindingOfItIsMalicious) {
  const ExemptionId id = Declare();
  const ScoredEvent odd = Call(kAlice, kAbroad, kAfter);
  CloseAsMalicious(odd);
  const auto listed = store_.ListExemptions("default");
  ASSERT_EQ(listed->size(), 1u);
  EXPECT_EQ(listed->front().id, id);
  EXPECT_EQ(listed->front().revocation, Revocation::kMalicious);
  EXPECT_EQ(listed->front().revoked_by, "token:soc");
}

// The same calls with and without an exemption.
TEST_F(BatchScorerExemption, ChangesNoScoreAndNothingThatIsLearned) {
  MemoryHistogramStore other;
  const BatchScorer other_scorer(other, databases_, Model{});
  std::vector<Event> month;
  for (const int64_t at_seconds : WorkingHours()) {
    month.push_back(EventOf(kAlice, kHome, at_seconds));
  }
  // In this store the month was lived before.
  ASSERT_TRUE(
      other_scorer.Score("default", month, ScoringMode::kScoreAndLearn).ok());
  Declare();
  for (int i = 0; i < 60; ++i) {
    Event event =
        EventOf(kAlice, i % 3 == 0 ? kHome : kAbroad, kAfter + i * kHour / 2);
    if (i % 7 == 6) event.command = "iam:ListUsers";
    const ScoredEvent ours = Score({event}).front();
    const ScoredEvent theirs =
        other_scorer.Score("default", {{event}}, ScoringMode::kScoreAndLearn)
            ->front();
    EXPECT_EQ(ours.score, theirs.score) << i;
    EXPECT_EQ(ours.bits, theirs.bits) << i;
    EXPECT_EQ(ours.finding, theirs.finding) << i;
  }
  for (const auto& [kind, name] :
       {std::pair(EntityKind::kPrincipal, std::string(kAlice)),
        std::pair(EntityKind::kPeers, std::string("111122223333:user")),
        std::pair(EntityKind::kCommand, std::string("sts:GetCallerIdentity")),
        std::pair(EntityKind::kTenant, std::string())}) {
    Baseline ours = StoredBaseline(store_, kind, name);
    Baseline theirs = StoredBaseline(other, kind, name);
    ASSERT_FALSE(theirs.empty()) << name;
    // Alerts and their budget are what an exemption is for.
    for (Baseline* baseline : {&ours, &theirs}) {
      baseline->alerts = {};
      baseline->bests = {};
      baseline->distribution = {};
    }
    EXPECT_EQ(ours, theirs) << name;
  }
}

TEST_F(BatchScorerExemption, DoesNotCountForTheBudget) {
  const Baseline before = StoredBaseline(store_, EntityKind::kTenant, "");
  Declare();
  EXPECT_FALSE(Call(kAlice, kAbroad, kAfter).alert);
  EXPECT_EQ(StoredBaseline(store_, EntityKind::kTenant, "").distribution,
            before.distribution);
  EXPECT_TRUE(StoredBaseline(store_, EntityKind::kPrincipal, kAlice)
                  .alerts.Get()
                  .MayRaise("VN", kAfter, AlertsOf::kDay));
}

}  // namespace
}  // namespace farcall
