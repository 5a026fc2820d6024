// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "scoring/batch/histogram_store.h"
#include "scoring/records/attribute.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {

// What every HistogramStore does. An implementation instantiates this suite,
// which durability_contract.h goes on with:
//
//   INSTANTIATE_TEST_SUITE_P(Mine, HistogramStoreContract,
//                            testing::Values(StoreUnderTest{"mine",
//                            OpenMine}));
//
// A store that is opened keeps kContractFeedbackMax entries of feedback.
inline constexpr size_t kContractFeedbackMax = 5;
struct StoreUnderTest {
  const char* name;
  std::function<std::unique_ptr<HistogramStore>(const std::string& path,
                                                size_t seen_events_max)>
      open;
  // The name of a principal in what it lists of all; default: its own.
  std::function<std::string(const std::string& principal)> listed_name{};

  friend std::ostream& operator<<(std::ostream& out,
                                  const StoreUnderTest& store) {
    return out << store.name;
  }
};

class HistogramStoreContract : public testing::TestWithParam<StoreUnderTest> {
 protected:
  std::unique_ptr<HistogramStore> Open(size_t seen_events_max = 1000) const {
    return GetParam().open(dir_ / "store", seen_events_max);
  }

  // An entry as a list of all that was said has it.
  static FeedbackEntry Listed(FeedbackEntry entry) {
    const auto& listed_name = GetParam().listed_name;
    if (listed_name) entry.principal = listed_name(entry.principal);
    return entry;
  }

 private:
  TempDir dir_;
};

TEST_P(HistogramStoreContract, HoldsNothingAtFirst) {
  const auto store = Open();
  EXPECT_TRUE(HistogramOf(*store, Principal("alice")).empty());
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), std::nullopt);
  EXPECT_TRUE(store->Health().ok());
}

TEST_P(HistogramStoreContract, KeepsWhatAnUpdateCounted) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice", "DE")}).ok());
  ASSERT_TRUE(CountBatch(*store, {EventOf("e2", "alice", "FR")}).ok());
  Histogram want;
  want.Count("DE", 1'700'000'000);
  want.Count("FR", 1'700'000'000);
  EXPECT_EQ(HistogramOf(*store, Principal("alice")), want);
}

TEST_P(HistogramStoreContract, KeepsEveryHistogramOfABaseline) {
  const auto store = Open();
  const std::vector<EntityKey> entities = {Principal("alice")};
  const auto count = [&](Attribute attribute, const char* value) {
    return store->Update(
        {"default", entities, {}}, [&](HistogramStore::Stored stored) {
          stored.baselines[0]->At(attribute).Count(value, 1'700'000'000);
          return HistogramStore::Changed{{true}, {}};
        });
  };
  ASSERT_TRUE(count(Attribute::kTool, "aws-cli").ok());
  ASSERT_TRUE(count(Attribute::kCountry, "DE").ok());
  ASSERT_TRUE(count(Attribute::kTool, "Boto3").ok());
  const absl::Status status =
      store->Read({"default", entities, {}}, [](HistogramStore::Stored stored) {
        const Baseline& baseline = *stored.baselines[0];
        EXPECT_EQ(baseline.CountParts(), 2u);
        EXPECT_EQ(baseline.Of(Attribute::kTool).values().size(), 2u);
        EXPECT_EQ(baseline.Of(Attribute::kCountry).calls(), 1u);
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(*store->Delete(Principal("alice")), 2);
}

TEST_P(HistogramStoreContract, ShowsBaselinesInTheOrderOfTheQuery) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "bob", "FR")}).ok());
  ASSERT_TRUE(CountBatch(*store, {EventOf("e2", "alice", "DE")}).ok());
  const std::vector<EntityKey> entities = {
      Principal("nobody"), Principal("bob"), Principal("alice")};
  const absl::Status status =
      store->Read({"default", entities, {}}, [](HistogramStore::Stored stored) {
        ASSERT_EQ(stored.baselines.size(), 3u);
        EXPECT_TRUE(stored.baselines[0]->Of(Attribute::kCountry).empty());
        EXPECT_NE(stored.baselines[1]->Of(Attribute::kCountry).Find("FR"),
                  nullptr);
        EXPECT_NE(stored.baselines[2]->Of(Attribute::kCountry).Find("DE"),
                  nullptr);
      });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_P(HistogramStoreContract, WritesNothingIfNothingIsSaidToHaveChanged) {
  const auto store = Open();
  const std::vector<EntityKey> entities = {Principal("alice")};
  const std::vector<std::string_view> ids = {"e1"};
  ASSERT_TRUE(store
                  ->Update({"default", entities, ids},
                           [](HistogramStore::Stored) {
                             return HistogramStore::Changed{};
                           })
                  .ok());
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 0u);
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), std::nullopt);
}

