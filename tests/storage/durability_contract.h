// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <string_view>
#include <thread>
#include <vector>

#include "scoring/batch/histogram_store.h"
#include "scoring/records/attribute.h"
#include "tests/storage/histogram_store_contract.h"
#include "tests/storage/store_testing.h"

// HistogramStoreContract, of what is applied and when it is durable.

namespace farcall {

TEST_P(HistogramStoreContract, ShowsWhatWasAppliedBeforeItIsDurable) {
  const auto store = Open();
  const std::vector<EntityKey> entities = {Principal("alice")};
  const std::vector<std::string_view> ids = {"e1"};
  const auto ticket = store->Apply(
      {"default", entities, ids}, [](HistogramStore::Stored stored) {
        stored.baselines[0]->At(Attribute::kCountry).Count("DE", 1'700'000'000);
        return HistogramStore::Changed{{true}, {{0, kOutcome}}};
      });
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u);
  EXPECT_EQ(FirstOutcomeOf(*store, "e1"), kOutcome);
  EXPECT_TRUE(store->AwaitDurable(*ticket).ok());
}

TEST_P(HistogramStoreContract, ATicketStandsForAllThatWasAppliedBefore) {
  const auto store = Open();
  EXPECT_TRUE(store->AwaitDurable(0).ok()) << "nothing is durable";
  HistogramStore::Ticket last = 0;
  for (const char* id : {"e1", "e2", "e1"}) {
    const std::vector<std::string_view> ids = {id};
    const auto ticket =
        store->Apply({"default", {}, ids}, [](HistogramStore::Stored stored) {
          if (stored.first_outcomes[0].has_value()) {
            return HistogramStore::Changed{};
          }
          return HistogramStore::Changed{{}, {{0, kOutcome}}};
        });
    ASSERT_TRUE(ticket.ok()) << ticket.status();
    EXPECT_GE(*ticket, last) << "what was only shown counts too";
    last = *ticket;
  }
  EXPECT_TRUE(store->AwaitDurable(last).ok());
}

TEST_P(HistogramStoreContract, TellsOfEachTicketOnce) {
  std::atomic<int> told = 0;
  const auto store = Open();
  const std::vector<EntityKey> entities = {Principal("alice")};
  for (int i = 0; i < 20; ++i) {
    const auto ticket = store->Apply(
        {"default", entities, {}}, [](HistogramStore::Stored stored) {
          stored.baselines[0]->At(Attribute::kTool).Count("x", 1'700'000'000);
          return HistogramStore::Changed{{true}, {}};
        });
    ASSERT_TRUE(ticket.ok()) << ticket.status();
    const auto known =
        store->WhenDurable(*ticket, [&told](const absl::Status& durable) {
          EXPECT_TRUE(durable.ok()) << durable;
          ++told;
        });
    if (known.has_value()) ++told;
  }
  while (told < 20) std::this_thread::yield();
  EXPECT_EQ(told, 20);
}

}  // namespace farcall
