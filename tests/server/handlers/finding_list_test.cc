// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/finding_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tests/server/fake_finding_store.h"

namespace farcall {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> NamesOf(const FindingPage& page) {
  std::vector<std::string> names;
  for (const Finding& finding : page.findings) {
    names.push_back(finding.principal);
  }
  return names;
}

Finding With(int number, const std::function<void(Finding&)>& change) {
  Finding finding = NumberedFinding(number);
  change(finding);
  return finding;
}

TEST(FindingList, BeginsWithTheMostUrgent) {
  const FindingPage page = PageOf(
      {With(1, [](Finding& f) { f.score_hundredths = 5000; }),
       With(2, [](Finding& f) { f.last_seconds += 10; }),
       With(3, [](Finding& f) { f.peak_centibits = 1500; }), NumberedFinding(4),
       With(5, [](Finding& f) { f.score_hundredths = 9500; }),
       NumberedFinding(6)},
      {}, {}, "", 100);
  EXPECT_THAT(NamesOf(page), ElementsAre("p5", "p3", "p2", "p4", "p6", "p1"));
  EXPECT_FALSE(page.more);
}

TEST(FindingList, PutsWhatSharesANewNetworkFirst) {
  std::vector<Finding> all;
  for (int i = 1; i <= 5; ++i) {
    all.push_back(With(i, [i](Finding& f) {
      f.score_hundredths = i < 3 ? 9500 : 5000;
      f.opening_factors = {{.detector = "country_for_principal"}};
      f.networks = {{i < 3 ? "192.0.2" : "198.51.100", 1}};
    }));
  }
  const SharedNetworks shared(all);
  const FindingPage first = PageOf(all, {}, shared, "", 3);
  EXPECT_THAT(NamesOf(first), ElementsAre("p3", "p4", "p5"));
  EXPECT_THAT(NamesOf(PageOf(all, {}, shared,
                             PlaceOf(first.findings.back(), shared), 3)),
              ElementsAre("p1", "p2"));
}

TEST(FindingList, LeavesOutWhatIsPlannedUnlessAskedForIt) {
  const std::vector<Finding> all = {
      NumberedFinding(1), With(2, [](Finding& f) { f.exemption.emplace(); })};
  EXPECT_THAT(NamesOf(PageOf(all, {}, {}, "", 100)), ElementsAre("p1"));
  EXPECT_THAT(NamesOf(PageOf(all, {.planned = true}, {}, "", 100)),
              ElementsAre("p1", "p2"));
}

TEST(FindingList, ShowsWhatPassesEachFilter) {
  const std::vector<Finding> all = {
      With(1, [](Finding& f) { f.principal = "alice"; }),
      With(2, [](Finding& f) { f.origin = "@unknown"; }),
      With(3,
           [](Finding& f) {
             f.accounts = {{"111122223333", 1}, {"444455556666", 2}};
           }),
      With(4, [](Finding& f) { f.score_hundredths = 9000; }),
      With(5, [](Finding& f) { f.last_seconds = 1'760'000'000; }),
      With(6,
           [](Finding& f) { f.classes = SetOf(CommandClass::kPersistence); })};
  const auto shown = [&all](const FindingFilter& filter) {
    return NamesOf(PageOf(all, filter, {}, "", 100));
  };
  EXPECT_EQ(shown({}).size(), 6U);
  EXPECT_THAT(shown({.principal = "alice"}), ElementsAre("alice"));
  EXPECT_THAT(shown({.principal = "ali"}), IsEmpty());
  EXPECT_THAT(shown({.origin = "@unknown"}), ElementsAre("p2"));
  EXPECT_THAT(shown({.account = "444455556666"}), ElementsAre("p3"));
  EXPECT_THAT(shown({.account = "111122223333"}), IsEmpty())
      << "it received fewer of the calls";
  EXPECT_THAT(shown({.risk_from = RiskLevel::kCritical}), ElementsAre("p4"));
  EXPECT_EQ(shown({.risk_from = RiskLevel::kHigh}).size(), 6U);
  EXPECT_THAT(shown({.class_from = CommandClass::kIamWrite}),
              ElementsAre("p6"));
  EXPECT_THAT(shown({.class_from = CommandClass::kDestruction}), IsEmpty());
  EXPECT_THAT(shown({.active_since_seconds = 1'760'000'000}),
              ElementsAre("p5"));
  EXPECT_THAT(shown({.active_since_seconds = 1'760'000'001}), IsEmpty());
  EXPECT_THAT(shown({.origin = "BR", .risk_from = RiskLevel::kCritical}),
              ElementsAre("p4"));
}

// Findings of few scores and times, so that many are as urgent but for the id.
std::vector<Finding> Alike(int count) {
  std::vector<Finding> all;
  for (int i = 0; i < count; ++i) {
    all.push_back(With(i, [i](Finding& f) {
      f.score_hundredths = static_cast<uint16_t>(i % 3 == 0 ? 9500 : 7500);
      f.peak_centibits = static_cast<uint32_t>(i % 2);
      f.last_seconds = i % 4 == 0 ? 0 : 1'750'000'000;
    }));
  }
  return all;
}

TEST(FindingList, PagesHaveEachFindingOnceInOrder) {
  constexpr int kFindings = 50;
  const std::vector<Finding> all = Alike(kFindings);
  for (const size_t limit : {size_t{1}, size_t{7}, size_t{50}, size_t{51}}) {
    std::vector<Finding> listed;
    std::string place;
    bool more = true;
    while (more) {
      const FindingPage page = PageOf(all, {}, {}, place, limit);
      ASSERT_FALSE(page.findings.empty());
      listed.insert(listed.end(), page.findings.begin(), page.findings.end());
      place = PlaceOf(page.findings.back(), {});
      more = page.more;
    }
    ASSERT_EQ(listed.size(), static_cast<size_t>(kFindings)) << limit;
    for (size_t i = 1; i < listed.size(); ++i) {
      EXPECT_TRUE(IsMoreUrgent(listed[i - 1], listed[i])) << limit;
    }
  }
}

TEST(FindingList, GoesOnBehindAFindingOfTheFirstPriority) {
  std::vector<Finding> all = Alike(6);
  for (size_t i = 0; i < 3; ++i) {
    all[i].reopening = Reopening::kAfterMalicious;
    all[i].score_hundredths = 4000;
  }
  const FindingPage first = PageOf(all, {}, {}, "", 2);
  const FindingPage rest =
      PageOf(all, {}, {}, PlaceOf(first.findings.back(), {}), 100);
  EXPECT_EQ(rest.findings.size(), 4U);
  EXPECT_EQ(PriorityOf(rest.findings.front()), 1);
}

TEST(FindingList, GoesOnBehindASensitiveFinding) {
  std::vector<Finding> all = Alike(6);
  for (Finding& finding : all) finding.score_hundredths = 9500;
  all[5].sensitive_calls = 1;
  all[4].sensitive_calls = 3;
  const FindingPage first = PageOf(all, {}, {}, "", 1);
  const FindingPage rest =
      PageOf(all, {}, {}, PlaceOf(first.findings.back(), {}), 100);
  EXPECT_EQ(PriorityOf(first.findings.front()), 1);
  ASSERT_EQ(rest.findings.size(), 5U);
  EXPECT_EQ(PriorityOf(rest.findings[0]), 1);
  EXPECT_EQ(PriorityOf(rest.findings[1]), 2);
}

TEST(FindingList, GoesOnBehindAFindingThatIsGone) {
  std::vector<Finding> all = Alike(10);
  const FindingPage first = PageOf(all, {}, {}, "", 4);
  const FindingPage rest =
      PageOf(all, {}, {}, PlaceOf(first.findings.back(), {}), 100);
  std::erase_if(all, [&](const Finding& finding) {
    return finding.id == first.findings.back().id;
  });
  EXPECT_EQ(
      NamesOf(PageOf(all, {}, {}, PlaceOf(first.findings.back(), {}), 100)),
      NamesOf(rest));
}

}  // namespace
}  // namespace farcall