TEST_P(HistogramStoreContract, GivesTheFirstOutcomeBack) {
  const auto store = Open();
  const FirstOutcome first{10000, BaselineState::kReady, /*alert=*/true};
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}, first).ok());
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), first);
  EXPECT_EQ(FirstOutcomeOf(*store, "e2"), std::nullopt);
}

TEST_P(HistogramStoreContract, AnEventRecordedAgainKeepsItsFirstOutcome) {
  const auto store = Open();
  const FirstOutcome first{1, BaselineState::kCold};
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}, first).ok());
  const std::vector<std::string_view> ids = {"e1"};
  ASSERT_TRUE(
      store
          ->Update({"default", {}, ids},
                   [](HistogramStore::Stored) {
                     return HistogramStore::Changed{{}, {{0, kOutcome}}};
                   })
          .ok());
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), first);
}

TEST_P(HistogramStoreContract, CountsARedeliveredEventOnce) {
  const auto store = Open();
  const std::vector<TestEvent> batch = {EventOf("e1", "alice"),
                                        EventOf("e2", "alice")};
  EXPECT_EQ(*CountBatch(*store, batch), 2u);
  EXPECT_EQ(*CountBatch(*store, batch), 0u);
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 2u);
}

TEST_P(HistogramStoreContract, KeepsTenantsApart) {
  const auto store = Open();
  const TestEvent ours{"e1", {Principal("alice", "ours")}};
  const TestEvent theirs{"e1", {Principal("alice", "theirs")}};
  EXPECT_EQ(*CountBatch(*store, {ours}, kOutcome, "ours"), 1u);
  EXPECT_EQ(FirstOutcomeOf(*store, "e1", "theirs"), std::nullopt);
  EXPECT_EQ(*CountBatch(*store, {theirs}, kOutcome, "theirs"), 1u);
  EXPECT_EQ(CallsOf(*store, Principal("alice", "ours")), 1u);
  EXPECT_EQ(
      store->List("ours", EntityKind::kPrincipal, "", "", 10)->entities.size(),
      1u);
}

TEST_P(HistogramStoreContract, KeepsKindsApart) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {{"e1", {Principal("x")}}}).ok());
  EXPECT_EQ(CallsOf(*store, Command("x")), 0u);
}

TEST_P(HistogramStoreContract, KeepsTheTenantsOwnBaseline) {
  const auto store = Open();
  const EntityKey tenant{"default", EntityKind::kTenant, ""};
  ASSERT_TRUE(CountBatch(*store, {{"e1", {tenant}}}).ok());
  EXPECT_EQ(CallsOf(*store, tenant), 1u);
  EXPECT_EQ(NamesOf(*store->List("default", EntityKind::kTenant, "", "", 10)),
            std::vector<std::string>{""});
}

TEST_P(HistogramStoreContract, ForgetsTheOldestEventsWhenThereAreTooMany) {
  const auto store = Open(/*seen_events_max=*/3);
  for (const char* id : {"e1", "e2", "e3", "e4", "e5"}) {
    ASSERT_TRUE(CountBatch(*store, {EventOf(id, "alice")}).ok());
  }
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), std::nullopt);
  EXPECT_EQ(FirstOutcomeOf(*store, "e2"), std::nullopt);
  EXPECT_EQ(FirstOutcomeOf(*store, "e3"), kOutcome);
  EXPECT_EQ(FirstOutcomeOf(*store, "e5"), kOutcome);
}

TEST_P(HistogramStoreContract,
       AnEventThatWasForgottenIsKnownAgainOnceRepeated) {
  const auto store = Open(/*seen_events_max=*/2);
  for (const char* id : {"e1", "e2", "e3", "e1", "e4"}) {
    ASSERT_EQ(*CountBatch(*store, {EventOf(id, "alice")}), 1u) << id;
  }
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), kOutcome);
  EXPECT_EQ(FirstOutcomeOf(*store, "e4"), kOutcome);
  EXPECT_EQ(FirstOutcomeOf(*store, "e3"), std::nullopt);
}

