// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/admin_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "farcall/v1/admin_service.grpc.pb.h"
#include "tests/server/rpc/rpc_server.h"

namespace farcall {
namespace {

// Has backups, and does nothing else.
class FakeOperations final : public Operations {
 public:
  using Asked = std::pair<std::optional<uint32_t>, uint32_t>;  // shard and id

  using Backups = absl::StatusOr<std::vector<v1::Backup>>;

  void Answer(Backups backups) {
    const std::lock_guard lock(mutex_);
    backups_ = std::move(backups);
  }
  Asked last_verified() const {
    const std::lock_guard lock(mutex_);
    return last_verified_;
  }

  absl::StatusOr<std::vector<v1::Backup>> CreateBackups(
      absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) override {
    on_progress(1);
    return ListBackups();
  }
  absl::StatusOr<std::vector<v1::Backup>> ListBackups() override {
    const std::lock_guard lock(mutex_);
    return backups_;
  }
  absl::StatusOr<v1::Backup> VerifyBackup(std::optional<uint32_t> shard,
                                          uint32_t id) override {
    const std::lock_guard lock(mutex_);
    last_verified_ = {shard, id};
    return v1::Backup();
  }
  absl::StatusOr<v1::CompactResponse> Compact() override {
    return v1::CompactResponse();
  }
  v1::GetStatisticsResponse Statistics() override { return {}; }
  void SetLogLevel(LogLevel /*level*/) override {}
  absl::StatusOr<std::vector<std::string>> Reload() override {
    return std::vector<std::string>();
  }

 private:
  mutable std::mutex mutex_;
  Backups backups_{};      // under mutex_
  Asked last_verified_{};  // under mutex_
};

v1::Backup BackupOf(std::optional<uint32_t> shard, uint32_t id,
                    uint64_t bytes) {
  v1::Backup backup;
  if (shard.has_value()) backup.set_shard(*shard);
  backup.set_id(id);
  backup.set_bytes(bytes);
  return backup;
}

class AdminServiceTest : public testing::Test {
 protected:
  // The last answer; nothing = there was none.
  std::optional<v1::CreateBackupResponse> CreateBackup() {
    grpc::ClientContext context;
    const auto stream = admin_->CreateBackup(&context, {});
    v1::CreateBackupResponse answer;
    std::optional<v1::CreateBackupResponse> last;
    while (stream->Read(&answer)) last = answer;
    status_ = stream->Finish();
    return last;
  }

  FakeOperations operations_;
  Server server_{{.operations = &operations_}};
  const std::unique_ptr<v1::AdminService::Stub> admin_ =
      v1::AdminService::NewStub(server_.channel());
  grpc::Status status_;
};

TEST_F(AdminServiceTest, TheLastAnswerHasTheBackupOfAServerAlone) {
  operations_.Answer({{BackupOf(std::nullopt, 3, 10)}});
  const auto last = CreateBackup();
  EXPECT_TRUE(status_.ok()) << status_.error_message();
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->backup().id(), 3U);
  EXPECT_EQ(last->backups_size(), 1);
  EXPECT_EQ(last->bytes_copied(), 10U);
}

TEST_F(AdminServiceTest, TheLastAnswerHasTheBackupsOfAllShards) {
  operations_.Answer({{BackupOf(0, 3, 10), BackupOf(7, 1, 20)}});
  const auto last = CreateBackup();
  EXPECT_TRUE(status_.ok()) << status_.error_message();
  ASSERT_TRUE(last.has_value());
  EXPECT_FALSE(last->has_backup());
  ASSERT_EQ(last->backups_size(), 2);
  EXPECT_TRUE(last->backups(0).has_shard());
  EXPECT_EQ(last->backups(1).shard(), 7U);
  EXPECT_EQ(last->bytes_copied(), 30U);
}

TEST_F(AdminServiceTest, WhoOwnsNoShardMakesNone) {
  operations_.Answer(std::vector<v1::Backup>());
  const auto last = CreateBackup();
  EXPECT_TRUE(status_.ok()) << status_.error_message();
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->backups_size(), 0);
}

TEST_F(AdminServiceTest, AFailureEndsTheCall) {
  operations_.Answer(absl::AbortedError("1 of 2 owned shards"));
  CreateBackup();
  EXPECT_EQ(status_.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(status_.error_message(), "1 of 2 owned shards");
}

TEST_F(AdminServiceTest, PassesTheShardToVerify) {
  for (const auto& asked :
       std::vector<FakeOperations::Asked>{{std::nullopt, 2}, {0, 0}, {7, 3}}) {
    const auto& [shard, id] = asked;
    grpc::ClientContext context;
    v1::VerifyBackupRequest request;
    if (shard.has_value()) request.set_shard(*shard);
    request.set_id(id);
    v1::VerifyBackupResponse answer;
    ASSERT_TRUE(admin_->VerifyBackup(&context, request, &answer).ok());
    EXPECT_EQ(operations_.last_verified(), asked);
  }
}

}  // namespace
}  // namespace farcall
