// SPDX-License-Identifier: Apache-2.0
#include "storage/upkeep_thread.h"

#include <utility>

namespace farcall {

UpkeepThread::UpkeepThread(std::chrono::seconds interval, Work work)
    : interval_(interval),
      work_(std::move(work)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

UpkeepThread::~UpkeepThread() {
  thread_.request_stop();
  thread_.join();
}

void UpkeepThread::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait_for(lock, stop, interval_, [&] { return needed_; });
    needed_ = false;
    lock.unlock();
    if (!stop.stop_requested()) work_(stop);
    lock.lock();
  }
}

void UpkeepThread::Wake() {
  const std::lock_guard lock(mutex_);
  needed_ = true;
  changed_.notify_one();
}

}  // namespace farcall
