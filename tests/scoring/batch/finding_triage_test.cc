// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/finding_triage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "scoring/batch/feedback.h"
#include "tests/scoring/batch/calls_by_databases.h"

namespace farcall {
namespace {

constexpr char kAlice[] = "arn:aws:iam::111122223333:user/alice";
constexpr char kBob[] = "arn:aws:iam::111122223333:user/bob";
constexpr char kHome[] = "91.1.2.3";
constexpr char kAbroad[] = "5.9.2.3";
constexpr int64_t kMicros = 1'000'000;

class FindingTriageTest : public CallsByDatabases {
 protected:
  using Verdict = FindingTriage::Verdict;

  FindingTriageTest() {
    databases_.Set(kHome, "DE", kMonth - kDay);
    databases_.Set(kAbroad, "VN", kMonth - kDay);
    LiveAMonth(kAlice, kHome);
    LiveAMonth(kBob, kHome);
  }

  // A finding of the principal's calls from VN.
  FindingId Open(const std::string& principal = kAlice) {
    const ScoredEvent odd = Call(principal, kAbroad, kAfter);
    EXPECT_TRUE(odd.finding.has_value());
    return odd.finding.value_or(FindingId());
  }
  Finding Get(const FindingId& id) const {
    return (*store_.FindFinding("default", id)).value();
  }
  std::vector<FindingNote> Notes(const FindingId& id) const {
    return *store_.ListNotes("default", id);
  }
  // At the time of the odd calls, unless told otherwise.
  static FindingTriage::Request By(const std::string& request_id,
                                   int64_t at_seconds = kAfter) {
    return {.id = request_id,
            .actor = "carol",
            .identity = "token:soc",
            .time_micros = at_seconds * kMicros};
  }
  absl::StatusOr<bool> Acknowledge(const FindingId& id,
                                   const std::string& request_id,
                                   uint64_t revision = 0) const {
    return triage_.Acknowledge("default", {id, revision}, "dave",
                               By(request_id));
  }
  absl::StatusOr<bool> Close(const FindingId& id, const Verdict& verdict,
                             const std::string& request_id,
                             int64_t at_seconds = kAfter) const {
    const FindingTriage::Looked looked[] = {{id, 0}};
    return triage_.Close("default", looked, verdict,
                         By(request_id, at_seconds));
  }
  std::vector<FeedbackEntry> Audit() const {
    return store_.ListFeedback("default", "", "", 100)->entries;
  }