TEST_P(HistogramStoreContract, OrderOfBatchesDoesNotMatter) {
  std::vector<TestEvent> events;
  events.reserve(300);
  for (int i = 0; i < 300; ++i) {
    events.push_back({"e" + std::to_string(i),
                      {Principal("p" + std::to_string(i % 3)),
                       Command("c" + std::to_string(i % 5))},
                      i % 7 == 0 ? "BR" : "DE",
                      1'700'000'000 + i * 700});
  }
  TempDir in_order_dir;
  const auto in_order = GetParam().open(in_order_dir / "store", 1000);
  ASSERT_TRUE(CountBatch(*in_order, events).ok());

  std::shuffle(events.begin(), events.end(), std::mt19937(7));
  const auto shuffled = Open();
  for (auto it = events.begin(); it != events.end(); it += 20) {
    ASSERT_TRUE(CountBatch(*shuffled, {it, it + 20}).ok());
  }
  for (int i = 0; i < 5; ++i) {
    const EntityKey principal = Principal("p" + std::to_string(i));
    const EntityKey command = Command("c" + std::to_string(i));
    EXPECT_EQ(HistogramOf(*shuffled, principal),
              HistogramOf(*in_order, principal));
    EXPECT_EQ(HistogramOf(*shuffled, command), HistogramOf(*in_order, command));
  }
}

TEST_P(HistogramStoreContract, ListsByNameInPages) {
  const auto store = Open();
  for (const char* name : {"b", "a", "ab", "c", "\xff"}) {
    ASSERT_TRUE(
        CountBatch(*store, {{std::string("of ") + name, {Command(name)}}})
            .ok());
  }
  ASSERT_TRUE(CountBatch(*store, {{"e9", {Principal("no command")}}}).ok());

  const auto first = store->List("default", EntityKind::kCommand, "", "", 3);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(NamesOf(*first), testing::ElementsAre("a", "ab", "b"));
  EXPECT_TRUE(first->more);
  const auto rest = store->List("default", EntityKind::kCommand, "", "b", 3);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_THAT(NamesOf(*rest), testing::ElementsAre("c", "\xff"));
  EXPECT_FALSE(rest->more);
}

TEST_P(HistogramStoreContract, ListsByPrefix) {
  const auto store = Open();
  for (const char* name : {"111:x", "222:a", "222:b", "222:c", "333:x"}) {
    ASSERT_TRUE(
        CountBatch(*store, {{std::string("of ") + name, {Command(name)}}})
            .ok());
  }
  const auto list = [&](std::string_view prefix, std::string_view after,
                        size_t limit) {
    return *store->List("default", EntityKind::kCommand, prefix, after, limit);
  };
  EXPECT_THAT(NamesOf(list("222:", "", 9)),
              testing::ElementsAre("222:a", "222:b", "222:c"));
  EXPECT_THAT(NamesOf(list("222:", "222:a", 9)),
              testing::ElementsAre("222:b", "222:c"));
  EXPECT_THAT(NamesOf(list("222:", "111:x", 1)), testing::ElementsAre("222:a"));
  EXPECT_FALSE(list("222:", "222:b", 1).more);
  EXPECT_THAT(NamesOf(list("222:", "333:x", 9)), testing::IsEmpty());
  EXPECT_THAT(NamesOf(list("4", "", 9)), testing::IsEmpty());
  EXPECT_TRUE(list("", "", 0).more);
}

TEST_P(HistogramStoreContract, DeletesOneEntity) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice"),
                                  EventOf("e2", "alice2"),
                                  {"e3", {Command("alice")}}})
                  .ok());
  EXPECT_EQ(*store->Delete(Principal("alice")), 1);
  EXPECT_TRUE(HistogramOf(*store, Principal("alice")).empty());
  EXPECT_EQ(CallsOf(*store, Principal("alice2")), 1u);
  EXPECT_EQ(CallsOf(*store, Command("alice")), 1u);
  EXPECT_EQ(*store->Delete(Principal("alice")), 0);
}

