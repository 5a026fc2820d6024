// SPDX-License-Identifier: Apache-2.0

// Alerts are kept as findings: one for each episode of a principal and an
// origin, made in the write that counts its events.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "scoring/batch/explanation.h"
#include "tests/scoring/batch/calls_by_databases.h"

namespace farcall {
namespace {

constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
constexpr char kBob[] = "arn:aws:iam::111122223333:user/bob";
constexpr char kHome[] = "91.1.2.3";
constexpr char kAbroad[] = "5.9.2.3";
constexpr char kAlsoAbroad[] = "7.8.9.1";
constexpr char kNewAtHome[] = "93.9.9.9";

class BatchScorerFinding : public CallsByDatabases {
 protected:
  BatchScorerFinding() {
    databases_.Set(kHome, "DE", kMonth - kDay);
    databases_.Set(kAbroad, "VN", kMonth - kDay);
    databases_.Set(kAlsoAbroad, "BR", kMonth - kDay);
    databases_.Set(kNewAtHome, "DE", kMonth - kDay);
    LiveAMonth(kAlice, kHome);
    LiveAMonth(kBob, kHome);
  }

  std::vector<Finding> Findings() const {
    auto listed = store_.ListFindings("default", kFindingStates);
    EXPECT_TRUE(listed.ok()) << listed.status();
    return *std::move(listed);
  }
  Finding Only() const {
    const std::vector<Finding> all = Findings();
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? Finding{} : all.front();
  }
};

TEST_F(BatchScorerFinding, IsNoneOfAnHonestMonth) {
  EXPECT_TRUE(Findings().empty());
}

TEST_F(BatchScorerFinding, IsOpenedByAnAlert) {
  const ScoredEvent odd = Call(kAlice, kAbroad, kAfter);
  ASSERT_TRUE(odd.alert);
  const Finding finding = Only();
  EXPECT_EQ(odd.finding, finding.id);
  EXPECT_TRUE(odd.finding_opened);
  EXPECT_EQ(finding.principal, kAlice);
  EXPECT_EQ(finding.principal_kind, PrincipalKind::kUser);
  EXPECT_EQ(finding.origin, "VN");
  EXPECT_EQ(finding.state, FindingState::kOpen);
  EXPECT_EQ(finding.revision, 1u);
  EXPECT_EQ(finding.calls, 1u);
  EXPECT_EQ(finding.score(), odd.score);
  EXPECT_EQ(finding.first_seconds, kAfter);
  EXPECT_EQ(finding.headline, Headline(odd.factors));
  ASSERT_FALSE(finding.opening_factors.empty());
  EXPECT_EQ(finding.opening_factors[0].explanation, Explain(odd.factors[0]));
  EXPECT_EQ(finding.opening_factors[0].detector, odd.factors[0].detector->name);
  ASSERT_EQ(finding.samples.size(), 1u);
  EXPECT_EQ(finding.samples[0].source_address, kAbroad);
}

TEST_F(BatchScorerFinding, HasItsFactorsThoughTheAnswerHasNone) {
  auto scored =
      scorer_.Score("default", {{EventOf(kAlice, kAbroad, kAfter)}},
                    ScoringMode::kScoreAndLearn, RiskLevel::kCritical);
  ASSERT_TRUE(scored.ok());
  ASSERT_TRUE(scored->front().alert);
  EXPECT_FALSE(Only().opening_factors.empty());
}

TEST_F(BatchScorerFinding, IsOneOverMidnightAndAThousandCalls) {
  std::vector<Event> events;
  for (int i = 0; i < 1000; ++i) {
    events.push_back(EventOf(kAlice, kAbroad, kAfter + 20 * kHour + i * 30));
  }
  const auto scored = Score(events);
  const Finding finding = Only();
  EXPECT_EQ(finding.calls, 1000u);
  EXPECT_EQ(finding.revision, 1u) << "one write";
  for (const ScoredEvent& event : scored) {
    EXPECT_EQ(event.finding, finding.id);
  }
}

TEST_F(BatchScorerFinding, IsOneForEachOrigin) {
  Call(kAlice, kAbroad, kAfter);
  Call(kAlice, kAlsoAbroad, kAfter + kHour);
  Call(kAlice, kAbroad, kAfter + 2 * kHour);
  EXPECT_EQ(Findings().size(), 2u);
}

TEST_F(BatchScorerFinding, IsAnotherOneAfterADayOfSilence) {
  const ScoredEvent first = Call(kAlice, kAbroad, kAfter);
  const ScoredEvent second = Call(kAlice, kAbroad, kAfter + 25 * kHour);
  ASSERT_EQ(Findings().size(), 2u);
  EXPECT_NE(second.finding, first.finding);
  const auto later = store_.FindFinding("default", *second.finding);
  ASSERT_TRUE(later.ok() && later->has_value());
  EXPECT_EQ((*later)->previous, first.finding);
}

TEST_F(BatchScorerFinding, LeavesOutTheVictimsOwnCalls) {
  // Many odd things from a new network of the home country.
  std::vector<Event> events;
  for (int i = 0; i < 40; ++i) {
    Event event = EventOf(kAlice, kNewAtHome, kAfter + i * 60);
    event.command = "iam:Odd" + std::to_string(i);
    event.user_agent = "odd" + std::to_string(i) + "/1";
    event.error_code = "Odd" + std::to_string(i);
    events.push_back(event);
    events.push_back(EventOf(kAlice, kHome, kAfter + i * 60 + 30));
  }
  const auto scored = Score(events);
  const Finding finding = Only();
  EXPECT_EQ(finding.origin, "DE");
  EXPECT_EQ(finding.networks.size(), 1u);
  for (size_t i = 1; i < scored.size(); i += 2) {
    EXPECT_EQ(scored[i].finding, std::nullopt) << i;
  }
}

TEST_F(BatchScorerFinding, IsTheSameForARedeliveredEvent) {
  const std::vector<Event> trail = {EventOf(kAlice, kAbroad, kAfter),
                                    EventOf(kAlice, kAbroad, kAfter + 60),
                                    EventOf(kAlice, kHome, kAfter + 90)};
  const auto first = Score(trail);
  const Finding finding = Only();
  const auto again = Score(trail);
  for (size_t i = 0; i < trail.size(); ++i) {
    EXPECT_TRUE(again[i].duplicate);
    EXPECT_EQ(again[i].alert, first[i].alert);
    EXPECT_EQ(again[i].finding, first[i].finding);
    EXPECT_FALSE(again[i].finding_opened);
  }
  EXPECT_EQ(Only(), finding);
}

TEST_F(BatchScorerFinding, HasTheRepetitionInItsBatchToo) {
  const Event odd = EventOf(kAlice, kAbroad, kAfter);
  const auto scored = Score({odd, odd});
  EXPECT_EQ(scored[1].finding, scored[0].finding);
  EXPECT_FALSE(scored[1].finding_opened);
  EXPECT_EQ(Only().calls, 1u);
}

TEST_F(BatchScorerFinding, IsTheSameInOtherBatches) {
  std::vector<Event> trail;
  for (int i = 0; i < 60; ++i) {
    trail.push_back(EventOf(kAlice, kAbroad, kAfter + i * 60));
    trail.push_back(
        EventOf(kBob, i % 2 == 0 ? kAlsoAbroad : kHome, kAfter + i * 60));
  }
  const auto findings_in = [&](size_t batch) {
    MemoryHistogramStore store;
    const BatchScorer scorer(store, databases_, Model{});
    std::vector<Event> month;
    for (const int64_t at_seconds : WorkingHours()) {
      month.push_back(EventOf(kAlice, kHome, at_seconds));
      month.push_back(EventOf(kBob, kHome, at_seconds));
    }
    EXPECT_TRUE(
        scorer.Score("default", month, ScoringMode::kScoreAndLearn).ok());
    for (size_t i = 0; i < trail.size(); i += batch) {
      const size_t size = std::min(batch, trail.size() - i);
      EXPECT_TRUE(scorer
                      .Score("default", {trail.data() + i, size},
                             ScoringMode::kScoreAndLearn)
                      .ok());
    }
    std::map<std::string, Finding> found;
    const auto listed = store.ListFindings("default", kFindingStates);
    for (Finding finding : *listed) {
      finding.revision = 0;
      finding.create_micros = finding.update_micros = 0;
      found[finding.id.text()] = finding;
    }
    return found;
  };
  const auto whole = findings_in(trail.size());
  EXPECT_EQ(whole.size(), 2u);
  EXPECT_EQ(findings_in(1), whole);
  EXPECT_EQ(findings_in(7), whole);
}

TEST_F(BatchScorerFinding, IsOfNoModeThatDoesNotAlert) {
  Score({EventOf(kAlice, kAbroad, kAfter)}, ScoringMode::kScoreOnly);
  Score({EventOf(kAlice, kAbroad, kAfter + 60)}, ScoringMode::kLearnOnly);
  EXPECT_TRUE(Findings().empty());
}

TEST_F(BatchScorerFinding, OfFailedSignInsIsApart) {
  Event failed = EventOf(kAlice, kAbroad, kAfter);
  failed.command = "signin:ConsoleLogin";
  failed.error_code = "Failed authentication";
  failed.unauthenticated = true;
  const ScoredEvent stranger = Score({failed}).front();
  const ScoredEvent thief = Call(kAlice, kAbroad, kAfter + 600);
  ASSERT_TRUE(thief.finding.has_value());
  EXPECT_NE(stranger.finding, thief.finding);
  const auto finding = store_.FindFinding("default", *thief.finding);
  EXPECT_FALSE((*finding)->unauthenticated);
}

TEST_F(BatchScorerFinding, IsGoneWithItsPrincipal) {
  const ScoredEvent odd = Call(kAlice, kAbroad, kAfter);
  Call(kBob, kAbroad, kAfter + 60);
  ASSERT_TRUE(store_.Delete({"default", EntityKind::kPrincipal, kAlice}).ok());
  EXPECT_EQ(Only().principal, kBob);
  const auto log = store_.ReadFindingLog("default", 0, 100);
  ASSERT_TRUE(log.ok());
  ASSERT_FALSE(log->entries.empty());
  EXPECT_EQ(log->entries.back().id, odd.finding);
  EXPECT_TRUE(Has(log->entries.back().changes, FindingChange::kRemoved));
}

}  // namespace
}  // namespace farcall
