// SPDX-License-Identifier: Apache-2.0
#include "cluster/shard/shard_replica.h"

#include <sodium.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "cluster/codec/log_record_codec.h"
#include "cluster/codec/shard_position_codec.h"

namespace farcall {
namespace {

// How long one step waits for records.
constexpr std::chrono::milliseconds kStepWait{100};
constexpr std::chrono::milliseconds kEndTimeout{1000};

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
  absl::StatusOr<std::unique_ptr<ShardStore>> opened;
  if (place_.Exists()) {
    opened = place_.Open(std::nullopt);
    if (!opened.ok()) return opened.status();
    const auto bytes = (*opened)->copy().Position();
    if (!bytes.ok()) return bytes.status();
    if (!bytes->empty()) {
      auto read = DecodeShardPosition(*bytes);
      if (!read.ok()) return read.status();
      position = *std::move(read);
    }
  }
  GenesisRecord genesis;
  if (position.genesis.has_value()) {
    genesis = *position.genesis;
  } else {
    auto found = FindGenesis(log, stop);
    if (!found.ok()) return found.status();
    genesis = *std::move(found);
  }
  absl::Status status = CheckGenesis(genesis);
  if (!status.ok()) return status;
  if (!place_.Exists()) opened = place_.Open(genesis.event_hash_key);
  if (!opened.ok()) return opened.status();
  if ((*opened)->event_hash_key() != genesis.event_hash_key) {
    return absl::FailedPreconditionError(
        "the store is a copy of another log: it has another key of event ids");
  }
  if (options_.bell != nullptr) {
    (*opened)->findings().OnFindingLog(
        [bell = options_.bell] { bell->Ring(); });
  }
  return std::shared_ptr<ShardStore>(*std::move(opened));
}

absl::StatusOr<GenesisRecord> ShardReplica::FindGenesis(
    ShardLog& log, const std::stop_token& stop) {
  const ShardLife::Options& life = options_.life;
  const auto rank = RankOf(life.name, life.preference);
  ShardLogRules rules;
  int64_t offset = 0;
  // The first choice begins the log; others wait until they would claim.
  Clock::time_point append_at =
      Clock::now() + static_cast<int>(rank.value_or(0)) * life.takeover;
  while (!stop.stop_requested()) {
    auto items = log.Read(offset, kStepWait);
    if (!items.ok() && !absl::IsUnavailable(items.status())) {
      return items.status();
    }
    if (!items.ok()) continue;
    for (const ShardLog::Item& item : *items) {
      absl::StatusOr<LogRecord> record = DecodeLogRecord(item.bytes);
      if (!record.ok()) return record.status();
      const LogVerdict verdict = rules.Read(*std::move(record), item.offset);
      if (verdict.outcome == Outcome::kBegun) return *rules.genesis();
      if (verdict.refusal == Refusal::kNewerFormat) {
        return absl::FailedPreconditionError(
            "the log has a newer format than this binary knows");
      }
      offset = item.offset + 1;
    }
    if (!items->empty() || Clock::now() < append_at) continue;
    const auto end = log.End(kEndTimeout);
    if (!end.ok() || *end > offset) continue;
    absl::StatusOr<std::string> bytes = EncodeLogRecord(options_.genesis);
    if (!bytes.ok()) return bytes.status();
    absl::Status status = log.Append(*std::move(bytes));
    if (!status.ok()) return status;
    append_at = Clock::now() + life.takeover;
  }
  return absl::CancelledError("the server stops");
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
