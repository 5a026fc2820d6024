// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/checkpoint_desk.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace farcall {
namespace {

void Remove(const std::string& directory) {
  std::error_code ignored;  // the next start removes it
  std::filesystem::remove_all(directory, ignored);
}

}  // namespace

CheckpointDesk::CheckpointDesk(Options options, CheckpointMaker& maker)
    : directory_(options.directory + "/checkpoints.outgoing"),
      at_once_(options.at_once),
      maker_(maker) {
  Remove(directory_);
  thread_ = std::jthread([this](const std::stop_token& stop) { Serve(stop); });
}

CheckpointDesk::~CheckpointDesk() {
  thread_.request_stop();
  thread_.join();
  Remove(directory_);
}

std::unique_ptr<CheckpointDesk::Place> CheckpointDesk::Enter() {
  const std::lock_guard lock(mutex_);
  if (places_ >= at_once_) return nullptr;
  ++places_;
  return std::unique_ptr<Place>(
      new Place(*this, directory_ + "/" + std::to_string(++made_)));
}

CheckpointDesk::Place::~Place() {
  Remove(directory_);
  const std::lock_guard lock(desk_.mutex_);
  --desk_.places_;
}

absl::StatusOr<std::unique_ptr<CheckpointReader>> CheckpointDesk::Place::Make(
    uint32_t shard) {
  std::error_code error;
  std::filesystem::create_directories(desk_.directory_, error);
  if (error) return absl::ErrnoToStatus(error.value(), desk_.directory_);
  absl::Status status = desk_.maker_.Make(shard, directory_);
  if (!status.ok()) return status;
  return CheckpointReader::Open(directory_);
}

void CheckpointDesk::Push(Task& task) {
  const std::lock_guard lock(mutex_);
  tasks_.push_back(&task);
  pushed_.notify_one();
}

void CheckpointDesk::Serve(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (pushed_.wait(lock, stop, [this] { return !tasks_.empty(); })) {
    Task& task = *tasks_.front();
    tasks_.pop_front();
    lock.unlock();
    task.Work();
    lock.lock();
  }
}

}  // namespace farcall
