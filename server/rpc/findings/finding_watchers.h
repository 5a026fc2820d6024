// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "scoring/batch/finding_store.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// Wakes the thread of FindingWatchers. Shared with callbacks of the store,
// which may come when the watchers are gone. Thread-safe; nothing blocks but
// Wait.
class WatchBell {
 public:
  void Ring();
  // The log has more than before: rings if anybody watches.
  void RingForLog() {
    ++log_changes_;
    if (watchers_ > 0) Ring();
  }
  // How often the log was written since the start.
  uint64_t log_changes() const { return log_changes_; }
  void SetWatchers(size_t watchers) { watchers_ = watchers; }

  // Returns when it has been rung since the last time, at `until` (nothing =
  // never), or at a stop.
  void Wait(const std::stop_token& stop,
            std::optional<std::chrono::steady_clock::time_point> until);

 private:
  std::atomic<uint64_t> log_changes_ = 0;
  std::atomic<size_t> watchers_ = 0;
  std::mutex mutex_;
  std::condition_variable_any rung_at_;
  bool rung_ = false;  // guarded by mutex_
};

// Those who watch findings: bounded in number, and served by one thread, so
// that none holds a thread of its own. Thread-safe.
//
// What holds at any time:
// - A watcher is called by the thread alone, and only while it has its place.
// - Between a Begin() that says true and the end of its Work() a watcher keeps
//   its place. So it lives as long as the thread needs it.
// - Locks are taken in this order: the list's, a watcher's own, the bell's. Who
//   takes or gives up a place holds no watcher's lock.
class FindingWatchers {
 public:
  using Clock = std::chrono::steady_clock;

  struct Options {
    int64_t watchers_max = 64;
    // Of these for one tenant, but at least one.
    int64_t tenant_share_percent = 100;
    // How long nothing may be sent before a sign of life is.
    std::chrono::milliseconds sign_of_life{15'000};
    // How long a client may take for one message.
    std::chrono::milliseconds patience{60'000};
    // The same, once the watch is to end.
    std::chrono::milliseconds last_patience{1'000};
    // Between two rounds of the thread: changes meanwhile are read together.
    std::chrono::milliseconds pause{10};
  };

  class Watcher {
   public:
    virtual ~Watcher() = default;
    // Whether there is something to do: then Work() follows. Must not block.
    virtual bool Begin(Clock::time_point now) = 0;
    virtual void Work() = 0;

   protected:
    Watcher() = default;
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;
  };

  // A place among the watchers, until it is destroyed.
  class Place {
   public:
    ~Place() { watchers_.Leave(entry_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    friend class FindingWatchers;
    struct Entry {
      Watcher* watcher;
      std::string tenant;
    };
    Place(FindingWatchers& watchers, std::list<Entry>::iterator entry)
        : watchers_(watchers), entry_(entry) {}

    FindingWatchers& watchers_;
    std::list<Entry>::iterator entry_;
  };

  // Listens to the log of `store`. Both must outlive it; the store may end
  // earlier where nobody watches any more.
  FindingWatchers(FindingStore& store, const Options& options,
                  FindingMetrics& metrics);
  // All watchers must be gone.
  ~FindingWatchers() = default;
  FindingWatchers(const FindingWatchers&) = delete;
  FindingWatchers& operator=(const FindingWatchers&) = delete;

  const Options& options() const { return options_; }
  const std::shared_ptr<WatchBell>& bell() const { return bell_; }

  // Nothing if as many watch as may. `watcher` must outlive its place.
  std::unique_ptr<Place> Join(Watcher& watcher, const std::string& tenant);

  // Has all watches end, also those that come later.
  void Drain();
  bool draining() const { return draining_; }

 private:
  void Leave(std::list<Place::Entry>::iterator entry);
  // How many there are.
  void Tell();
  void Serve(const std::stop_token& stop);
  // Those with something to do.
  std::vector<Watcher*> Begun();
  // When the thread has to look at the clock again; nothing = nobody watches.
  std::optional<Clock::time_point> NextLook() const;

  const Options options_;
  const int64_t tenant_max_;
  FindingMetrics& metrics_;
  const std::shared_ptr<WatchBell> bell_ = std::make_shared<WatchBell>();
  std::atomic<bool> draining_ = false;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::list<Place::Entry> entries_;
  std::map<std::string, int64_t> of_tenant_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
