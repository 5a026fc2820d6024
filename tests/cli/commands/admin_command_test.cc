// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands/farcall.h"
#include "farcall/v1/admin_service.grpc.pb.h"
#include "tests/cli/input/temp_dir.h"
#include "tests/cli/output/captured_terminal.h"

namespace farcall {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Backups as they are made, and which were verified. Thread-safe.
class FakeDesk final : public v1::AdminService::Service {
 public:
  using Verified = std::vector<std::pair<int, uint32_t>>;  // -1 = no shard, id

  void Add(v1::Backup backup) {
    const std::lock_guard lock(mutex_);
    backups_.push_back(std::move(backup));
  }
  void Clear() {
    const std::lock_guard lock(mutex_);
    backups_.clear();
    verified_.clear();
  }
  Verified verified() const {
    const std::lock_guard lock(mutex_);
    return verified_;
  }

  grpc::Status CreateBackup(
      grpc::ServerContext*, const v1::CreateBackupRequest*,
      grpc::ServerWriter<v1::CreateBackupResponse>* writer) override {
    v1::CreateBackupResponse progress;
    progress.set_bytes_copied(1);
    writer->Write(progress);
    v1::CreateBackupResponse last;
    Fill(*last.mutable_backups());
    writer->Write(last);
    return grpc::Status::OK;
  }
  grpc::Status ListBackups(grpc::ServerContext*, const v1::ListBackupsRequest*,
                           v1::ListBackupsResponse* answer) override {
    Fill(*answer->mutable_backups());
    return grpc::Status::OK;
  }
  grpc::Status VerifyBackup(grpc::ServerContext*,
                            const v1::VerifyBackupRequest* asked,
                            v1::VerifyBackupResponse* answer) override {
    const std::lock_guard lock(mutex_);
    verified_.emplace_back(
        asked->has_shard() ? static_cast<int>(asked->shard()) : -1,
        asked->id());
    answer->mutable_backup()->set_id(7);
    if (asked->has_shard()) answer->mutable_backup()->set_shard(asked->shard());
    return grpc::Status::OK;
  }

 private:
  void Fill(google::protobuf::RepeatedPtrField<v1::Backup>& told) const {
    const std::lock_guard lock(mutex_);
    told.Assign(backups_.begin(), backups_.end());
  }

  mutable std::mutex mutex_;
  std::vector<v1::Backup> backups_{};  // under mutex_
  Verified verified_{};                // under mutex_
};

class AdminCommand : public ::testing::Test {
 protected:
  AdminCommand() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
    builder.RegisterService(&desk_);
    server_ = builder.BuildAndStart();
  }
  ~AdminCommand() override { server_->Shutdown(); }

  void Add(uint32_t id, std::optional<uint32_t> shard = std::nullopt) {
    v1::Backup backup;
    backup.set_id(id);
    if (shard.has_value()) backup.set_shard(*shard);
    desk_.Add(std::move(backup));
  }
  // Fails the test unless the command succeeds.
  CapturedTerminal& Admin(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "admin");
    arguments.insert(arguments.end(), {"--admin-server", address_});
    captured_ = std::make_unique<CapturedTerminal>();
    EXPECT_EQ(RunFarcall(arguments, captured_->terminal), ExitCode::kOk)
        << captured_->err.str();
    return *captured_;
  }

  TempDir dir_;
  const std::string address_ = "unix:" + dir_.path() + "/admin";
  FakeDesk desk_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<CapturedTerminal> captured_;
};

TEST_F(AdminCommand, ShowsShardsOfAClusterAlone) {
  Add(3);
  for (const char* verb : {"backup", "backups"}) {
    EXPECT_THAT(Admin({verb}).out.str(),
                AllOf(ContainsRegex("BACKUP  MADE"), ContainsRegex(" 3  "),
                      Not(HasSubstr("SHARD"))));
  }
  desk_.Clear();
  Add(3, 0);
  Add(5, 12);
  for (const char* verb : {"backup", "backups"}) {
    EXPECT_THAT(Admin({verb}).out.str(),
                AllOf(ContainsRegex("SHARD  BACKUP  MADE"),
                      ContainsRegex(" 0 +3  "), ContainsRegex("12 +5  ")));
  }
}

TEST_F(AdminCommand, SaysThatAReplicaOwnsNothing) {
  EXPECT_THAT(Admin({"backup"}).out.str(), IsEmpty());
  EXPECT_THAT(captured_->err.str(), HasSubstr("owns no shard now"));
}

TEST_F(AdminCommand, VerifiesTheNewestOfEachShard) {
  using Asked = FakeDesk::Verified;
  Add(3);
  EXPECT_THAT(Admin({"verify"}).out.str(), HasSubstr("Backup 7 is sound"));
  Admin({"verify", "2"});
  EXPECT_EQ(desk_.verified(), (Asked{{-1, 0}, {-1, 2}}));
  desk_.Clear();
  for (const uint32_t shard : {4U, 0U, 4U}) Add(1, shard);
  EXPECT_THAT(Admin({"verify"}).out.str(),
              HasSubstr("Backup 7 of shard 4 is sound"));
  Admin({"verify", "--shard", "12"});
  Admin({"verify", "2", "--shard", "0"});
  EXPECT_EQ(desk_.verified(), (Asked{{0, 0}, {4, 0}, {12, 0}, {0, 2}}));
}

}  // namespace
}  // namespace farcall
