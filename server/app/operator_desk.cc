// SPDX-License-Identifier: Apache-2.0
#include "server/app/operator_desk.h"

#include <chrono>

#include "server/app/reload_failure.h"
#include "settings/version.h"

namespace farcall {
namespace {

v1::Backup ToProto(const BackupInfo& info) {
  v1::Backup backup;
  backup.set_id(info.id);
  backup.mutable_time()->set_seconds(info.time_seconds);
  backup.set_bytes(info.bytes);
  backup.set_files(info.files);
  return backup;
}

absl::StatusOr<v1::Backup> Described(const absl::StatusOr<BackupInfo>& info) {
  if (!info.ok()) return info.status();
  return ToProto(*info);
}

}  // namespace

OperatorDesk::OperatorDesk(Parts parts)
    : parts_(std::move(parts)),
      started_seconds_(std::chrono::duration_cast<std::chrono::seconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count()),
      last_backup_seconds_(
          parts_.backup_dir.empty()
              ? 0
              : BackupDirectory::NewestTimeSeconds(parts_.backup_dir)) {}

absl::StatusOr<v1::Backup> OperatorDesk::CreateBackup(
    absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) {
  const auto backups = Backups();
  if (!backups.ok()) return backups.status();
  const auto made =
      parts_.store.CreateBackup(**backups, parts_.backups_kept, on_progress);
  if (made.ok()) last_backup_seconds_ = made->time_seconds;
  return Described(made);
}

absl::StatusOr<std::vector<v1::Backup>> OperatorDesk::ListBackups() {
  const auto backups = Backups();
  if (!backups.ok()) return backups.status();
  std::vector<v1::Backup> list;
  for (const BackupInfo& info : (*backups)->List())
    list.push_back(ToProto(info));
  return list;
}

absl::StatusOr<v1::Backup> OperatorDesk::VerifyBackup(uint32_t id) {
  const auto backups = Backups();
  if (!backups.ok()) return backups.status();
  return Described((*backups)->Verify(id));
}

absl::StatusOr<v1::CompactResponse> OperatorDesk::Compact() {
  v1::CompactResponse done;
  done.set_table_bytes_before(parts_.store.figures().table_bytes);
  absl::Status status = parts_.store.Compact();
  if (!status.ok()) return status;
  done.set_table_bytes_after(parts_.store.figures().table_bytes);
  return done;
}

v1::GetStatisticsResponse OperatorDesk::Statistics() {
  const StoreFigures figures = parts_.store.figures();
  v1::GetStatisticsResponse statistics;
  statistics.set_version(std::string(Version()));
  statistics.mutable_started()->set_seconds(started_seconds_);
  statistics.set_baselines_estimate(figures.baselines_estimate);
  statistics.set_seen_events(figures.seen_events);
  statistics.set_seen_evicted_early(figures.seen_evicted_early);
  statistics.set_table_bytes(figures.table_bytes);
  statistics.set_memtable_bytes(figures.memtable_bytes);
  statistics.set_block_cache_bytes(figures.block_cache_bytes);
  statistics.set_baseline_cache_bytes(figures.baseline_cache_bytes);
  statistics.set_unhealthy_reason(std::string(parts_.store.Health().message()));
  return statistics;
}

void OperatorDesk::SetLogLevel(LogLevel level) { parts_.log.SetLevel(level); }

absl::StatusOr<std::vector<std::string>> OperatorDesk::Reload() {
  std::vector<std::string> reloaded;
  std::string errors;
  const auto take = [&](std::string_view setting, FileReload reload,
                        const absl::Status& error) {
    if (reload == FileReload::kLoaded) reloaded.emplace_back(setting);
    if (error.ok()) return;
    errors.append(errors.empty() ? "" : "; ")
        .append(setting)
        .append(": ")
        .append(std::string(error.message()));
  };
  for (const auto& file : parts_.origins.Reload()) {
    take(file.setting, file.reload, file.error);
  }
  for (const auto& file : ReloadIdentity()) {
    take(file.setting, file.reload, file.error);
  }
  if (!errors.empty()) return absl::InvalidArgumentError(errors);
  return reloaded;
}

absl::StatusOr<BackupDirectory*> OperatorDesk::Backups() {
  const std::lock_guard lock(backups_mutex_);
  if (backups_ == nullptr) {
    if (parts_.backup_dir.empty()) {
      return absl::FailedPreconditionError(
          "the setting backup-dir is empty: there is no place for backups");
    }
    auto backups = BackupDirectory::Open(parts_.backup_dir);
    if (!backups.ok()) return backups.status();
    backups_ = *std::move(backups);
  }
  return backups_.get();
}

absl::StatusOr<v1::Backup> OperatorDesk::Restore(const std::string& backup_dir,
                                                 uint32_t id,
                                                 const std::string& data_dir) {
  const auto backups = BackupDirectory::Open(backup_dir);
  if (!backups.ok()) return backups.status();
  return Described((*backups)->Restore(id, data_dir));
}

std::vector<MetricSample> OperatorDesk::BackupSamples() const {
  return {{.name = "farcall_backup_last_success_timestamp_seconds",
           .help =
               "When the newest backup in backup-dir was made, in Unix time; "
               "0 = there is none. Not there while backup-dir is empty.",
           .type = MetricSample::Type::kGauge,
           .labels = {},
           .value = static_cast<double>(last_backup_seconds_.load())}};
}

std::vector<Authorizer::FileState> OperatorDesk::ReloadIdentity() {
  auto files = parts_.authorizer.Reload();
  for (const auto& file : files) {
    if (file.reload == FileReload::kLoaded) {
      parts_.log.Info("read anew", {{"setting", file.setting}});
    }
    if (file.reload == FileReload::kFailed) {
      LogReloadFailure(file.setting, file.error, parts_.log);
    }
  }
  return files;
}

}  // namespace farcall
