// SPDX-License-Identifier: Apache-2.0
// Copies of a shard that read one log hold the same, and each can go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "scoring/event/entity.h"
#include "tests/storage/finding_testing.h"
#include "tests/storage/replication/replicated_store.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using Store = RocksDbHistogramStore;

std::vector<Baseline> BaselinesOf(const Store& store,
                                  const std::vector<EntityKey>& entities) {
  std::vector<Baseline> baselines;
  const absl::Status status =
      store.Read({"default", entities, {}}, [&](HistogramStore::Stored stored) {
        for (const Baseline* baseline : stored.baselines) {
          baselines.push_back(*baseline);
        }
      });
  EXPECT_TRUE(status.ok()) << status;
  return baselines;
}

void ExpectSame(const Store& one, const Store& other) {
  for (const EntityKind kind : kEntityKinds) {
    const auto entities = one.List("default", kind, "", "", 10'000);
    const auto others = other.List("default", kind, "", "", 10'000);
    ASSERT_TRUE(entities.ok() && others.ok());
    EXPECT_EQ(entities->entities, others->entities);
    EXPECT_EQ(BaselinesOf(one, entities->entities),
              BaselinesOf(other, entities->entities));
  }
  const auto feedback = one.ListFeedback("default", "", "", 1000);
  const auto others_feedback = other.ListFeedback("default", "", "", 1000);
  ASSERT_TRUE(feedback.ok() && others_feedback.ok());
  EXPECT_EQ(feedback->entries, others_feedback->entries);
  const auto findings = one.ListFindings("default", {});
  const auto others_findings = other.ListFindings("default", {});
  ASSERT_TRUE(findings.ok() && others_findings.ok());
  EXPECT_EQ(*findings, *others_findings);
  const auto log = one.ReadFindingLog("default", 0, 10'000);
  const auto others_log = other.ReadFindingLog("default", 0, 10'000);
  ASSERT_TRUE(log.ok() && others_log.ok());
  ASSERT_EQ(log->entries.size(), others_log->entries.size());
  EXPECT_EQ(log->end, others_log->end);
  for (size_t i = 0; i < log->entries.size(); ++i) {
    EXPECT_EQ(log->entries[i].position, others_log->entries[i].position);
  }
}

class ShardCopies : public testing::Test {
 protected:
  std::unique_ptr<Store> Open(const std::string& name) {
    RocksDbStoreOptions options = CopyAt(dir_ / name);
    // Small, so that checkpoints run.
    options.journal_events_max = 50;
    options.unix_micros = [] { return int64_t{1'700'000'000'000'000}; };
    options.ledger_days = 30;
    options.fact_hours = 48;
    return OpenOrFail(std::move(options));
  }

  // Some operation on the owner: calls, findings, feedback, an erasure.
  void DoSomething(Store& owner) {
    const std::string id = "e" + std::to_string(done_++);
    const std::string principal = "p" + std::to_string(random_() % 7);
    switch (random_() % 8) {
      case 0:
        WriteFinding(owner, id, principal, "of " + principal);
        break;
      case 1:
        EXPECT_TRUE(
            Say(owner, EntryOf(id, principal, 1'700'000'000'000'000 + done_))
                .ok());
        break;
      case 2:
        if (random_() % 4 == 0) {
          EXPECT_TRUE(owner.Delete(Principal(principal)).ok());
        }
        break;
      default: {
        const std::string country = random_() % 2 == 0 ? "DE" : "FR";
        EXPECT_TRUE(CountBatch(owner, {EventOf(id, principal, country),
                                       EventOf(id + "b", principal, "DE")})
                        .ok());
      }
    }
  }

  TempDir dir_;
  MemoryLog log_;
  std::mt19937 random_{20261130};
  int done_ = 0;
};

TEST_F(ShardCopies, HoldTheSame) {
  const auto owner = Open("owner");
  const auto follower = Open("follower");
  log_.Attach(*owner->shard_copy(), /*owns=*/true);
  log_.Attach(*follower->shard_copy());
  for (int i = 0; i < 300; ++i) DoSomething(*owner);
  log_.WaitForAll(*follower->shard_copy());
  ExpectSame(*owner, *follower);
  // One that comes late reads all of it.
  const auto late = Open("late");
  log_.Attach(*late->shard_copy());
  log_.WaitForAll(*late->shard_copy());
  ExpectSame(*owner, *late);
  for (const auto& copy : {&owner, &follower, &late}) {
    log_.Detach(*(*copy)->shard_copy());
  }
}

TEST_F(ShardCopies, OneGoesOnForAnother) {
  std::string owner_name = "first";
  std::string follower_name = "second";
  for (int round = 0; round < 6; ++round) {
    const auto owner = Open(owner_name);
    const auto follower = Open(follower_name);
    log_.Attach(*owner->shard_copy(), /*owns=*/true);
    log_.Attach(*follower->shard_copy());
    for (int i = 0; i < 40; ++i) DoSomething(*owner);
    log_.Detach(*owner->shard_copy());
    log_.Detach(*follower->shard_copy());
    ExpectSame(*owner, *follower);
    std::swap(owner_name, follower_name);
  }
}

TEST_F(ShardCopies, ACheckpointHoldsTheSameAtTheSamePlace) {
  const auto owner = Open("owner");
  log_.Attach(*owner->shard_copy(), /*owns=*/true);
  // Fewer than are saved: the last ones are in the journal alone.
  for (int i = 0; i < 60; ++i) DoSomething(*owner);
  ASSERT_TRUE(CountBatch(*owner, {EventOf("last", "alice")}).ok());
  log_.Detach(*owner->shard_copy());
  EXPECT_GT(owner->figures().journal_events, 0u);
  ASSERT_TRUE(owner->CreateCheckpoint(dir_ / "checkpoint").ok());
  EXPECT_FALSE(owner->CreateCheckpoint(dir_ / "checkpoint").ok())
      << "it is there";

  const auto copy = Open("checkpoint");
  EXPECT_EQ(*copy->shard_copy()->Position(), *owner->shard_copy()->Position());
  EXPECT_EQ(copy->FindingLogEnd("default")->incarnation,
            owner->FindingLogEnd("default")->incarnation);
  ExpectSame(*owner, *copy);
  // It knows the events that were seen.
  log_.Attach(*copy->shard_copy(), /*owns=*/true);
  EXPECT_EQ(*CountBatch(*copy, {EventOf("last", "alice")}), 0u);
  log_.Detach(*copy->shard_copy());
}

TEST_F(ShardCopies, ACheckpointThatIsMadeDuringUpdatesGoesOnFromItsPlace) {
  const auto owner = Open("owner");
  const auto follower = Open("follower");
  log_.Attach(*owner->shard_copy(), /*owns=*/true);
  log_.Attach(*follower->shard_copy());
  std::thread updates([&] {
    for (int i = 0; i < 300; ++i) DoSomething(*owner);
  });
  std::vector<std::string> made;
  for (const auto& source : {&owner, &follower}) {
    for (int i = 0; i < 2; ++i) {
      made.push_back("checkpoint" + std::to_string(made.size()));
      const absl::Status status =
          (*source)->CreateCheckpoint(dir_ / made.back());
      EXPECT_TRUE(status.ok()) << status;
    }
  }
  updates.join();
  for (const std::string& name : made) {
    const auto copy = Open(name);
    ASSERT_NE(copy, nullptr);
    log_.Attach(*copy->shard_copy());
    log_.Detach(*copy->shard_copy());
    ExpectSame(*owner, *copy);
  }
  log_.Detach(*owner->shard_copy());
  log_.Detach(*follower->shard_copy());
}

TEST_F(ShardCopies, AnEventIsCountedOnceWhoeverOwnsTheShard) {
  auto first = Open("first");
  auto second = Open("second");
  log_.Attach(*first->shard_copy(), /*owns=*/true);
  log_.Attach(*second->shard_copy());
  EXPECT_EQ(*CountBatch(*first, {EventOf("e1", "alice")}), 1u);
  log_.Detach(*first->shard_copy());
  log_.Detach(*second->shard_copy());
  first.reset();
  log_.Attach(*second->shard_copy(), /*owns=*/true);
  EXPECT_EQ(*CountBatch(*second, {EventOf("e1", "alice")}), 0u);
  EXPECT_EQ(FirstOutcomeOf(*second, "e1"), kOutcome);
  EXPECT_EQ(CallsOf(*second, Principal("alice")), 1u);
  log_.Detach(*second->shard_copy());
}

TEST_F(ShardCopies, WhatWasNotReadBackIsGoneAfterARestart) {
  auto owner = Open("owner");
  log_.Attach(*owner->shard_copy(), /*owns=*/true);
  ASSERT_TRUE(CountBatch(*owner, {EventOf("e1", "alice")}).ok());
  log_.WaitForAll(*owner->shard_copy());
  log_.Hold(true);
  const std::vector<EntityKey> entities = {Principal("alice")};
  const std::vector<std::string_view> ids = {"e2"};
  std::thread lost([&] {
    const absl::Status status = owner->Update(
        {"default", entities, ids}, [](HistogramStore::Stored stored) {
          stored.baselines[0]
              ->At(Attribute::kCountry)
              .Count("VN", 1'700'000'000);
          return HistogramStore::Changed{{true}, {{0, kOutcome}}};
        });
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  });
  while (log_.size() < 2) std::this_thread::yield();
  owner->shard_copy()->Close(absl::AbortedError("another replica owns it"));
  lost.join();
  EXPECT_FALSE(owner->Health().ok());
  log_.Abandon(*owner->shard_copy());
  owner.reset();
  owner = Open("owner");
  EXPECT_EQ(CallsOf(*owner, Principal("alice")), 1u);
  EXPECT_EQ(FirstOutcomeOf(*owner, "e2"), std::nullopt);
}

TEST_F(ShardCopies, ACopyThatStopsLeavesNothingToBeAppliedAgain) {
  auto owner = Open("owner");
  auto follower = Open("follower");
  log_.Attach(*owner->shard_copy(), /*owns=*/true);
  log_.Attach(*follower->shard_copy());
  ASSERT_TRUE(CountBatch(*owner, {EventOf("e1", "alice")}).ok());
  for (std::unique_ptr<Store>* store : {&owner, &follower}) {
    log_.Detach(*(*store)->shard_copy());
    EXPECT_GT((*store)->figures().journal_events, 0u);
    (*store)->shard_copy()->Close(absl::UnavailableError("the server stops"));
    EXPECT_FALSE(CountBatch(**store, {EventOf("e2", "alice")}).ok());
  }
  owner.reset();
  follower.reset();
  for (const char* name : {"owner", "follower"}) {
    const auto store = Open(name);
    EXPECT_EQ(store->figures().journal_events, 0u) << name;
    EXPECT_EQ(CallsOf(*store, Principal("alice")), 1u) << name;
  }
}

TEST_F(ShardCopies, AFollowerTakesNoUpdatesAndAnswersReads) {
  const auto owner = Open("owner");
  const auto follower = Open("follower");
  log_.Attach(*owner->shard_copy(), /*owns=*/true);
  log_.Attach(*follower->shard_copy());
  ASSERT_TRUE(CountBatch(*owner, {EventOf("e1", "alice")}).ok());
  log_.WaitForAll(*follower->shard_copy());
  EXPECT_EQ(CountBatch(*follower, {EventOf("e2", "alice")}).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(CallsOf(*follower, Principal("alice")), 1u);
  log_.Detach(*owner->shard_copy());
  log_.Detach(*follower->shard_copy());
}

TEST_F(ShardCopies, AnErasureLeavesNoNameInAnyCopy) {
  const auto owner = Open("owner");
  const auto follower = Open("follower");
  log_.Attach(*owner->shard_copy(), /*owns=*/true);
  log_.Attach(*follower->shard_copy());
  ASSERT_TRUE(CountBatch(*owner, {EventOf("e1", "Mallory")}).ok());
  WriteFinding(*owner, "e2", "Mallory", "e2");
  ASSERT_TRUE(Say(*owner, EntryOf("f1", "Mallory", 1)).ok());
  ASSERT_TRUE(owner->Delete(Principal("Mallory")).ok());
  log_.Detach(*owner->shard_copy());
  log_.Detach(*follower->shard_copy());
  EXPECT_FALSE(AnyFileHas(dir_ / "owner", "Mallory"));
  EXPECT_FALSE(AnyFileHas(dir_ / "follower", "Mallory"));
}

TEST_F(ShardCopies, AStoreOfAnotherKeyIsNoCopy) {
  Open("owner").reset();
  RocksDbStoreOptions options = CopyAt(dir_ / "owner");
  options.replicated->event_hash_key->fill(4);
  EXPECT_EQ(RocksDbHistogramStore::Open(options).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace farcall
