// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/finding_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/handlers/resume_token.h"
#include "tests/server/fake_finding_store.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kTenant[] = "acme";
constexpr char kIncarnation[] = "0123456789abcdef";

uint64_t PositionOf(const v1::WatchFindingsResponse& answer) {
  return ResumeToken::FromText(answer.resume_token()).value().position;
}

// All portions, until there is no more.
std::vector<v1::WatchFindingsResponse> ReadAll(FindingFeed& feed) {
  std::vector<v1::WatchFindingsResponse> answers;
  for (bool more = true; more;) {
    auto portion = feed.Read();
    EXPECT_TRUE(portion.ok()) << portion.status();
    if (!portion.ok()) break;
    for (auto& answer : portion->answers) answers.push_back(std::move(answer));
    more = portion->more;
  }
  return answers;
}

// `p1 OPENED GREW`
std::string Summary(const v1::WatchFindingsResponse& answer) {
  const v1::Finding& finding = answer.finding();
  std::string text =
      finding.principal().empty() ? finding.id() : finding.principal();
  for (const int change : answer.changes()) {
    text += ' ' + v1::FindingChange_Name(change).substr(
                      std::string("FINDING_CHANGE_").size());
  }
  return text;
}

std::vector<std::string> Summaries(
    const std::vector<v1::WatchFindingsResponse>& answers) {
  std::vector<std::string> texts;
  texts.reserve(answers.size());
  for (const auto& answer : answers) texts.push_back(Summary(answer));
  return texts;
}

TEST(FindingFeed, TellsWhatHappenedInOrder) {
  FakeFindingStore store;
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  store.Put(kTenant, NumberedFinding(1), FindingChange::kOpened);
  store.Put("other", NumberedFinding(9), FindingChange::kOpened);
  store.Put(kTenant, NumberedFinding(2), FindingChange::kOpened);
  EXPECT_THAT(Summaries(ReadAll(feed)), ElementsAre("p1 OPENED", "p2 OPENED"));
  store.Put(kTenant, NumberedFinding(2), FindingChange::kGrew);
  store.Put(kTenant, NumberedFinding(1), FindingChange::kEscalated);
  EXPECT_THAT(Summaries(ReadAll(feed)), ElementsAre("p2 GREW", "p1 ESCALATED"));
  EXPECT_THAT(ReadAll(feed), IsEmpty());
}

TEST(FindingFeed, TellsOfAPlannedFindingWhenItLosesItsMark) {
  FakeFindingStore store;
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  FindingFeed with_planned(
      store, {.tenant = kTenant, .incarnation = kIncarnation, .planned = true});
  Finding finding = NumberedFinding(1);
  finding.exemption.emplace();
  store.Put(kTenant, finding, FindingChange::kOpened);
  EXPECT_THAT(ReadAll(feed), IsEmpty());
  EXPECT_THAT(Summaries(ReadAll(with_planned)), ElementsAre("p1 OPENED"));
  finding.exemption.reset();
  store.Put(kTenant, finding, FindingChange::kEscalated);
  EXPECT_THAT(Summaries(ReadAll(feed)), ElementsAre("p1 ESCALATED"));
}

TEST(FindingFeed, MakesOneAnswerOfWhatCameQuickly) {
  FakeFindingStore store;
  store.Put(kTenant, NumberedFinding(1), FindingChange::kOpened);
  store.Put(kTenant, NumberedFinding(2), FindingChange::kOpened);
  store.Put(kTenant, NumberedFinding(1, 9500), FindingChange::kEscalated);
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  const auto answers = ReadAll(feed);
  ASSERT_THAT(Summaries(answers),
              ElementsAre("p1 OPENED ESCALATED", "p2 OPENED"));
  EXPECT_EQ(answers[0].finding().revision(), 2U) << "as it is now";
  EXPECT_EQ(answers[0].finding().score(), 95);
}

