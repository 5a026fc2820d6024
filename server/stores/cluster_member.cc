// SPDX-License-Identifier: Apache-2.0
#include "server/stores/cluster_member.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "cluster/kafka/topic_check.h"
#include "server/stores/cluster_options.h"
#include "server/stores/cluster_samples.h"
#include "server/stores/data_dir.h"
#include "server/stores/store_options.h"
#include "server/stores/store_samples.h"

namespace farcall {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// How long a question to Kafka about the topic may take, in each of its parts.
constexpr absl::Duration kCheckTimeout = absl::Seconds(5);
constexpr auto kCheckAgain = seconds(2);
// Longer than a broker that was lost is missed by the others, 9 seconds by
// default: until then appends wait.
constexpr auto kDeliveryTimeout = seconds(20);

constexpr auto kWatchPeriod = milliseconds(200);
constexpr auto kLagPeriod = seconds(5);
constexpr auto kEndTimeout = milliseconds(1'000);
// Partitions asked in vain, after which the log counts as away.
constexpr int kSilentMax = 2;
// How long the log may be away before this replica says that it does not serve.
constexpr auto kAwayPatience = seconds(30);

// What librdkafka has to say.
std::function<void(const std::string&)> WarningsOf(Log& log) {
  return [&log](const std::string& line) {
    log.Warn("kafka", {{"reason", line}});
  };
}

// Whether only an operator can mend what closed a copy.
bool IsForGood(const absl::Status& why) {
  return absl::IsDataLoss(why) || absl::IsFailedPrecondition(why) ||
         absl::IsUnimplemented(why);
}

Claim ClaimOf(uint32_t shard, const ShardReplica::Status& status) {
  return {.shard = shard,
          .epoch = status.claim.epoch,
          .owner = status.claim.owner,
          .address = status.claim.address,
          .has_owner = status.has_owner};
}

// Waits; false once `stop` is requested.
bool Rest(const std::stop_token& stop, milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ClusterMember>> ClusterMember::Open(
    const Config& config, StoreMetrics& metrics, Log& log) {
  auto member = absl::WrapUnique(new ClusterMember(config, log));
  absl::Status status = member->OpenParts(metrics);
  if (!status.ok()) return status;
  status = member->CheckLog();
  if (!status.ok() && !absl::IsUnavailable(status)) return status;
  member->SetHealth(absl::UnavailableError("the copies are being opened"));
  member->watch_ = std::jthread(
      [at = member.get(), is_checked = status.ok()](
          const std::stop_token& stop) { at->Watch(stop, is_checked); });
  return member;
}

ClusterMember::~ClusterMember() { Release(); }

absl::Status ClusterMember::OpenParts(StoreMetrics& metrics) {
  const auto pseudonyms = ReadPseudonyms(config_);
  if (!pseudonyms.ok()) return pseudonyms.status();
  absl::Status usable = CheckDirectory("data-dir", config_.data_dir);
  if (usable.ok()) usable = CheckHoldsNoStore(config_.data_dir);
  if (usable.ok()) usable = MakeDirectory(config_.data_dir);
  if (!usable.ok()) return usable;
  auto kafka = ReadKafkaCluster(config_.cluster_brokers,
                                config_.cluster_kafka_config_file);
  if (!kafka.ok()) return kafka.status();
  kafka_ = *std::move(kafka);
  auto client = KafkaLogClient::Open({.cluster = kafka_,
                                      .topic = config_.cluster_topic,
                                      .delivery_timeout = kDeliveryTimeout},
                                     WarningsOf(log_));
  if (!client.ok()) return client.status();
  client_ = *std::move(client);

  std::vector<ShardReplica::Options> all;
  for (uint32_t shard = 0; shard < config_.cluster_shards; ++shard) {
    auto options = ShardOptions(config_, *pseudonyms, shard);
    if (options.has_value()) all.push_back(*std::move(options));
  }
  const RocksDbStoreOptions part_of_all =
      PartOf(StoreOptions(config_, *pseudonyms, metrics, log_), all.size());
  by_shard_.resize(static_cast<size_t>(config_.cluster_shards));
  for (ShardReplica::Options& options : all) {
    RocksDbStoreOptions part = part_of_all;
    const uint32_t shard = options.life.shard;
    part.path = ShardPath(config_.data_dir, shard);
    options.bell = &bell_;
    options.checkpoints = &checkpoint_source_;
    options.reports = &copies_of_others_;
    auto copy = std::make_unique<Copy>();
    copy->shard = shard;
    copy->place = std::make_unique<RocksDbShardPlace>(std::move(part));
    copy->replica = std::make_unique<ShardReplica>(
        std::move(options), [this, shard] { return client_->Shard(shard); },
        *copy->place,
        [this, at = copy.get()](const ShardReplica::Status& status) {
          TellChange(*at, status);
        });
    by_shard_[shard] = copy->replica.get();
    copies_.push_back(std::move(copy));
  }
  store_ = std::make_unique<ClusterStore>(by_shard_, bell_);
  checkpoint_maker_.emplace(by_shard_);
  backups_.emplace(by_shard_, config_.backup_dir,
                   static_cast<size_t>(config_.backups_kept));
  named_.emplace(*store_, *store_, *pseudonyms);
  return absl::OkStatus();
}

absl::Status ClusterMember::CheckLog() {
  const auto report =
      CheckTopic(kafka_, config_.cluster_topic, TopicRulesOf(config_),
                 kCheckTimeout, WarningsOf(log_));
  if (!report.ok()) return report.status();
  for (const std::string& warning : report->warnings) {
    log_.Warn("topic of the cluster", {{"reason", warning}});
  }
  return absl::OkStatus();
}

void ClusterMember::Watch(const std::stop_token& stop, bool is_checked) {
  if (!is_checked && !CheckUntilGood(stop)) return;
  is_reachable_ = true;
  reached_ = Clock::now();
  for (const auto& copy : copies_) copy->replica->Start();
  Clock::time_point measured{};
  while (Rest(stop, kWatchPeriod)) {
    if (Clock::now() - measured >= kLagPeriod) {
      MeasureLag();
      measured = Clock::now();
    }
    SetHealth(HealthNow());
  }
}

bool ClusterMember::CheckUntilGood(const std::stop_token& stop) {
  std::string told;
  while (!stop.stop_requested()) {
    const absl::Status status = CheckLog();
    if (status.ok()) return true;
    SetHealth(absl::UnavailableError(status.message()));
    if (told != status.message()) {
      told = std::string(status.message());
      log_.Error("the topic of the cluster cannot be used yet",
                 {{"reason", told}});
    }
    if (!Rest(stop, kCheckAgain)) break;
  }
  return false;
}

void ClusterMember::MeasureLag() {
  int64_t lag = 0;
  int silent = 0;
  // Who holds no copy asks any shard.
  bool is_reachable = copies_.empty() && client_->EndOf(0, kEndTimeout).ok();
  for (const auto& copy : copies_) {
    const auto end = client_->EndOf(copy->shard, kEndTimeout);
    if (end.ok()) {
      is_reachable = true;
      lag += std::max<int64_t>(0, *end - copy->replica->next_offset());
    } else if (++silent == kSilentMax && !is_reachable) {
      break;
    }
  }
  is_reachable_ = is_reachable;
  if (is_reachable) {
    reached_ = Clock::now();
    lag_records_ = lag;
  }
}

absl::Status ClusterMember::HealthNow() {
  if (!was_ready_) {
    absl::Status status = StartHealth();
    was_ready_ = status.ok();
    return status;
  }
  if (Clock::now() - reached_ < kAwayPatience) return absl::OkStatus();
  return absl::UnavailableError("Kafka does not answer");
}

absl::Status ClusterMember::StartHealth() const {
  const auto behind =
      std::count_if(copies_.begin(), copies_.end(), [](const auto& copy) {
        const ShardReplica::Status status = copy->replica->status();
        return !status.caught_up && !IsForGood(status.why_closed);
      });
  if (behind == 0) return absl::OkStatus();
  return absl::UnavailableError(
      std::to_string(behind) + " of " + std::to_string(copies_.size()) +
      " copies of shards have yet to catch up with the log");
}

void ClusterMember::SetHealth(absl::Status health) {
  const std::lock_guard lock(mutex_);
  health_ = std::move(health);
}

absl::Status ClusterMember::Health() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

template <typename Use>
absl::Status ClusterMember::ForEachOpen(Use use) const {
  for (const auto& copy : copies_) {
    const ShardReplica::OpenStore open = copy->replica->store();
    if (open.store == nullptr) continue;
    // All places here open stores of this kind.
    absl::Status status =
        use(static_cast<RocksDbShardStore&>(*open.store).rocksdb());
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

StoreFigures ClusterMember::figures() const {
  StoreFigures sum;
  ForEachOpen([&sum](RocksDbHistogramStore& store) {
    Add(store.figures(), sum);
    return absl::OkStatus();
  }).IgnoreError();
  return sum;
}

std::vector<MetricSample> ClusterMember::Samples() const {
  std::vector<ShardReplica::Status> statuses;
  statuses.reserve(copies_.size());
  for (const auto& copy : copies_) statuses.push_back(copy->replica->status());
  std::vector<MetricSample> samples = StoreSamples(figures());
  for (MetricSample& sample : ClusterSamples(
           statuses,
           {.lag_records = lag_records_, .is_reachable = is_reachable_})) {
    samples.push_back(std::move(sample));
  }
  return samples;
}

absl::Status ClusterMember::ExpireKept(int64_t now_micros) {
  return ForEachOpen([now_micros](RocksDbHistogramStore& store) {
    return store.ExpireKept(now_micros);
  });
}

absl::Status ClusterMember::Compact() {
  return ForEachOpen(
      [](RocksDbHistogramStore& store) { return store.Compact(); });
}

void ClusterMember::Release() {
  if (watch_.joinable()) {
    watch_.request_stop();
    watch_.join();
  }
  for (const auto& copy : copies_) copy->replica->BeginToStop();
  for (const auto& copy : copies_) copy->replica->Stop();
}

uint32_t ClusterMember::ShardOfTenant(std::string_view tenant) const {
  return ShardOf(tenant, static_cast<uint32_t>(config_.cluster_shards));
}

bool ClusterMember::HoldsCopy(std::string_view tenant) const {
  const ShardReplica* replica = by_shard_[ShardOfTenant(tenant)];
  return replica != nullptr && replica->store().store != nullptr;
}

ShardDirectory::Place ClusterMember::PlaceOf(std::string_view tenant) const {
  const uint32_t shard = ShardOfTenant(tenant);
  const ShardReplica* replica = by_shard_[shard];
  if (replica != nullptr && replica->is_owner()) return {.is_here = true};
  const auto claim = claims_.Of(shard);
  // Its own claim is of a life that is over.
  const bool is_elsewhere = claim != nullptr && claim->has_owner &&
                            claim->owner != config_.cluster_replica;
  return {.address = is_elsewhere ? claim->address : std::string()};
}

std::vector<Claim> ClusterMember::Claims() const {
  std::vector<Claim> claims;
  for (const auto& copy : copies_) {
    const ShardReplica::Status status = copy->replica->status();
    if (status.claim.epoch == 0) continue;
    claims.push_back(ClaimOf(copy->shard, status));
  }
  return claims;
}

CopiesTold ClusterMember::Copies() const {
  CopiesTold told{.log_life = static_cast<uint32_t>(config_.cluster_log_life)};
  if (told.log_life == 1) return told;
  for (const auto& copy : copies_) {
    const auto closed_at = copy->replica->status().closed_at;
    if (closed_at.has_value()) told.places.emplace(copy->shard, *closed_at);
  }
  return told;
}

void ClusterMember::TellChange(Copy& copy, const ShardReplica::Status& status) {
  claims_.Merge(ClaimOf(copy.shard, status));
  if (std::exchange(copy.fetched, status.fetched) < status.fetched) {
    log_.Info("a copy of a shard began with another replica's store",
              {{"shard", static_cast<int64_t>(copy.shard)}});
  }
  const auto shard = static_cast<int64_t>(copy.shard);
  const auto epoch = static_cast<int64_t>(status.claim.epoch);
  const auto is_news = [&copy](std::string text) {
    return std::exchange(copy.told, text) != text;
  };
  switch (status.role) {
    case ShardReplica::Role::kOwning:
      if (is_news("owns")) {
        log_.Info("owns a shard", {{"shard", shard}, {"epoch", epoch}});
      }
      return;
    case ShardReplica::Role::kFollowing:
      if (is_news("follows " + status.claim.owner)) {
        log_.Info("follows a shard", {{"shard", shard},
                                      {"epoch", epoch},
                                      {"owner", status.claim.owner}});
      }
      return;
    case ShardReplica::Role::kClosed:
      break;
  }
  if (absl::IsCancelled(status.why_closed)) return;  // at the end
  const std::string reason(status.why_closed.message());
  if (!is_news("closed: " + reason)) return;
  if (IsForGood(status.why_closed)) {
    log_.Error("a copy of a shard is closed and needs an operator",
               {{"shard", shard}, {"reason", reason}});
  } else {
    log_.Info("a copy of a shard is closed for now",
              {{"shard", shard}, {"reason", reason}});
  }
}

}  // namespace farcall
