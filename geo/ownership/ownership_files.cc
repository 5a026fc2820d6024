// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/ownership_files.h"

#include <utility>

namespace farcall {
namespace {

template <typename T>
void OpenIfAny(const std::string& path, std::optional<ReloadedFile<T>>& file,
               absl::Status& status) {
  if (path.empty() || !status.ok()) return;
  auto opened = ReloadedFile<T>::Open(path);
  if (opened.ok()) file = *std::move(opened);
  status = opened.status();
}

template <typename T>
std::shared_ptr<const T> ContentOf(const std::optional<ReloadedFile<T>>& file) {
  return file ? file->content() : nullptr;
}

template <typename T>
int64_t TimeOf(const std::optional<ReloadedFile<T>>& file) {
  return file ? file->content_seconds() : 0;
}

template <typename T>
void ReloadIfAny(std::string_view setting, std::optional<ReloadedFile<T>>& file,
                 std::vector<OwnershipFiles::FileState>& states) {
  if (!file) return;
  const FileReload reload = file->Reload();
  states.push_back({setting, reload, file->error()});
}

}  // namespace

absl::StatusOr<std::unique_ptr<OwnershipFiles>> OwnershipFiles::Open(
    const OwnershipPaths& paths) {
  Files files;
  absl::Status status;
  OpenIfAny(paths.own_addresses, files.own_addresses, status);
  OpenIfAny(paths.aws_ip_ranges, files.aws_ranges, status);
  OpenIfAny(paths.anonymizer_exits, files.anonymizer_exits, status);
  OpenIfAny(paths.contacts, files.contacts, status);
  OpenIfAny(paths.critical_assets, files.critical_assets, status);
  if (!status.ok()) return status;
  return std::unique_ptr<OwnershipFiles>(new OwnershipFiles(std::move(files)));
}

OwnershipFiles::OwnershipFiles(Files files) : files_(std::move(files)) {
  Publish();
}

std::vector<OwnershipFiles::FileState> OwnershipFiles::Reload() {
  const std::lock_guard lock(reload_mutex_);
  std::vector<FileState> states;
  ReloadIfAny("own-addresses", files_.own_addresses, states);
  ReloadIfAny("aws-ip-ranges", files_.aws_ranges, states);
  ReloadIfAny("anonymizer-exits", files_.anonymizer_exits, states);
  ReloadIfAny("contacts-file", files_.contacts, states);
  ReloadIfAny("critical-assets", files_.critical_assets, states);
  Publish();
  return states;
}

void OwnershipFiles::Publish() {
  auto lists = std::make_shared<const OwnershipLists>(OwnershipLists{
      .own_addresses = ContentOf(files_.own_addresses),
      .aws_ranges = ContentOf(files_.aws_ranges),
      .anonymizer_exits = ContentOf(files_.anonymizer_exits),
      .contacts = ContentOf(files_.contacts),
      .critical_assets = ContentOf(files_.critical_assets),
      .own_addresses_seconds = TimeOf(files_.own_addresses),
      .anonymizer_exits_seconds = TimeOf(files_.anonymizer_exits)});
  // The old content is freed after the lock.
  const std::lock_guard lock(lists_mutex_);
  lists_.swap(lists);
}

std::shared_ptr<const OwnershipLists> OwnershipFiles::lists() const {
  const std::lock_guard lock(lists_mutex_);
  return lists_;
}

}  // namespace farcall
