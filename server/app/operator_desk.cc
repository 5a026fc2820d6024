// SPDX-License-Identifier: Apache-2.0
#include "server/app/operator_desk.h"

#include <chrono>

#include "server/app/reload_failure.h"
#include "settings/version.h"

namespace farcall {
namespace {

v1::Backup ToProto(const StoreBackup& of) {
  v1::Backup backup;
  if (of.shard.has_value()) backup.set_shard(*of.shard);
  backup.set_id(of.backup.id);
  backup.mutable_time()->set_seconds(of.backup.time_seconds);
  backup.set_bytes(of.backup.bytes);
  backup.set_files(of.backup.files);
  return backup;
}

absl::StatusOr<std::vector<v1::Backup>> AllToProto(
    const absl::StatusOr<std::vector<StoreBackup>>& all) {
  if (!all.ok()) return all.status();
  std::vector<v1::Backup> backups;
  backups.reserve(all->size());
  for (const StoreBackup& one : *all) backups.push_back(ToProto(one));
  return backups;
}

}  // namespace

OperatorDesk::OperatorDesk(Parts parts)
    : parts_(std::move(parts)),
      started_seconds_(std::chrono::duration_cast<std::chrono::seconds>(
                           std::chrono::system_clock::now().time_since_epoch())
                           .count()) {}

absl::StatusOr<std::vector<v1::Backup>> OperatorDesk::CreateBackups(
    absl::FunctionRef<void(uint64_t bytes_copied)> on_progress) {
  return AllToProto(parts_.store.backups().Create(on_progress));
}

absl::StatusOr<std::vector<v1::Backup>> OperatorDesk::ListBackups() {
  return AllToProto(parts_.store.backups().List());
}

absl::StatusOr<v1::Backup> OperatorDesk::VerifyBackup(
    std::optional<uint32_t> shard, uint32_t id) {
  const auto verified = parts_.store.backups().Verify(shard, id);
  if (!verified.ok()) return verified.status();
  return ToProto(*verified);
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
