// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/remote_checkpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "server/replicas/checkpoint_stream.h"
#include "tests/server/replicas/checkpoint_files.h"
#include "tests/server/replicas/replica_server.h"
#include "tests/server/rpc/routing/fake_owner.h"
#include "tests/storage/temp_dir.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

// Makes SomeFiles(), or what the test says.
class FakeMaker final : public CheckpointMaker {
 public:
  absl::Status Make(uint32_t shard, const std::string& directory) override {
    ++made;
    while (is_held) std::this_thread::yield();
    if (shard != 7) return absl::NotFoundError("no copy of it");
    WriteFiles(directory, SomeFiles());
    if (then) then(directory);
    return absl::OkStatus();
  }

  std::atomic<int> made = 0;
  std::atomic<bool> is_held = false;
  std::function<void(const std::string& directory)> then{};
};

class RemoteCheckpointsTest : public testing::Test {
 protected:
  RemoteCheckpointsTest() { std::filesystem::create_directory(to_); }

  // `self` asks those of `addresses`, which are called first, second...
  void AskOf(const std::vector<std::string>& addresses,
             RemoteCheckpoints::Options options = {}) {
    static constexpr const char* kNames[] = {"first", "second", "third"};
    for (size_t i = 0; i < addresses.size(); ++i) {
      options.addresses[kNames[i]] = addresses[i];
    }
    source_.emplace(options, channels_, server_.authorizer());
  }
  absl::Status Fetch(uint32_t shard = 7) {
    const std::vector<Replica> holders = {
        {"self"}, {"first"}, {"second"}, {"third"}};
    return source_->Fetch(shard, holders, to_, stop_.get_token());
  }
  void AwaitEmpty(const std::string& directory) {
    while (std::filesystem::exists(directory) &&
           !std::filesystem::is_empty(directory)) {
      std::this_thread::yield();
    }
  }

  const TempDir dir_;
  const std::string to_ = dir_ / "to";
  FakeMaker maker_;
  ReplicaServer server_{{.checkpoints = &maker_}};
  ReplicaChannels channels_{{}};
  std::optional<RemoteCheckpoints> source_;
  std::stop_source stop_;
};

TEST_F(RemoteCheckpointsTest, FetchesAStoreAndLeavesNothingBehind) {
  AskOf({server_.address()});
  const absl::Status status = Fetch();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(FilesOf(to_), SomeFiles());
  AwaitEmpty(server_.outgoing());
}

TEST_F(RemoteCheckpointsTest, AsksTheNextOneWhereOneFails) {
  FakeMaker damaging;
  damaging.then = [](const std::string& directory) {
    std::filesystem::remove(directory + "/CURRENT");
    WriteFiles(directory, {{"other", "of the one that failed"}});
  };
  ReplicaServer damaged({.checkpoints = &damaging});
  FakeOwner down({});
  down.Stop();
  AskOf({damaged.address(), down.address(), server_.address()});
  const absl::Status status = Fetch();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(damaging.made, 1);
  EXPECT_EQ(FilesOf(to_), SomeFiles());
}

TEST_F(RemoteCheckpointsTest, GivesUpOneThatIsSilent) {
  const FakeOwner silent({.hangs = true});
  AskOf({silent.address()}, {.silence_max = milliseconds(20)});
  const absl::Status status = Fetch();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("first: it sent nothing for 20 ms"));
  while (silent.cancelled() < 1) std::this_thread::yield();
}

TEST_F(RemoteCheckpointsTest, SaysWhatEachOneSaid) {
  ReplicaServer without;  // an older one: it has no such method
  AskOf({server_.address(), without.address()});
  const absl::Status status = Fetch(8);
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("first: no copy of it"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("second: "));
  source_.emplace(RemoteCheckpoints::Options{}, channels_,
                  server_.authorizer());
  EXPECT_EQ(Fetch().message(), "no other replica holds the shard");
}

TEST_F(RemoteCheckpointsTest, AStrangerGetsNothing) {
  const TempFile other(std::string(40, 'o'));
  ReplicaServer stranger({.access = {.cluster_token_file = other.path()}});
  source_.emplace(
      RemoteCheckpoints::Options{.addresses = {{"first", server_.address()}}},
      channels_, stranger.authorizer());
  EXPECT_TRUE(absl::IsUnavailable(Fetch()));
  EXPECT_EQ(maker_.made, 0);
  EXPECT_EQ(server_.metrics().auth.not_a_replica.Value(), 1);
}

TEST_F(RemoteCheckpointsTest, StopsWhenItIsToldTo) {
  const FakeOwner silent({.hangs = true});
  AskOf({silent.address(), server_.address()});
  std::jthread stopping([&] {
    silent.AwaitSeen(1);
    stop_.request_stop();
  });
  EXPECT_TRUE(absl::IsCancelled(Fetch()));
  EXPECT_EQ(maker_.made, 0) << "it asks nobody else";
  EXPECT_TRUE(absl::IsCancelled(Fetch()));
}

