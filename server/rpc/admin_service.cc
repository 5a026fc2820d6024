// SPDX-License-Identifier: Apache-2.0
#include "server/rpc/admin_service.h"

#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "server/rpc/grpc_access.h"
#include "server/wire/grpc_status.h"

namespace farcall {
namespace {

// Whose turn it is among the calls of the admin port: they are all one.
constexpr std::string_view kOperators = "operators";

bool IsFromThisMachine(const std::string& peer) {
  return peer.starts_with("unix:") || peer.starts_with("ipv4:127.") ||
         peer.starts_with("ipv6:[::1]") || peer.starts_with("ipv6:%5B::1%5D");
}

v1::CreateBackupResponse AnswerWith(const std::vector<v1::Backup>& backups) {
  v1::CreateBackupResponse answer;
  uint64_t bytes = 0;
  for (const v1::Backup& backup : backups) {
    bytes += backup.bytes();
    *answer.add_backups() = backup;
    if (!backup.has_shard()) *answer.mutable_backup() = backup;
  }
  answer.set_bytes_copied(bytes);
  return answer;
}

}  // namespace

grpc::Status AdminService::Check(const grpc::CallbackServerContext& context,
                                 const Authorizer::Caller& caller) const {
  const Authorizer& authorizer = desk_.authorizer;
  grpc::Status allowed = CheckAccess(authorizer, caller, Right::kAdmin, "");
  if (!allowed.ok() || authorizer.takes_credentials() ||
      IsFromThisMachine(context.peer())) {
    return allowed;
  }
  metrics_.auth.not_allowed.Increment();
  return NotAllowed(kAnonymous,
                    "admin from another machine without tokens-file", "");
}

grpc::Status AdminService::Done(const std::string& identity,
                                std::string_view operation,
                                const absl::Status& status) const {
  Log& log = desk_.witnesses.log;
  if (status.ok()) {
    log.Info("done for an operator",
             {{"operation", operation}, {"identity", identity}});
    return grpc::Status::OK;
  }
  log.Warn("not done for an operator", {{"operation", operation},
                                        {"identity", identity},
                                        {"status", status.ToString()}});
  return OperationFailed(status);
}

// Writes how far the backup has come, and the backup at last. Deletes itself.
class AdminService::BackupCall final : public RawService::Call,
                                       private WorkQueue::Task {
 public:
  BackupCall(const AdminService& service, grpc::CallbackServerContext& context)
      : service_(service),
        context_(context),
        recorder_(service.metrics_.rpc.create_backup, context,
                  service.desk_.witnesses) {
    const auto caller = service.desk_.Identify(context);
    if (auto allowed = service.Check(context, caller); !allowed.ok()) {
      End(std::move(allowed));
      return;
    }
    identity_ = caller.name();
    WorkQueue::Load load{.tenant = std::string(kOperators)};
    load.deadline = std::chrono::steady_clock::now() + service.desk_.queue_wait;
    if (!service.desk_.pool.Push(*this, std::move(load))) Refuse();
  }

 private:
  bool Work(int64_t) override {
    const auto here = recorder_.Enter();
    const auto backups =
        service_.operations_.CreateBackups([this](uint64_t bytes_copied) {
          v1::CreateBackupResponse progress;
          progress.set_bytes_copied(bytes_copied);
          Write(progress);
        });
    if (backups.ok()) last_ = AnswerWith(*backups);
    status_ = service_.Done(identity_, "backup", backups.status());
    return false;
  }

  int64_t AnswerBytes() const override { return kCallBytes; }

  void Answer() override {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
      if (writing_) return;  // OnWriteDone ends it
    }
    EndWithBackup();
  }

  void Refuse() override {
    service_.desk_.refusals.Count(Refusals::Reason::kTooManyWaiting,
                                  kOperators);
    End(Overloaded(ErrorReason::kOverloaded,
                   "too many operations are under way; try again later"));
  }

  // Progress that the client is too slow for is left out.
  void Write(const v1::CreateBackupResponse& progress) {
    {
      const std::lock_guard lock(mutex_);
      if (writing_) return;
      writing_ = true;
    }
    Send(progress);
  }

  void Send(const v1::CreateBackupResponse& message) {
    (void)Serialize(message, buffer_);
    StartWrite(&buffer_);
  }