  const FindingTriage triage_{store_, store_, databases_, Model{}};
};

const FindingTriage::Verdict kTravel = {.state = FindingState::kBenign,
                                        .reason = CloseReason::kTravel};
const FindingTriage::Verdict kStolen = {
    .state = FindingState::kMalicious,
    .reason = CloseReason::kStolenCredential};

TEST_F(FindingTriageTest, AcknowledgesOnceForEachRequest) {
  const FindingId id = Open();
  EXPECT_EQ(*Acknowledge(id, "r1"), true);
  const Finding acknowledged = Get(id);
  EXPECT_EQ(acknowledged.state, FindingState::kAcknowledged);
  EXPECT_EQ(acknowledged.assignee, "dave");
  EXPECT_EQ(acknowledged.acknowledge_micros, kAfter * kMicros);
  EXPECT_EQ(acknowledged.revision, 2u);
  EXPECT_EQ(*Acknowledge(id, "r1"), false);
  EXPECT_EQ(Get(id), acknowledged);
  EXPECT_EQ(
      *triage_.Acknowledge("default", {id, 2}, "erin", By("r2", kAfter + 60)),
      true);
  EXPECT_EQ(Get(id).assignee, "erin");
  EXPECT_EQ(Get(id).acknowledge_micros, kAfter * kMicros) << "the first time";
}

TEST_F(FindingTriageTest, RefusesAnotherRevisionThanWasLookedAt) {
  const FindingId id = Open();
  EXPECT_TRUE(absl::IsAborted(Acknowledge(id, "r1", 7).status()));
  EXPECT_EQ(Acknowledge(id, "r1", 7).status().message(),
            "finding " + id.text() +
                " has changed: it is OPEN in revision 1, and revision 7 was "
                "looked at");
  EXPECT_EQ(*Acknowledge(id, "r1", 1), true)
      << "a refused request is not taken";
}

TEST_F(FindingTriageTest, KnowsWhatAStateAllows) {
  const FindingId id = Open();
  EXPECT_TRUE(absl::IsFailedPrecondition(
      triage_.Reopen("default", {id, 0}, "why", By("r1")).status()));
  ASSERT_TRUE(Close(id, kTravel, "r2").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Acknowledge(id, "r3").status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(Close(id, kStolen, "r4").status()));
  EXPECT_TRUE(absl::IsNotFound(Acknowledge(FindingId(), "r5").status()));
  EXPECT_TRUE(absl::IsNotFound(Close(FindingId(), kTravel, "r6").status()));
  EXPECT_EQ(Get(id).revision, 2u);
}

TEST_F(FindingTriageTest, ClosesAndTeachesThePlaceInOneWrite) {
  const FindingId id = Open();
  const uint64_t before = store_.FindingLogEnd("default")->position;
  Verdict verdict = kTravel;
  verdict.note = "asked her";
  ASSERT_TRUE(Close(id, verdict, "r1").ok());
  const Finding closed = Get(id);
  EXPECT_EQ(closed.state, FindingState::kBenign);
  EXPECT_EQ(closed.reason, CloseReason::kTravel);
  EXPECT_EQ(closed.taught, Teaching::kPlace);
  EXPECT_EQ(closed.closed_by, "token:soc");
  EXPECT_EQ(closed.close_micros, kAfter * kMicros);
  ASSERT_EQ(Notes(id).size(), 1u);
  EXPECT_EQ(Notes(id)[0], (FindingNote{.time_micros = kAfter * kMicros,
                                       .actor = "carol",
                                       .identity = "token:soc",
                                       .text = "asked her"}));
  const auto log = store_.ReadFindingLog("default", before, 10)->entries;
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].changes, SetOf(FindingChange::kTriaged));
  ASSERT_EQ(Audit().size(), 1u);
  EXPECT_EQ(Audit()[0].action, FeedbackAction::kBenign);
  EXPECT_EQ(Audit()[0].origin, "VN");
  EXPECT_EQ(Audit()[0].reason, "travel");
  EXPECT_EQ(Audit()[0].feedback_id, "finding:" + id.text() + ":r1");
  EXPECT_LT(Call(kAlice, kAbroad, kAfter + 3 * kDay).score, 40)
      << "the place is hers";
}

TEST_F(FindingTriageTest, TeachesNothingWhereItIsToldSo) {
  const FindingId id = Open();
  Verdict verdict = kTravel;
  verdict.teaching = Teaching::kNothing;
  ASSERT_TRUE(Close(id, verdict, "r1").ok());
  EXPECT_TRUE(Audit().empty());
  EXPECT_GE(Call(kAlice, kAbroad, kAfter + 3 * kDay).score, 70);
}

TEST_F(FindingTriageTest, ATestOfSecurityTeachesNothing) {
  const FindingId id = Open();
  ASSERT_TRUE(Close(id,
                    {.state = FindingState::kMalicious,
                     .reason = CloseReason::kSecurityTest},
                    "r1")
                  .ok());
  EXPECT_TRUE(Audit().empty());
  EXPECT_EQ(Get(id).taught, Teaching::kNothing);
}

// A thief's values never become usual, however often they are seen.
TEST_F(FindingTriageTest, MaliciousTeachesWhatIsNewInTheSamples) {
  const FindingId id = Open();
  ASSERT_TRUE(Close(id, kStolen, "r1").ok());
  EXPECT_EQ(Get(id).taught, Teaching::kEvents);
  ASSERT_EQ(Audit().size(), 1u);
  EXPECT_EQ(Audit()[0].action, FeedbackAction::kMalicious);
  for (int day = 2; day < 40; ++day) {
    for (int hour = 0; hour < 8; ++hour) {
      Call(kAlice, kAbroad, kAfter + day * kDay + hour * kHour);
    }
  }
  EXPECT_GE(Call(kAlice, kAbroad, kAfter + 60 * kDay).score, 70);
  EXPECT_LT(Call(kAlice, kHome, kAfter + 61 * kDay).score, 70)
      << "what was usual is not judged";
}

