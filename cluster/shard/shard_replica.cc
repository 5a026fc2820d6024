// SPDX-License-Identifier: Apache-2.0
#include "cluster/shard/shard_replica.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "cluster/codec/shard_position_codec.h"
#include "cluster/rules/log_life.h"
#include "cluster/shard/genesis_search.h"

namespace farcall {
namespace {

// How long one step waits for records.
constexpr std::chrono::milliseconds kStepWait{100};

// Lives whose records may still come.
constexpr size_t kIncarnationsMax = 8;

uint64_t RandomIncarnation() {
  uint64_t incarnation = 0;
  while (incarnation == 0) randombytes_buf(&incarnation, sizeof incarnation);
  return incarnation;
}

}  // namespace

ShardReplica::ShardReplica(Options options, OpenLog open_log,
                           ShardStorePlace& place, OnChange on_change)
    : options_(std::move(options)),
      open_log_(std::move(open_log)),
      place_(place),
      on_change_(std::move(on_change)) {}

ShardReplica::~ShardReplica() = default;

void ShardReplica::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void ShardReplica::Stop() {
  BeginToStop();
  if (thread_.joinable()) thread_.join();
}

ShardReplica::Status ShardReplica::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

ShardReplica::OpenStore ShardReplica::store() const {
  const std::lock_guard lock(mutex_);
  return {store_, status_.lives};
}

void ShardReplica::Run(const std::stop_token& stop) {
  auto pause = options_.pause;
  while (!stop.stop_requested()) {
    const Clock::time_point begun = Clock::now();
    const absl::Status ended = Live(stop);
    ShowClosed(ended.ok() ? absl::CancelledError("the server stops") : ended);
    if (stop.stop_requested()) return;
    pause = Clock::now() - begun > options_.pause_max
                ? options_.pause
                : std::min(2 * pause, options_.pause_max);
    if (absl::IsOutOfRange(ended)) FetchStore(ended, stop);
    const Clock::time_point until = Clock::now() + pause;
    while (!stop.stop_requested() && Clock::now() < until) {
      std::this_thread::sleep_for(std::min(pause, kStepWait));
    }
  }
}

absl::Status ShardReplica::Live(const std::stop_token& stop) {
  const std::shared_ptr<ShardLog> log = open_log_();
  ShardPosition position;
  absl::StatusOr<std::shared_ptr<ShardStore>> opened =
      OpenCopy(*log, stop, position);
  if (!opened.ok()) return opened.status();
  std::shared_ptr<ShardStore> store = *std::move(opened);
  {
    const std::lock_guard lock(mutex_);
    store_ = store;
    ++status_.lives;
  }
  const absl::Status ended = LiveWith(*log, *store, std::move(position), stop);
  {
    const std::lock_guard lock(mutex_);
    store_.reset();
  }
  // Calls that hold it fail now, or end.
  while (store.use_count() > 1) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return ended;
}

absl::Status ShardReplica::LiveWith(ShardLog& log, ShardStore& store,
                                    ShardPosition position,
                                    const std::stop_token& stop) {
  if (incarnations_.size() == kIncarnationsMax) {
    incarnations_.erase(incarnations_.begin());
  }
  incarnations_.push_back(RandomIncarnation());
  ShardLife life(options_.life, incarnations_, log, store.copy(),
                 std::move(position));
  absl::Status ended = StepThrough(life, stop);
  refused_before_ += life.refused();
  // From here on the copy sends nothing by this life.
  store.copy().Close(ended.ok() ? absl::UnavailableError("the server stops")
                                : ended);
  return ended;
}

absl::Status ShardReplica::StepThrough(ShardLife& life,
                                       const std::stop_token& stop) {
  const auto step = [&] {
    absl::Status status = life.Step(kStepWait);
    next_offset_ = life.next_offset();
    if (life.TakeChange() || !status.ok()) Show(life);
    return status;
  };
  while (!stop.stop_requested()) {
    absl::Status status = step();
    if (!status.ok()) {
      // Another replica need not wait until this one is known to be silent.
      life.Release().IgnoreError();
      return status;
    }
  }
  if (!life.Release().ok()) return absl::OkStatus();
  // What was made before counts once it is read back.
  const Clock::time_point until = Clock::now() + options_.release_timeout;
  while (life.is_owner() && Clock::now() < until) {
    if (!step().ok()) break;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<ShardStore>> ShardReplica::OpenCopy(
    ShardLog& log, const std::stop_token& stop, ShardPosition& position) {
  auto opened = OpenWhatIsThere(position);
  if (!opened.ok()) return opened.status();
  ShowPlace(PlaceOf(position));
  GenesisRecord genesis;
  if (position.genesis.has_value()) genesis = *position.genesis;
  const bool is_of_log =
      position.genesis.has_value() && genesis.life == options_.genesis.life;
  if (!is_of_log) {
    auto found = FindGenesis(log, stop, position);
    if (!found.ok()) return found.status();
    genesis = *std::move(found);
  }
  absl::Status status = CheckGenesis(genesis);
  if (!status.ok()) return status;
  if (*opened == nullptr) opened = place_.Open(genesis.event_hash_key);
  if (!opened.ok()) return opened.status();
  if ((*opened)->event_hash_key() != genesis.event_hash_key) {
    return absl::FailedPreconditionError(
        "the store is a copy of another log: it has another key of event ids");
  }
  if (!is_of_log && position.genesis.has_value()) {
    const auto bytes = EncodeShardPosition(position);
    if (!bytes.ok()) return bytes.status();
    status = (*opened)->copy().Skip(*bytes);
    if (!status.ok()) return status;
  }
  if (options_.bell != nullptr) {
    (*opened)->findings().OnFindingLog(
        [bell = options_.bell] { bell->Ring(); });
  }
  ShowPlace(std::nullopt);
  return std::shared_ptr<ShardStore>(*std::move(opened));
}

// When RocksDB opens a store, it writes tables of all that its log has. So the
// position that others are told is durable.
absl::StatusOr<std::unique_ptr<ShardStore>> ShardReplica::OpenWhatIsThere(
    ShardPosition& position) {
  if (!place_.Exists()) return nullptr;
  auto opened = place_.Open(std::nullopt);
  if (!opened.ok()) return opened.status();
  const auto bytes = (*opened)->copy().Position();
  if (!bytes.ok()) return bytes.status();
  if (bytes->empty()) return opened;
  auto read = DecodeShardPosition(*bytes);
  if (!read.ok()) return read.status();
  position = *std::move(read);
  return opened;
}

absl::StatusOr<GenesisRecord> ShardReplica::FindGenesis(
    ShardLog& log, const std::stop_token& stop, ShardPosition& position) {
  const uint32_t life = options_.genesis.life;
  if (position.genesis.has_value()) {
    absl::Status status = CheckGenesis(*position.genesis);
    if (status.ok() && position.genesis->life > life) {
      status = CheckLife("the copy", position.genesis->life, life);
    }
    if (!status.ok()) return status;
  }
  const GenesisSearch::Options search{
      .shard = options_.life.shard,
      .name = options_.life.name,
      .holders = options_.holders,
      .rank = RankOf(options_.life.name, options_.life.preference).value_or(0),
      .patience = options_.life.takeover,
      .genesis = options_.genesis,
      .reports = options_.reports};
  auto found = GenesisSearch(search, position, log).Run(stop);
  if (!found.ok()) return found.status();
  absl::Status status = CheckLife("the log", found->genesis.life, life);
  if (!status.ok()) return status;
  if (life == 1) return found->genesis;  // it is read again
  if (found->genesis.base != PlaceOf(position)) {
    return absl::OutOfRangeError(
        "the log of life " + std::to_string(life) +
        " goes on from another place than that of this copy");
  }
  position = PositionBehind(found->genesis, found->offset);
  return found->genesis;
}

absl::Status ShardReplica::CheckGenesis(const GenesisRecord& genesis) const {
  const auto difference = GenesisDifference(genesis, options_.genesis);
  if (!difference.has_value()) return absl::OkStatus();
  return absl::FailedPreconditionError("the log was begun with another " +
                                       std::string(*difference));
}

void ShardReplica::FetchStore(const absl::Status& why,
                              const std::stop_token& stop) {
  if (options_.checkpoints == nullptr) return;
  const ShardLife::Options& life = options_.life;
  const absl::Status status = place_.Replace([&](const std::string& directory) {
    return options_.checkpoints->Fetch(life.shard, life.preference, directory,
                                       stop);
  });
  if (status.ok()) {
    const std::lock_guard lock(mutex_);
    ++status_.fetched;
  } else if (!stop.stop_requested()) {
    ShowClosed(absl::Status(why.code(),
                            std::string(why.message()) +
                                "; no other replica's store instead of it: " +
                                std::string(status.message())));
  }
}

void ShardReplica::ShowPlace(std::optional<LogPlace> closed_at) {
  const std::lock_guard lock(mutex_);
  status_.closed_at = closed_at;
}

void ShardReplica::Show(const ShardLife& life) {
  Status shown;
  {
    const std::lock_guard lock(mutex_);
    const bool takes_over = life.is_owner() && status_.role != Role::kOwning;
    status_.role = life.is_owner() ? Role::kOwning : Role::kFollowing;
    is_owner_ = life.is_owner();
    if (takes_over) ++status_.takeovers;
    status_.claim = life.rules().claim();
    status_.has_owner = life.rules().has_owner();
    status_.caught_up = life.is_owner() || life.caught_up();
    status_.refused = refused_before_ + life.refused();
    shown = status_;
  }
  if (on_change_) on_change_(shown);
}

void ShardReplica::ShowClosed(const absl::Status& why) {
  Status shown;
  {
    const std::lock_guard lock(mutex_);
    status_.role = Role::kClosed;
    is_owner_ = false;
    status_.caught_up = false;
    status_.why_closed = why;
    shown = status_;
  }
  if (on_change_) on_change_(shown);
}

}  // namespace farcall
