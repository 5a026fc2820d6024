// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace farcall {

// A thread that does some work when it is woken, and at intervals.
class UpkeepThread {
 public:
  using Work = std::function<void(const std::stop_token& stop)>;

  UpkeepThread(std::chrono::seconds interval, Work work);
  // Waits for the work that is under way.
  ~UpkeepThread();
  UpkeepThread(const UpkeepThread&) = delete;
  UpkeepThread& operator=(const UpkeepThread&) = delete;

  void Wake();

 private:
  void Run(const std::stop_token& stop);

  const std::chrono::seconds interval_;
  const Work work_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool needed_ = false;  // guarded by mutex_
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