TEST_F(FindingTriageTest, ClosesAllOrNone) {
  const FindingId alice = Open(kAlice);
  const FindingId bob = Open(kBob);
  const FindingTriage::Looked one_changed[] = {{alice, 1}, {bob, 9}};
  EXPECT_TRUE(absl::IsAborted(
      triage_.Close("default", one_changed, kTravel, By("r1")).status()));
  EXPECT_EQ(Get(alice).state, FindingState::kOpen);
  EXPECT_TRUE(Audit().empty());
  EXPECT_GE(Call(kAlice, kAbroad, kAfter + 60).score, 70);

  const FindingTriage::Looked both[] = {{alice, 0}, {bob, 1}};
  ASSERT_EQ(*triage_.Close("default", both, kTravel, By("r1")), true);
  EXPECT_EQ(Get(alice).state, FindingState::kBenign);
  EXPECT_EQ(Get(bob).state, FindingState::kBenign);
  EXPECT_EQ(Audit().size(), 2u);
  EXPECT_LT(Call(kAlice, kAbroad, kAfter + 3 * kDay).score, 40);
  EXPECT_LT(Call(kBob, kAbroad, kAfter + 3 * kDay).score, 40);
}

TEST_F(FindingTriageTest, ReopensAndTakesBackItsVerdictAlone) {
  const FindingId id = Open();
  ASSERT_TRUE(Close(id, kTravel, "r1").ok());
  ASSERT_EQ(*triage_.Reopen("default", {id, 0}, "she is at home",
                            By("r2", kAfter + 60)),
            true);
  const Finding reopened = Get(id);
  EXPECT_EQ(reopened.state, FindingState::kAcknowledged);
  EXPECT_EQ(reopened.reason, CloseReason::kNone);
  EXPECT_EQ(reopened.close_micros, 0);
  EXPECT_TRUE(reopened.closed_by.empty());
  ASSERT_EQ(Notes(id).size(), 1u);
  EXPECT_EQ(Notes(id)[0].text, "she is at home");
  ASSERT_EQ(Audit().size(), 2u);
  EXPECT_EQ(Audit()[0].action, FeedbackAction::kClear);
  EXPECT_GE(Call(kAlice, kAbroad, kAfter + 3 * kDay).score, 70);
  EXPECT_EQ(*Close(id, kStolen, "r3"), true) << "it can be closed again";
}

TEST_F(FindingTriageTest, ReopensOneOfSeveralThatWereClosedTogether) {
  databases_.Set("7.8.9.1", "BR", kMonth - kDay);
  const FindingId from_vn = Open();
  const FindingId from_br =
      Call(kAlice, "7.8.9.1", kAfter + kHour).finding.value();
  const FindingTriage::Looked both[] = {{from_vn, 0}, {from_br, 0}};
  ASSERT_TRUE(triage_.Close("default", both, kTravel, By("r1")).ok());
  ASSERT_TRUE(triage_.Reopen("default", {from_br, 0}, "no", By("r2")).ok());
  EXPECT_LT(Call(kAlice, kAbroad, kAfter + 3 * kDay).score, 40);
  EXPECT_GE(Call(kAlice, "7.8.9.1", kAfter + 5 * kDay).score, 70);
}

TEST_F(FindingTriageTest, KeepsAVerdictThatSomebodyGaveOtherwise) {
  const FindingId id = Open();
  Verdict quiet = kTravel;
  quiet.teaching = Teaching::kNothing;
  ASSERT_TRUE(Close(id, quiet, "r1").ok());
  const Feedback feedback(store_, databases_, Model{});
  ASSERT_TRUE(feedback
                  .JudgePlace("default", {kAlice, "VN"},
                              farcall::Verdict::kBenign,
                              {.id = "f1", .actor = "erin", .time_micros = 5})
                  .ok());
  ASSERT_TRUE(
      triage_.Reopen("default", {id, 0}, "why", By("r2", kAfter + 60)).ok());
  EXPECT_EQ(Audit().size(), 1u) << "nothing was taken back";
  EXPECT_LT(Call(kAlice, kAbroad, kAfter + 3 * kDay).score, 40);
}