  void OnWriteDone(bool ok) override {
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
      if (!over_) return;
    }
    if (!ok) last_.reset();
    EndWithBackup();
  }

  void EndWithBackup() {
    if (!last_.has_value()) return End(std::move(status_));
    const v1::CreateBackupResponse last = *std::move(last_);
    last_.reset();
    {
      const std::lock_guard lock(mutex_);
      writing_ = true;
    }
    sending_ = service_.desk_.sending.Begin(&context_);
    Send(last);
  }

  void End(grpc::Status status) {
    status = recorder_.Finish(std::move(status));
    sending_ = service_.desk_.sending.Begin(&context_);
    Finish(std::move(status));  // the call may be gone from here on
  }

  void OnCancel() override {
    if (service_.desk_.pool.Withdraw(*this)) End(grpc::Status::CANCELLED);
  }

  void OnDone() override {
    sending_.reset();
    service_.desk_.pool.Release(*this);
    delete this;
  }

  const AdminService& service_;
  grpc::CallbackServerContext& context_;
  RpcRecorder recorder_;
  std::string identity_{};
  std::unique_ptr<CallDeadlines::Step> sending_{};
  std::optional<v1::CreateBackupResponse> last_{};
  grpc::Status status_{};
  grpc::ByteBuffer buffer_{};  // what is being written
  std::mutex mutex_{};
  bool writing_ = false;  // guarded by mutex_
  bool over_ = false;     // the backup, not the call; guarded by mutex_
};

template <typename Request, typename Response>
void AdminService::ServeUnary(
    MethodMetrics& method,
    std::function<grpc::Status(const Authorizer::Caller&, const Request&,
                               Response&)>
        answer) {
  Serve(method, [this, &method, answer = std::move(answer)](
                    grpc::CallbackServerContext& context) {
    return new MessageCall<Request, Response>(
        desk_,
        {.metrics = method,
         .check = [this, &context](
                      const Authorizer::Caller& caller,
                      const Request&) { return Check(context, caller); },
         .load =
             [](const Request&) {
               return WorkQueue::Load{.tenant = std::string(kOperators)};
             },
         .answer = answer},
        context);
  });
}

AdminService::AdminService(const CallDesk& desk, Operations& operations,
                           Metrics& metrics)
    : desk_(desk), operations_(operations), metrics_(metrics) {
  RpcMetrics& rpc = metrics_.rpc;
  Serve(rpc.create_backup, [this](grpc::CallbackServerContext& context) {
    return new BackupCall(*this, context);
  });
  ServeUnary<v1::ListBackupsRequest, v1::ListBackupsResponse>(
      rpc.list_backups, [this](const auto&, const auto&, auto& answer) {
        const auto backups = operations_.ListBackups();
        if (!backups.ok()) return OperationFailed(backups.status());
        answer.mutable_backups()->Assign(backups->begin(), backups->end());
        return grpc::Status::OK;
      });
  ServeUnary<v1::VerifyBackupRequest, v1::VerifyBackupResponse>(
      rpc.verify_backup,
      [this](const auto& caller, const auto& asked, auto& answer) {
        const auto backup = operations_.VerifyBackup(
            asked.has_shard() ? std::optional(asked.shard()) : std::nullopt,
            asked.id());
        if (backup.ok()) *answer.mutable_backup() = *backup;
        return Done(caller.name(), "verify a backup", backup.status());
      });
  ServeUnary<v1::CompactRequest, v1::CompactResponse>(
      rpc.compact, [this](const auto& caller, const auto&, auto& answer) {
        const auto done = operations_.Compact();
        if (done.ok()) answer = *done;
        return Done(caller.name(), "compact", done.status());
      });
  ServeUnary<v1::GetStatisticsRequest, v1::GetStatisticsResponse>(
      rpc.get_statistics, [this](const auto&, const auto&, auto& answer) {
        answer = operations_.Statistics();
        return grpc::Status::OK;
      });
  ServeUnary<v1::SetLogLevelRequest, v1::SetLogLevelResponse>(
      rpc.set_log_level, [this](const auto& caller, const auto& asked, auto&) {
        if (!v1::LogLevel_IsValid(asked.level()) ||
            asked.level() == v1::LOG_LEVEL_UNSPECIFIED) {
          return InvalidRequest(
              {{"level", "is required: DEBUG, INFO, WARN, ERROR"}});
        }
        operations_.SetLogLevel(
            static_cast<LogLevel>(asked.level() - v1::LOG_LEVEL_DEBUG));
        return Done(caller.name(), "set the log level", absl::OkStatus());
      });
  ServeUnary<v1::ReloadRequest, v1::ReloadResponse>(
      rpc.reload, [this](const auto& caller, const auto&, auto& answer) {
        const auto reloaded = operations_.Reload();
        if (reloaded.ok()) {
          answer.mutable_reloaded()->Assign(reloaded->begin(), reloaded->end());
        }
        return Done(caller.name(), "reload", reloaded.status());
      });
}

}  // namespace farcall