TEST(FindingFeed, TellsThatAFindingIsGone) {
  FakeFindingStore store;
  FindingFeed feed(store, {.tenant = kTenant,
                           .incarnation = kIncarnation,
                           .risk_from = RiskLevel::kCritical});
  store.Put(kTenant, NumberedFinding(1), FindingChange::kOpened);
  EXPECT_THAT(ReadAll(feed), IsEmpty());
  store.Remove(kTenant, NumberedId(1));
  const auto answers = ReadAll(feed);
  ASSERT_THAT(Summaries(answers),
              ElementsAre(NumberedId(1).text() + " REMOVED"))
      << "whatever its level was";
  v1::Finding alone;
  alone.set_id(NumberedId(1).text());
  EXPECT_EQ(answers[0].finding().SerializeAsString(),
            alone.SerializeAsString());
}

TEST(FindingFeed, TellsOfOneThatIsThereAgainThatItWasOpened) {
  FakeFindingStore store;
  store.Put(kTenant, NumberedFinding(1), FindingChange::kOpened);
  store.Remove(kTenant, NumberedId(1));
  store.Put(kTenant, NumberedFinding(1), FindingChange::kOpened);
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  EXPECT_THAT(Summaries(ReadAll(feed)), ElementsAre("p1 OPENED"));
}

TEST(FindingFeed, LeavesOutWhatIsBelowTheLevel) {
  FakeFindingStore store;
  store.Put(kTenant, NumberedFinding(1, 5000), FindingChange::kOpened);
  store.Put(kTenant, NumberedFinding(2, 7000), FindingChange::kOpened);
  store.Put(kTenant, NumberedFinding(3, 6999), FindingChange::kOpened);
  FindingFeed feed(store, {.tenant = kTenant,
                           .incarnation = kIncarnation,
                           .risk_from = RiskLevel::kHigh});
  EXPECT_THAT(Summaries(ReadAll(feed)), ElementsAre("p2 OPENED"));
  EXPECT_EQ(PositionOf(feed.SignOfLife()), 3U) << "all is behind it";
}

TEST(FindingFeed, ASignOfLifeHasThePlaceAlone) {
  FakeFindingStore store;
  store.Put("other", NumberedFinding(1), FindingChange::kOpened);
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  EXPECT_THAT(ReadAll(feed), IsEmpty());
  const v1::WatchFindingsResponse sign = feed.SignOfLife();
  EXPECT_FALSE(sign.has_finding());
  EXPECT_THAT(sign.changes(), IsEmpty());
  EXPECT_EQ(PositionOf(sign), 1U) << "other tenants' changes are none of its";
}

// A finding whose answer alone fills a portion.
Finding Large(int number) {
  Finding finding = NumberedFinding(number);
  finding.headline = std::string(FindingFeed::kPortionBytes, 'h');
  return finding;
}

// (finding, change), as far as the answers tell.
std::set<std::pair<std::string, int>> Told(
    const std::vector<v1::WatchFindingsResponse>& answers) {
  std::set<std::pair<std::string, int>> told;
  for (const auto& answer : answers) {
    for (const int change : answer.changes()) {
      told.emplace(answer.finding().id(), change);
    }
  }
  return told;
}

TEST(FindingFeed, NoChangeIsLostBehindAnyToken) {
  FakeFindingStore store;
  constexpr int kFindings = 12;
  for (int i = 0; i < kFindings; ++i) {
    store.Put(kTenant, i % 5 == 0 ? Large(i) : NumberedFinding(i),
              FindingChange::kOpened);
    store.Put(kTenant, NumberedFinding(i / 2), FindingChange::kEscalated);
    if (i % 3 == 0) {
      store.Put(kTenant, NumberedFinding(i), FindingChange::kGrew);
    }
  }
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  const auto answers = ReadAll(feed);
  const auto whole = Told(answers);
  for (size_t read = 1; read <= answers.size(); ++read) {
    std::vector<v1::WatchFindingsResponse> both(
        answers.begin(), answers.begin() + static_cast<ptrdiff_t>(read));
    FindingFeed later(store, {.tenant = kTenant,
                              .incarnation = kIncarnation,
                              .position = PositionOf(both.back())});
    for (auto& answer : ReadAll(later)) both.push_back(std::move(answer));
    EXPECT_EQ(Told(both), whole) << read;
  }
  EXPECT_EQ(PositionOf(answers.back()),
            store.FindingLogEnd("default")->position);
}