TEST_F(FindingTriageTest, FeedbackClosesTheFindingsOfItsPlace) {
  databases_.Set("7.8.9.1", "BR", kMonth - kDay);
  const FindingId from_vn = Open();
  const FindingId from_br =
      Call(kAlice, "7.8.9.1", kAfter + kHour).finding.value();
  const Feedback feedback(store_, databases_, Model{});
  ASSERT_TRUE(feedback
                  .JudgePlace("default", {kAlice, "VN"},
                              farcall::Verdict::kBenign,
                              {.id = "f1",
                               .actor = "erin",
                               .time_micros = 5,
                               .identity = "token:soc"})
                  .ok());
  EXPECT_EQ(Get(from_vn).state, FindingState::kBenign);
  EXPECT_EQ(Get(from_vn).reason, CloseReason::kOther);
  EXPECT_EQ(Get(from_vn).taught, Teaching::kPlace);
  EXPECT_EQ(Get(from_vn).closed_by, "token:soc");
  EXPECT_EQ(Get(from_br).state, FindingState::kOpen);
  ASSERT_TRUE(triage_.Reopen("default", {from_vn, 0}, "no", By("r1")).ok());
  EXPECT_GE(Call(kAlice, kAbroad, kAfter + 3 * kDay).score, 70)
      << "its verdict is taken back";

  ASSERT_TRUE(feedback
                  .JudgeEvent("default", EventOf(kAlice, "7.8.9.1", kAfter),
                              farcall::Verdict::kMalicious,
                              {.id = "f2", .actor = "erin", .time_micros = 6})
                  .ok());
  EXPECT_EQ(Get(from_br).state, FindingState::kMalicious);
  EXPECT_EQ(Get(from_br).taught, Teaching::kEvents);
}

TEST_F(FindingTriageTest, TakingAVerdictBackClosesNothing) {
  const Feedback feedback(store_, databases_, Model{});
  ASSERT_TRUE(feedback
                  .JudgePlace("default", {kAlice, "VN"},
                              farcall::Verdict::kMalicious,
                              {.id = "f1", .actor = "erin", .time_micros = 5})
                  .ok());
  const FindingId id = Open();
  ASSERT_TRUE(feedback
                  .JudgePlace("default", {kAlice, "VN"},
                              farcall::Verdict::kNone,
                              {.id = "f2", .actor = "erin", .time_micros = 6})
                  .ok());
  EXPECT_EQ(Get(id).state, FindingState::kOpen);
}

TEST_F(FindingTriageTest, KeepsFiftyNotes) {
  const FindingId id = Open();
  for (uint32_t i = 0; i < FindingTriage::kNotesMax; ++i) {
    ASSERT_EQ(*triage_.AddNote("default", id, "note " + std::to_string(i),
                               By("r" + std::to_string(i))),
              true);
  }
  EXPECT_EQ(*triage_.AddNote("default", id, "again", By("r7")), false);
  EXPECT_TRUE(absl::IsResourceExhausted(
      triage_.AddNote("default", id, "one more", By("more")).status()));
  EXPECT_EQ(Notes(id).size(), FindingTriage::kNotesMax);
  EXPECT_EQ(Notes(id)[49].text, "note 49");
  EXPECT_EQ(Get(id).state, FindingState::kOpen);
  EXPECT_EQ(Get(id).notes, FindingTriage::kNotesMax);
}

TEST_F(FindingTriageTest, NotesGoWithTheirPrincipal) {
  const FindingId id = Open();
  ASSERT_TRUE(triage_.AddNote("default", id, "a note", By("r1")).ok());
  ASSERT_TRUE(store_.Delete({"default", EntityKind::kPrincipal, kAlice}).ok());
  EXPECT_TRUE(Notes(id).empty());
  EXPECT_TRUE(absl::IsNotFound(Acknowledge(id, "r2").status()));
}

