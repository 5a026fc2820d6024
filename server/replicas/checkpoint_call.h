// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <cstdint>
#include <memory>

#include "farcall/cluster/v1/replica_service.pb.h"
#include "server/admission/call_deadlines.h"
#include "server/replicas/checkpoint_desk.h"
#include "server/rpc/raw_service.h"

namespace farcall {

// A call of FetchCheckpoint, by another replica: has the checkpoint made, and
// sends it part by part, each of which must be taken in time. Holds no thread
// while it waits for its peer. Deletes itself.
class CheckpointCall final : public RawService::Call,
                             private CheckpointDesk::Task {
 public:
  struct Parts {
    CallDeadlines& receiving;
    CallDeadlines& sending;
    CheckpointDesk& desk;
  };

  // What `parts` refers to must outlive it. Ends at once with `admitted` unless
  // that is OK.
  CheckpointCall(const Parts& parts, grpc::CallbackServerContext& context,
                 grpc::Status admitted);

 private:
  void OnReadDone(bool ok) override;
  void Work() override;
  void OnWriteDone(bool ok) override;
  void End(grpc::Status status);
  void OnDone() override;

  const Parts parts_;
  grpc::CallbackServerContext& context_;
  std::unique_ptr<CallDeadlines::Step> receiving_{};
  std::unique_ptr<CallDeadlines::Step> sending_{};
  grpc::ByteBuffer request_{};
  uint32_t shard_ = 0;
  std::unique_ptr<CheckpointDesk::Place> place_{};
  std::unique_ptr<CheckpointReader> reader_{};  // nullptr = not made yet
  cluster::v1::FetchCheckpointResponse part_{};
  grpc::ByteBuffer answer_{};
};

}  // namespace farcall