TEST(FindingFeed, EndsAPortionOfLargeFindingsEarly) {
  FakeFindingStore store;
  for (int i = 0; i < 3; ++i) {
    store.Put(kTenant, Large(i), FindingChange::kOpened);
  }
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  for (int i = 0; i < 3; ++i) {
    const auto portion = feed.Read();
    ASSERT_TRUE(portion.ok());
    ASSERT_THAT(portion->answers, SizeIs(1));
    EXPECT_EQ(PositionOf(portion->answers[0]), static_cast<uint64_t>(i) + 1);
    EXPECT_EQ(portion->more, i < 2);
  }
}

TEST(FindingFeed, ReadsMoreThanAPage) {
  FakeFindingStore store;
  constexpr size_t kFindings = FindingFeed::kPageEntries * 2 + 10;
  for (size_t i = 0; i < kFindings; ++i) {
    store.Put(kTenant, NumberedFinding(static_cast<int>(i)),
              FindingChange::kOpened);
  }
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  EXPECT_THAT(ReadAll(feed), SizeIs(kFindings));
}

// A finding that grows while it is read is told as it is then, and a ticket of
// before does not stand for that.
TEST(FindingFeed, TheTicketStandsForAllThatWasRead) {
  FakeFindingStore store;
  store.Put(kTenant, NumberedFinding(1), FindingChange::kOpened);
  store.AtNextFind([&store] {
    store.Put(kTenant, NumberedFinding(1), FindingChange::kEscalated);
  });
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  const auto portion = feed.Read();
  ASSERT_TRUE(portion.ok());
  ASSERT_THAT(portion->answers, SizeIs(1));
  EXPECT_EQ(portion->answers[0].finding().revision(), 2U);
  EXPECT_GE(portion->ticket, 2U);
  EXPECT_EQ(PositionOf(portion->answers[0]), 1U);
  EXPECT_TRUE(portion->more) << "the second change is still to be told";
}

TEST(FindingFeed, RefusesAPlaceBehindWhichChangesAreMissing) {
  FakeFindingStore store;
  for (int i = 1; i <= 4; ++i) {
    store.Put(kTenant, NumberedFinding(i), FindingChange::kOpened);
  }
  store.Trim(2);
  FindingFeed too_old(
      store, {.tenant = kTenant, .incarnation = kIncarnation, .position = 1});
  EXPECT_EQ(too_old.Read().status().code(), absl::StatusCode::kOutOfRange);
  FindingFeed at_the_end(
      store, {.tenant = kTenant, .incarnation = kIncarnation, .position = 2});
  EXPECT_THAT(Summaries(ReadAll(at_the_end)),
              ElementsAre("p3 OPENED", "p4 OPENED"));
  FindingFeed from_start(
      store,
      {.tenant = kTenant, .incarnation = kIncarnation, .from_start = true});
  EXPECT_THAT(Summaries(ReadAll(from_start)),
              ElementsAre("p3 OPENED", "p4 OPENED"));
}

// A watcher that is slower than the log is trimmed.
TEST(FindingFeed, NoticesThatChangesWentMissingOnItsWay) {
  FakeFindingStore store;
  store.Put(kTenant, NumberedFinding(1), FindingChange::kOpened);
  FindingFeed feed(
      store,
      {.tenant = kTenant, .incarnation = kIncarnation, .from_start = true});
  EXPECT_THAT(Summaries(ReadAll(feed)), ElementsAre("p1 OPENED"));
  store.Put(kTenant, NumberedFinding(2), FindingChange::kOpened);
  store.Put(kTenant, NumberedFinding(3), FindingChange::kOpened);
  store.Trim(2);
  EXPECT_EQ(feed.Read().status().code(), absl::StatusCode::kOutOfRange);
}

TEST(FindingFeed, SaysThatTheStoreFails) {
  FakeFindingStore store;
  FindingFeed feed(store, {.tenant = kTenant, .incarnation = kIncarnation});
  store.Break();
  EXPECT_EQ(feed.Read().status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace farcall