// An event that left the window of seen events comes again.
TEST_F(FindingTriageTest, AnEventThatComesAgainOpensItsFindingOnce) {
  const Event first = EventOf(kAlice, kAbroad, kAfter);
  const FindingId id = Score({first}).front().finding.value();
  ASSERT_TRUE(Close(id, kStolen, "r1", kAfter + 600).ok());
  const ScoredEvent after = Call(kAlice, kAbroad, kAfter + 2 * kHour);
  ASSERT_TRUE(after.finding_opened);
  ASSERT_TRUE(Close(*after.finding, kStolen, "r2", kAfter + 3 * kHour).ok());
  MemoryHistogramStore forgetful(1);  // knows one event
  BatchScorer scorer(forgetful, databases_, Model{});
  const FindingTriage triage(forgetful, forgetful, databases_, Model{});
  const auto score = [&](const Event& event) {
    return scorer.Score("default", {{event}}, ScoringMode::kScoreAndLearn)
        ->front();
  };
  for (int i = 0; i < 200; ++i) {
    score(EventOf(kAlice, kHome, kAfter - (400 - i) * kHour));
  }
  const ScoredEvent opened = score(first);
  ASSERT_TRUE(opened.finding_opened);
  const FindingTriage::Looked looked[] = {{*opened.finding, 0}};
  ASSERT_TRUE(
      triage.Close("default", looked, kStolen, By("r1", kAfter - 3600)).ok());
  score(EventOf(kAlice, kHome, kAfter + 60));
  const ScoredEvent again = score(first);
  EXPECT_FALSE(again.duplicate) << "it has left the window";
  EXPECT_EQ(again.finding, opened.finding);
  EXPECT_FALSE(again.finding_opened);
}

// What joins a finding that people closed.

TEST_F(FindingTriageTest, CallsJoinAClosedFindingQuietly) {
  const FindingId id = Open();
  ASSERT_TRUE(Close(id, kTravel, "r1").ok());
  const ScoredEvent next = Call(kAlice, kAbroad, kAfter + 30 * 60);
  EXPECT_EQ(next.finding, id);
  EXPECT_FALSE(next.finding_opened);
  EXPECT_EQ(Get(id).calls, 2u);
  EXPECT_EQ(Get(id).state, FindingState::kBenign);
}

TEST_F(FindingTriageTest, CallsAfterMaliciousAreANewFindingOfTheFirstPriority) {
  const FindingId id = Open();
  ASSERT_TRUE(Close(id, kStolen, "r1", kAfter + 600).ok());
  EXPECT_EQ(Call(kAlice, kAbroad, kAfter + 600 + 15 * 60).finding, id)
      << "somebody has to carry it out";
  const ScoredEvent after = Call(kAlice, kAbroad, kAfter + 600 + 15 * 60 + 1);
  ASSERT_TRUE(after.finding_opened);
  ASSERT_NE(after.finding, id);
  const Finding reopened = Get(*after.finding);
  EXPECT_EQ(reopened.reopening, Reopening::kAfterMalicious);
  EXPECT_EQ(reopened.previous, id);
  EXPECT_EQ(PriorityOf(reopened), 1);
  EXPECT_FALSE(reopened.headline.empty());
  EXPECT_EQ(Call(kAlice, kAbroad, kAfter + 2 * kHour).finding, after.finding);
}

TEST_F(FindingTriageTest, AHigherLevelThanTheClosedOnesIsANewFinding) {
  const FindingId id = Open();
  // As if it had been less odd.
  ASSERT_TRUE(store_
                  .Update({"default", {}, {}},
                          [&](HistogramStore::Stored stored) {
                            stored.findings->Find(id)->score_hundredths = 7000;
                            stored.findings->Write(
                                id, SetOf(FindingChange::kTriaged));
                            return HistogramStore::Changed{};
                          })
                  .ok());
  Verdict quiet = kTravel;
  quiet.teaching = Teaching::kNothing;
  ASSERT_TRUE(Close(id, quiet, "r1").ok());
  Event worse = EventOf(kAlice, kAbroad, kAfter + kHour);
  worse.command = "iam:CreateAccessKey";
  worse.user_agent = "Boto3/1.34";
  const ScoredEvent scored = Score({worse}).front();
  ASSERT_EQ(scored.risk_level, RiskLevel::kCritical) << scored.score;
  ASSERT_TRUE(scored.finding_opened);
  EXPECT_EQ(Get(*scored.finding).reopening, Reopening::kHigherRisk);
  EXPECT_EQ(Get(*scored.finding).previous, id);
}

}  // namespace
}  // namespace farcall
