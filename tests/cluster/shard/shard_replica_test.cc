// SPDX-License-Identifier: Apache-2.0
#include "cluster/shard/shard_replica.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "cluster/codec/log_record_codec.h"
#include "tests/cluster/shard/memory_shard_log.h"
#include "tests/cluster/shard/test_place.h"
#include "tests/cluster/shard/wait_until.h"
#include "tests/storage/store_testing.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;

// One replica, which can be killed and started again.
class Node {
 public:
  Node(MemoryShardLog& log, const std::string& path, const std::string& name,
       const std::vector<Replica>& preference, uint64_t seed)
      : view(log.MakeView(seed)), place_(path) {
    options_.life.shard = 7;
    options_.life.name = name;
    options_.life.address = name + ":50052";
    options_.life.preference = preference;
    options_.life.takeover = milliseconds(100);
    options_.life.beat = milliseconds(25);
    options_.genesis = {.format = 1, .shards = 8};
    options_.genesis.event_hash_key.fill(static_cast<uint8_t>(seed));
    options_.pause = milliseconds(5);
    options_.pause_max = milliseconds(50);
    options_.release_timeout = milliseconds(200);
  }

  void Start() {
    replica_ = std::make_unique<ShardReplica>(options_, OpenEachTime(view),
                                              place_, nullptr);
    replica_->Start();
  }
  // As kill -9: what it says while it goes down, nobody hears.
  void Kill() {
    view->is_cut_off = true;
    replica_.reset();
    view->is_cut_off = false;
  }
  void Stop() { replica_.reset(); }

  bool is_owner() const {
    return replica_ != nullptr &&
           replica_->status().role == ShardReplica::Role::kOwning;
  }
  std::shared_ptr<ShardStore> store() const {
    return replica_ == nullptr ? nullptr : replica_->store().store;
  }
  ShardReplica& replica() { return *replica_; }

  const std::shared_ptr<MemoryShardLog::View> view;

 private:
  TestPlace place_;
  ShardReplica::Options options_;
  std::unique_ptr<ShardReplica> replica_;
};

class ShardReplicaTest : public testing::Test {
 protected:
  ShardReplicaTest() {
    const std::vector<Replica> preference = {{"first"}, {"second"}, {"third"}};
    for (size_t i = 0; i < preference.size(); ++i) {
      nodes_.push_back(std::make_unique<Node>(log_, dir_ / preference[i].name,
                                              preference[i].name, preference,
                                              i + 1));
      nodes_.back()->Start();
      // The first choice is there first.
      if (i == 0) WaitUntil([&] { return nodes_[0]->is_owner(); });
    }
  }

  // The one that owns the shard now, or soon. On a busy machine it need not be
  // the one that did.
  Node& Owner() {
    Node* owner = nullptr;
    WaitUntil([&] {
      for (const auto& node : nodes_) {
        if (node->is_owner()) owner = node.get();
      }
      return owner != nullptr;
    });
    return *owner;
  }
  bool AnotherOwns(const Node& node) const {
    return std::ranges::any_of(nodes_, [&](const auto& other) {
      return other.get() != &node && other->is_owner();
    });
  }

  // Has an event counted by whoever owns the shard, until it is answered; the
  // number of attempts.
  int CountUntilAnswered(const TestEvent& event) {
    for (int attempt = 1; attempt < 60'000; ++attempt) {
      for (const auto& node : nodes_) {
        if (!node->is_owner() || node->view->is_cut_off) continue;
        const std::shared_ptr<ShardStore> store = node->store();
        if (store == nullptr) continue;
        const auto counted = CountBatch(store->histograms(), {event});
        if (counted.ok()) {
          if (*counted == 1) ++counted_;
          return attempt;
        }
      }
      std::this_thread::sleep_for(milliseconds(1));
    }
    ADD_FAILURE() << "nobody answers";
    return 0;
  }

  // All nodes are up: waits until each has read what is in the log, and checks
  // that they hold the same.
  void ExpectSameCalls(uint64_t calls) {
    for (const auto& node : nodes_) {
      WaitUntil([&] {
        const auto store = node->store();
        return store != nullptr &&
               CallsOf(store->histograms(), Principal("alice")) == calls;
      });
    }
  }

  TempDir dir_;
  MemoryShardLog log_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::atomic<uint64_t> counted_ = 0;
};

TEST_F(ShardReplicaTest, AllCopiesHoldWhatTheOwnerCounted) {
  CountUntilAnswered(EventOf("e1", "alice"));
  ExpectSameCalls(1);
  for (const auto& node : nodes_) {
    WaitUntil([&] { return node->replica().status().has_owner; });
    const ClaimRecord claim = node->replica().status().claim;
    EXPECT_EQ(claim.address, claim.owner + ":50052");
  }
}

TEST_F(ShardReplicaTest, AnotherTakesOverFromAnOwnerThatWasKilled) {
  CountUntilAnswered(EventOf("e1", "alice"));
  Node& killed = Owner();
  killed.Kill();
  CountUntilAnswered(EventOf("e2", "alice"));
  CountUntilAnswered(EventOf("e1", "alice"));  // a redelivery
  EXPECT_EQ(counted_, 2u);
  // It comes back with its old disk, and with what it missed.
  killed.Start();
  ExpectSameCalls(2);
}

TEST_F(ShardReplicaTest, AnOwnerThatStopsGivesTheShardUp) {
  CountUntilAnswered(EventOf("e1", "alice"));
  Node& stopped = Owner();
  stopped.Stop();
  const auto records = log_.records();
  EXPECT_TRUE(std::ranges::any_of(records, [](const std::string& bytes) {
    return std::holds_alternative<ReleaseRecord>(*DecodeLogRecord(bytes));
  }));
  CountUntilAnswered(EventOf("e2", "alice"));
  stopped.Start();
  ExpectSameCalls(2);
}

