// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cluster/rules/shard_log_rules.h"
#include "cluster/shard/checkpoint_source.h"
#include "cluster/shard/copy_reports.h"
#include "cluster/shard/finding_bell.h"
#include "cluster/shard/shard_life.h"
#include "cluster/shard/shard_log.h"
#include "cluster/shard/shard_store.h"

namespace farcall {

// One replica's copy of one shard: reads the shard's log, applies what counts
// to its store, and claims the shard where nobody else should own it (ADR 51).
//
// A thread of its own reads. A life is the time for which the store is open,
// and has an incarnation of its own: after an error, or when another replica
// owns the shard, the store is closed, and the next life begins. What was made
// and not read back is gone then; who waits for it gets UNAVAILABLE. Where the
// log is trimmed behind what the copy has read, or before an empty copy reads
// it, the next life begins with the store of another replica. So it does where
// a later life of the log goes on from another place (log_life.h).
class ShardReplica {
 public:
  struct Options {
    ShardLife::Options life{};
    // What the log begins with, if it is empty. Its key is random. Its life is
    // the one that the log must be of; the nonce and the base are empty.
    GenesisRecord genesis{};
    // Names of the replicas that should hold the shard, this one among them, in
    // the order of preference.
    std::vector<std::string> holders{};
    // What they tell of their copies; nullptr = they never do. It must outlive
    // the replica.
    const CopyReports* reports = nullptr;
    // Rung after each write with findings; nullptr = nobody listens. It must
    // outlive the replica.
    const FindingBell* bell = nullptr;
    // Asked where the log begins behind the copy's position: other replicas'
    // stores. nullptr = such a copy stays closed. It must outlive the replica.
    CheckpointSource* checkpoints = nullptr;
    // Between the end of a life and the next one: doubles up to the second.
    std::chrono::milliseconds pause{50};
    std::chrono::milliseconds pause_max{5000};
    // How long it takes at most to give the shard up at the end: what was made
    // is read back before.
    std::chrono::milliseconds release_timeout{5000};
  };

  enum class Role : uint8_t {
    kClosed,     // its store is not open
    kFollowing,  // applies what the owner does
    kOwning,
  };

  struct Status {
    Role role = Role::kClosed;
    uint64_t fetched = 0;  // stores of other replicas that it took over
    // The last claim that counts; none while `epoch` is 0.
    ClaimRecord claim{};
    bool has_owner = false;
    bool caught_up = false;     // has read the log up to its end
    uint64_t lives = 0;         // begun
    uint64_t takeovers = 0;     // claims of its own that counted
    uint64_t refused = 0;       // records of its own that did not count
    absl::Status why_closed{};  // the last reason; OK = none so far
    // How far the copy is that is not open. Nothing = it is open, or was not
    // looked at yet.
    std::optional<LogPlace> closed_at{};
  };

  // Called from the replica's thread when role or owner change.
  using OnChange = std::function<void(const Status& status)>;

  // Called once a life, on the replica's thread: what failed of the log before
  // is not of this life.
  using OpenLog = std::function<std::shared_ptr<ShardLog>()>;

  // `place` must outlive it.
  ShardReplica(Options options, OpenLog open_log, ShardStorePlace& place,
               OnChange on_change);
  // Gives the shard up, so that another replica can claim it at once, and
  // closes the store: no call may be under way.
  ~ShardReplica();
  ShardReplica(const ShardReplica&) = delete;
  ShardReplica& operator=(const ShardReplica&) = delete;

  void Start();
  // Both may be called before the end, so that several replicas stop at once:
  // gives the shard up and closes the store. Calls that are under way fail.
  void BeginToStop() { thread_.request_stop(); }
  void Stop();

  Status status() const;
  // Whether the role is kOwning. Cheap, as the next one.
  bool is_owner() const { return is_owner_; }
  // Of the log, that it reads from next.
  int64_t next_offset() const { return next_offset_; }
  // The store, while it is open, and the life that it is of. Hold it for the
  // time of a call alone. A store of a copy that follows takes no updates.
  struct OpenStore {
    std::shared_ptr<ShardStore> store{};  // nullptr = it is not open
    uint64_t life = 0;
  };
  OpenStore store() const;

 private:
  using Clock = std::chrono::steady_clock;

  void Run(const std::stop_token& stop);
  // One life. Never OK but after `stop`.
  absl::Status Live(const std::stop_token& stop);
  absl::Status LiveWith(ShardLog& log, ShardStore& store,
                        ShardPosition position, const std::stop_token& stop);
  absl::Status StepThrough(ShardLife& life, const std::stop_token& stop);
  absl::StatusOr<std::shared_ptr<ShardStore>> OpenCopy(
      ShardLog& log, const std::stop_token& stop, ShardPosition& position);
  // The store that is there, and where it goes on; nullptr = there is none.
  absl::StatusOr<std::unique_ptr<ShardStore>> OpenWhatIsThere(
      ShardPosition& position);
  // What the log begins with, for a copy at `position` that is empty or of an
  // earlier life of the log. In a later life `position` is the one behind it.
  absl::StatusOr<GenesisRecord> FindGenesis(ShardLog& log,
                                            const std::stop_token& stop,
                                            ShardPosition& position);
  absl::Status CheckGenesis(const GenesisRecord& genesis) const;
  void ShowPlace(std::optional<LogPlace> closed_at);
  // The copy is closed since `why`: takes over the store of another replica, if
  // there is one.
  void FetchStore(const absl::Status& why, const std::stop_token& stop);
  void Show(const ShardLife& life);
  void ShowClosed(const absl::Status& why);

  const Options options_;
  const OpenLog open_log_;
  ShardStorePlace& place_;
  const OnChange on_change_;

  std::atomic<bool> is_owner_ = false;
  std::atomic<int64_t> next_offset_ = 0;
  // Of its thread: what former lives have left.
  uint64_t refused_before_ = 0;
  std::vector<uint64_t> incarnations_{};
  mutable std::mutex mutex_;
  Status status_{};                      // under mutex_
  std::shared_ptr<ShardStore> store_{};  // under mutex_
  std::jthread thread_;                  // last: it uses the others
};

}  // namespace farcall