TEST_P(HistogramStoreContract, ADeletedEntityStartsAnew) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  ASSERT_TRUE(store->Delete(Principal("alice")).ok());
  // What was counted stays counted: the id is still known.
  EXPECT_EQ(*CountBatch(*store, {EventOf("e1", "alice")}), 0u);
  EXPECT_EQ(*CountBatch(*store, {EventOf("e2", "alice", "FR")}), 1u);
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u);
}

TEST_P(HistogramStoreContract, DoesNotListAnEntityOfWhichAllWasForgotten) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  const std::vector<EntityKey> entities = {Principal("alice")};
  ASSERT_TRUE(store
                  ->Update({"default", entities, {}},
                           [](HistogramStore::Stored stored) {
                             stored.baselines[0]->At(Attribute::kCountry) = {};
                             return HistogramStore::Changed{{true}, {}};
                           })
                  .ok());
  const auto page = store->List("default", EntityKind::kPrincipal, "", "", 9);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(page->entities, testing::IsEmpty());
  EXPECT_EQ(*store->Delete(Principal("alice")), 0);
  EXPECT_EQ(*CountBatch(*store, {EventOf("e2", "alice")}), 1u);
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u);
}

TEST_P(HistogramStoreContract, ListsFeedbackNewestFirstInPages) {
  const auto store = Open();
  EXPECT_TRUE(store->ListFeedback("default", "", "", 9)->entries.empty());
  ASSERT_TRUE(Say(*store, EntryOf("f1", "alice", 1000)).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f3", "alice", 3000)).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f2", "bob", 2000)).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f4", "alice", 4000), "other").ok());

  const auto first = store->ListFeedback("default", "", "", 2);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->entries,
              testing::ElementsAre(Listed(EntryOf("f3", "alice", 3000)),
                                   Listed(EntryOf("f2", "bob", 2000))));
  const auto rest = store->ListFeedback("default", "", first->next, 2);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_THAT(rest->entries,
              testing::ElementsAre(Listed(EntryOf("f1", "alice", 1000))));
  EXPECT_EQ(rest->next, "");
}

TEST_P(HistogramStoreContract, ListsFeedbackOfOnePrincipal) {
  const auto store = Open();
  ASSERT_TRUE(Say(*store, EntryOf("f1", "alice", 1000)).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f2", "bob", 2000)).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f3", "alice", 3000)).ok());
  const auto first = store->ListFeedback("default", "alice", "", 1);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->entries,
              testing::ElementsAre(EntryOf("f3", "alice", 3000)));
  const auto rest = store->ListFeedback("default", "alice", first->next, 1);
  EXPECT_THAT(rest->entries,
              testing::ElementsAre(EntryOf("f1", "alice", 1000)));
  EXPECT_EQ(rest->next, "");
  EXPECT_EQ(store->ListFeedback("default", "", "no page", 1).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_P(HistogramStoreContract, KeepsTheNewestFeedback) {
  const auto store = Open();
  for (int i = 1; i <= 8; ++i) {
    ASSERT_TRUE(
        Say(*store, EntryOf("f" + std::to_string(i), "alice", i * 1000)).ok());
  }
  ASSERT_TRUE(Say(*store, EntryOf("g1", "alice", 1), "other").ok());
  const auto page = store->ListFeedback("default", "", "", 100);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->entries.size(), kContractFeedbackMax);
  EXPECT_EQ(page->entries.front().feedback_id, "f8");
  EXPECT_EQ(page->entries.back().feedback_id, "f4");
  EXPECT_EQ(store->ListFeedback("other", "", "", 100)->entries.size(), 1u);
}

TEST_P(HistogramStoreContract, CommitsFeedbackWithWhatItChanged) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  const std::vector<EntityKey> entities = {Principal("alice")};
  const std::vector<std::string_view> ids = {
      "feedback\x1f"
      "f1"};
  const auto said = EntryOf("f1", "alice", 1000);
  ASSERT_TRUE(store
                  ->Update({"default", entities, ids},
                           [&](HistogramStore::Stored stored) {
                             stored.baselines[0]
                                 ->At(Attribute::kCountry)
                                 .Judge("VN", {Verdict::kMalicious, 0, 1000});
                             return HistogramStore::Changed{
                                 {true}, {{0, FirstOutcome()}}, {said}};
                           })
                  .ok());
  const Histogram histogram = HistogramOf(*store, Principal("alice"));
  ASSERT_NE(histogram.Find("VN"), nullptr);
  EXPECT_EQ(histogram.Find("VN")->judgement.verdict, Verdict::kMalicious);
  EXPECT_TRUE(FirstOutcomeOf(*store, std::string(ids[0])).has_value());
  EXPECT_THAT(store->ListFeedback("default", "alice", "", 9)->entries,
              testing::ElementsAre(said));
}