TEST_F(ShardReplicaTest, ThePreferredReplicaGetsTheShardBackWithoutAnError) {
  CountUntilAnswered(EventOf("e0", "alice"));
  nodes_[0]->Stop();
  CountUntilAnswered(EventOf("e1", "alice"));
  nodes_[0]->Start();
  // Whoever owns it answers all the time, but for the moment of the change.
  int events = 2;
  for (; !nodes_[0]->is_owner(); ++events) {
    CountUntilAnswered(EventOf("e" + std::to_string(events), "alice"));
  }
  CountUntilAnswered(EventOf("e" + std::to_string(events), "alice"));
  ExpectSameCalls(static_cast<uint64_t>(events) + 1);
}

TEST_F(ShardReplicaTest, ACopyCatchesUpWithALogThatIsNeverQuiet) {
  Node& late = *nodes_[2];
  late.Kill();
  const auto strange = EncodeLogRecord(BeatRecord{.epoch = 1, .writer = 4711});
  ASSERT_TRUE(strange.ok());
  late.view->added_at_end = *strange;
  late.Start();
  WaitUntil([&] { return late.replica().status().caught_up; });
}

TEST_F(ShardReplicaTest, WhatAPausedOwnerMadeDoesNotCount) {
  CountUntilAnswered(EventOf("e1", "alice"));
  Node& zombie = Owner();
  std::shared_ptr<ShardStore> store = zombie.store();
  zombie.view->is_paused = true;
  WaitUntil([&] { return AnotherOwns(zombie); });
  const auto batches = [&] {
    return std::ranges::count_if(log_.records(), [](const std::string& bytes) {
      return std::holds_alternative<BatchRecord>(*DecodeLogRecord(bytes));
    });
  };
  const auto before = batches();
  // It has a batch in hand, which is in the log behind another claim.
  std::thread batch([&] {
    const auto counted =
        CountBatch(store->histograms(), {EventOf("e2", "alice", "VN")});
    EXPECT_EQ(counted.status().code(), absl::StatusCode::kUnavailable);
  });
  WaitUntil([&] { return batches() > before; });
  zombie.view->is_paused = false;
  batch.join();
  store.reset();  // nothing holds it any more
  CountUntilAnswered(EventOf("e2", "alice"));
  EXPECT_EQ(counted_, 2u);
  ExpectSameCalls(2);
  // It tells, though another life of it reads the record.
  WaitUntil([&] { return zombie.replica().status().refused > 0; });
}

TEST_F(ShardReplicaTest, AnOwnerThatIsCutOffAnswersNothing) {
  Node& owner = Owner();
  owner.view->is_cut_off = true;
  CountUntilAnswered(EventOf("e1", "alice"));
  EXPECT_EQ(counted_, 1u);
  owner.view->is_cut_off = false;
  ExpectSameCalls(1);
}

TEST_F(ShardReplicaTest, AFailedAppendEndsOneLifeAlone) {
  CountUntilAnswered(EventOf("e1", "alice"));
  Node& owner = Owner();
  const uint64_t lives = owner.replica().status().lives;
  owner.view->has_failed_append = true;
  WaitUntil([&] { return owner.replica().status().lives > lives; });
  CountUntilAnswered(EventOf("e2", "alice"));
  ExpectSameCalls(2);
  EXPECT_FALSE(owner.view->has_failed_append);
}

TEST_F(ShardReplicaTest, ACopyOfAnotherLogReadsNothingOfThisOne) {
  CountUntilAnswered(EventOf("e1", "alice"));
  ExpectSameCalls(1);
  nodes_.clear();
  // The topic is deleted, created again, and begun by a replica that is new.
  MemoryShardLog other;
  Node fresh(other, dir_ / "fresh", "fresh", {{"fresh"}}, 9);
  fresh.Start();
  WaitUntil([&] { return fresh.is_owner(); });
  Node old(other, dir_ / "second", "second", {{"fresh"}, {"second"}}, 10);
  old.Start();
  WaitUntil([&] {
    return absl::IsFailedPrecondition(old.replica().status().why_closed);
  });
  EXPECT_FALSE(old.is_owner());
}

TEST_F(ShardReplicaTest, NothingIsLostOrCountedTwiceWhateverHappens) {
  for (const auto& node : nodes_) {
    node->view->lost_per_mille = 20;
    node->view->doubled_per_mille = 50;
  }
  std::mt19937_64 random(20261130);
  constexpr int kEvents = 150;
  for (int i = 0; i < kEvents; ++i) {
    CountUntilAnswered(EventOf("e" + std::to_string(i), "alice"));
    if (random() % 4 == 0) {  // sent again
      CountUntilAnswered(
          EventOf("e" + std::to_string(random() % (i + 1)), "alice"));
    }
    Node& node = *nodes_[random() % nodes_.size()];
    switch (random() % 25) {
      case 0:
        node.Kill();
        node.Start();
        break;
      case 1:
        node.view->is_cut_off = true;
        std::this_thread::sleep_for(milliseconds(random() % 150));
        node.view->is_cut_off = false;
        break;
      case 2:
        node.view->is_paused = true;
        std::this_thread::sleep_for(milliseconds(random() % 300));
        node.view->is_paused = false;
        break;
      default:
        break;
    }
  }
  for (const auto& node : nodes_) {
    node->view->lost_per_mille = 0;
    node->view->doubled_per_mille = 0;
  }
  CountUntilAnswered(EventOf("last", "alice"));
  ExpectSameCalls(kEvents + 1);
}

}  // namespace
}  // namespace farcall
