// SPDX-License-Identifier: Apache-2.0
#include "server/replicas/remote_checkpoints.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "server/replicas/checkpoint_stream.h"
#include "server/replicas/checkpoint_writer.h"

namespace farcall {
namespace {

absl::Status Empty(const std::string& directory) {
  std::error_code error;
  std::filesystem::remove_all(directory, error);
  if (!error) std::filesystem::create_directory(directory, error);
  return error ? absl::ErrnoToStatus(error.value(), directory)
               : absl::OkStatus();
}

}  // namespace

RemoteCheckpoints::RemoteCheckpoints(Options options, ReplicaChannels& channels,
                                     const Authorizer& authorizer)
    : options_(std::move(options)),
      channels_(channels),
      authorizer_(authorizer) {}

absl::Status RemoteCheckpoints::Fetch(uint32_t shard,
                                      std::span<const Replica> holders,
                                      const std::string& directory,
                                      const std::stop_token& stop) {
  {
    std::unique_lock lock(mutex_);
    const bool may = left_.wait(
        lock, stop, [this] { return under_way_ < options_.at_once; });
    if (!may) return absl::CancelledError("it stops");
    ++under_way_;
  }
  std::string failures;
  absl::Status status;
  bool is_fetched = false;
  for (const Replica& holder : holders) {
    const auto address = options_.addresses.find(holder.name);
    if (address == options_.addresses.end()) continue;  // this replica
    status = Empty(directory);
    if (status.ok())
      status = FetchFrom(address->second, shard, directory, stop);
    is_fetched = status.ok();
    if (is_fetched || stop.stop_requested()) break;
    failures += (failures.empty() ? "" : "; ") + holder.name + ": " +
                std::string(status.message());
  }
  {
    const std::lock_guard lock(mutex_);
    --under_way_;
    left_.notify_one();
  }
  if (is_fetched) return absl::OkStatus();
  if (stop.stop_requested()) return absl::CancelledError("it stops");
  return absl::UnavailableError(
      failures.empty() ? "no other replica holds the shard" : failures);
}

absl::Status RemoteCheckpoints::FetchFrom(const std::string& address,
                                          uint32_t shard,
                                          const std::string& directory,
                                          const std::stop_token& stop) {
  const auto target = channels_.Of(address, ReplicaChannels::Use::kStores);
  CheckpointWriter writer(directory, options_.bounds);
  CheckpointStream stream(target->channel(), authorizer_, shard);
  while (true) {
    const absl::StatusOr<bool> more = stream.Next(options_.silence_max, stop);
    if (!more.ok()) return more.status();
    if (!*more) return writer.Finish();
    absl::Status status = writer.Take(stream.part());
    if (!status.ok()) return status;
  }
}

}  // namespace farcall
