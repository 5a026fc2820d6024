// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "absl/status/statusor.h"
#include "farcall/cluster/v1/replica_service.grpc.pb.h"
#include "server/auth/authorizer.h"

namespace farcall {

// A call of FetchCheckpoint to another replica, for a thread that waits for it.
// Not thread-safe.
class CheckpointStream final
    : private grpc::ClientReadReactor<cluster::v1::FetchCheckpointResponse> {
 public:
  // Calls at once.
  CheckpointStream(const std::shared_ptr<grpc::Channel>& channel,
                   const Authorizer& authorizer, uint32_t shard);
  // Cancels the call, if it is not over.
  ~CheckpointStream() override;
  CheckpointStream(const CheckpointStream&) = delete;
  CheckpointStream& operator=(const CheckpointStream&) = delete;

  // Waits for the next message; false = the replica has said that it was the
  // last. What the replica says otherwise; DEADLINE_EXCEEDED if it says nothing
  // within `wait`; CANCELLED once `stop` is requested. Once, after an error.
  absl::StatusOr<bool> Next(std::chrono::milliseconds wait,
                            const std::stop_token& stop);
  // Until Next() is called again.
  const cluster::v1::FetchCheckpointResponse& part() const { return part_; }

 private:
  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

  const std::unique_ptr<cluster::v1::ReplicaService::Stub> stub_;
  grpc::ClientContext context_{};
  cluster::v1::FetchCheckpointRequest request_{};
  cluster::v1::FetchCheckpointResponse part_{};
  bool is_first_ = true;  // of the thread that waits

  std::mutex mutex_;
  std::condition_variable_any changed_;
  // Under mutex_.
  bool has_part_ = false;
  bool may_read_ = true;  // gRPC waits with the status until it may not
  std::optional<grpc::Status> status_{};  // nothing = it is not over
};

}  // namespace farcall