TEST_P(HistogramStoreContract, CountsAValueOnThatWasJudgedBeforeItWasSeen) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  const std::vector<EntityKey> entities = {Principal("alice")};
  ASSERT_TRUE(
      store
          ->Update({"default", entities, {}},
                   [&](HistogramStore::Stored stored) {
                     stored.baselines[0]
                         ->At(Attribute::kCountry)
                         .Judge("VN", {Verdict::kBenign, 1'800'000'000, 1000});
                     return HistogramStore::Changed{{true}, {}};
                   })
          .ok());
  const TestEvent later{
      "e2", {Principal("alice")}, "VN", 1'700'000'000 + 2 * kPeriodSeconds};
  ASSERT_TRUE(CountBatch(*store, {later}).ok());
  const Histogram histogram = HistogramOf(*store, Principal("alice"));
  ASSERT_NE(histogram.Find("VN"), nullptr);
  EXPECT_EQ(histogram.Find("VN")->observations(), 1u);
}

TEST_P(HistogramStoreContract, DoesNotWriteFeedbackThatItCouldNotRead) {
  const auto store = Open();
  EXPECT_EQ(Say(*store, EntryOf("f1", "", 1000)).code(),
            absl::StatusCode::kInternal);
  EXPECT_EQ(Say(*store, EntryOf("f1", "alice", -1)).code(),
            absl::StatusCode::kInternal);
  EXPECT_TRUE(store->ListFeedback("default", "", "", 9)->entries.empty());
  EXPECT_TRUE(store->Health().ok());
}

TEST_P(HistogramStoreContract, DeletesWhatWasSaidOfAPrincipal) {
  const auto store = Open();
  ASSERT_TRUE(CountBatch(*store, {EventOf("e1", "alice")}).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f1", "alice", 1000)).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f2", "bob", 2000)).ok());
  ASSERT_TRUE(Say(*store, EntryOf("f3", "alice", 3000), "other").ok());
  EXPECT_EQ(*store->Delete(Command("bob")), 0);
  EXPECT_EQ(*store->Delete(Principal("alice")), 1);
  EXPECT_THAT(store->ListFeedback("default", "", "", 9)->entries,
              testing::ElementsAre(Listed(EntryOf("f2", "bob", 2000))));
  EXPECT_EQ(store->ListFeedback("other", "", "", 9)->entries.size(), 1u);
  // Its place is free again.
  for (int i = 1; i <= 4; ++i) {
    ASSERT_TRUE(
        Say(*store, EntryOf("g" + std::to_string(i), "bob", 2000 + i)).ok());
  }
  EXPECT_EQ(store->ListFeedback("default", "", "", 9)->entries.size(), 5u);
}

TEST_P(HistogramStoreContract, RefusesNamesWithAZeroByte) {
  const auto store = Open();
  const std::string bad("a\0b", 3);
  const absl::StatusOr<size_t> counted =
      CountBatch(*store, {EventOf("e1", bad)});
  EXPECT_EQ(counted.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), std::nullopt);
  const std::vector<EntityKey> entities = {Principal("a", bad)};
  EXPECT_EQ(
      store->Read({"t", entities, {}}, [](HistogramStore::Stored) {}).code(),
      absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(store->Delete(Principal(bad)).status().code(),
            absl::StatusCode::kInvalidArgument);
  for (const auto& [tenant, prefix, after] :
       {std::tuple(bad, std::string(), std::string()),
        std::tuple(std::string("t"), bad, std::string()),
        std::tuple(std::string("t"), std::string(), bad)}) {
    EXPECT_EQ(store->List(tenant, EntityKind::kPrincipal, prefix, after, 1)
                  .status()
                  .code(),
              absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace farcall