TEST_F(RemoteCheckpointsTest, APeerMayGoAwayBetweenTwoMessages) {
  cluster::v1::FetchCheckpointResponse part;
  part.set_file("CURRENT");
  part.set_data("M");
  FakeOwner peer({.bytes = part.SerializeAsString()});
  CheckpointStream stream(channels_.Of(peer.address())->channel(),
                          server_.authorizer(), 7);
  const auto first = stream.Next(std::chrono::hours(1), stop_.get_token());
  ASSERT_TRUE(first.ok() && *first);
  EXPECT_EQ(stream.part().file(), "CURRENT");
  peer.Stop();
  const auto next = stream.Next(std::chrono::hours(1), stop_.get_token());
  EXPECT_FALSE(next.ok() && *next);
}

// A peer that reads when the test says.
class CheckpointCalls : public RemoteCheckpointsTest {
 protected:
  struct Call {
    explicit Call(const ReplicaServer& server) {
      for (const auto& [name, value] : std::map<std::string, std::string>{
               {"x-farcall-hop", "1"},
               {"x-farcall-identity", "anonymous"},
               {"x-farcall-cluster-token", kSecret}}) {
        context.AddMetadata(name, value);
      }
      cluster::v1::FetchCheckpointRequest request;
      request.set_shard(7);
      stub = server.Stub();
      reader = stub->FetchCheckpoint(&context, request);
    }
    grpc::Status End() {
      context.TryCancel();
      cluster::v1::FetchCheckpointResponse part;
      while (reader->Read(&part)) {
      }
      return reader->Finish();
    }

    grpc::ClientContext context;
    std::unique_ptr<cluster::v1::ReplicaService::Stub> stub;
    std::unique_ptr<grpc::ClientReader<cluster::v1::FetchCheckpointResponse>>
        reader;
  };
};

TEST_F(CheckpointCalls, AreAsManyAsMayBe) {
  ReplicaServer server({.checkpoints = &maker_, .checkpoints_at_once = 1});
  maker_.is_held = true;
  Call first(server);
  while (maker_.made < 1) std::this_thread::yield();
  Call second(server);
  cluster::v1::FetchCheckpointResponse part;
  EXPECT_FALSE(second.reader->Read(&part));
  EXPECT_EQ(second.reader->Finish().error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  maker_.is_held = false;
  while (first.reader->Read(&part)) {
  }
  EXPECT_TRUE(first.reader->Finish().ok());
  // There is room again.
  Call third(server);
  while (third.reader->Read(&part)) {
  }
  EXPECT_TRUE(third.reader->Finish().ok());
}

TEST_F(CheckpointCalls, EndWhenTheServerDrains) {
  maker_.is_held = true;
  Call call(server_);
  while (maker_.made < 1) std::this_thread::yield();
  server_.service().Drain();
  maker_.is_held = false;
  cluster::v1::FetchCheckpointResponse part;
  while (call.reader->Read(&part)) {
  }
  EXPECT_EQ(call.reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  Call next(server_);
  EXPECT_FALSE(next.reader->Read(&part));
  EXPECT_EQ(maker_.made, 1);
}

TEST_F(CheckpointCalls, OfAPeerThatGoesAwayLeaveNothingBehind) {
  Call call(server_);
  cluster::v1::FetchCheckpointResponse part;
  EXPECT_TRUE(call.reader->Read(&part));
  EXPECT_EQ(call.End().error_code(), grpc::StatusCode::CANCELLED);
  AwaitEmpty(server_.outgoing());
}

TEST_F(CheckpointCalls, OfAPeerThatDoesNotReadAreCutOff) {
  maker_.then = [](const std::string& directory) {
    WriteFiles(directory, {{"000099.sst", std::string(64 << 20, 'x')}});
  };
  ReplicaServer server({.checkpoints = &maker_, .send = milliseconds(50)});
  Call call(server);
  cluster::v1::FetchCheckpointResponse part;
  EXPECT_TRUE(call.reader->Read(&part));
  AwaitEmpty(server.outgoing());  // while it reads nothing
  EXPECT_FALSE(call.End().ok());
}

TEST(CheckpointDesk, RemovesWhatADeadProcessLeft) {
  const TempDir dir;
  const std::string left = dir / "checkpoints.outgoing";
  std::filesystem::create_directories(left + "/1");
  WriteFiles(dir / "kept", {{"a", "1"}});
  FakeMaker maker;
  const CheckpointDesk desk({.directory = dir.path()}, maker);
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_TRUE(std::filesystem::exists(dir / "kept"));
}

}  // namespace
}  // namespace farcall
