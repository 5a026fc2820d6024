// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "farcall/cluster/v1/replica_service.pb.h"
#include "server/auth/authorizer.h"
#include "server/replicas/claim_table.h"
#include "server/replicas/copy_table.h"
#include "server/routing/replica_channels.h"

namespace farcall {

// Asks each other replica again and again which claims it knows and how far its
// copies are, and keeps that in tables. All are asked at once: one that is
// down, or silent, holds no other one up.
class ClaimExchange {
 public:
  struct Options {
    std::vector<std::string> peers{};  // addresses of the other replicas
    std::chrono::milliseconds interval{300};
    // Of one question; its peer is asked no other one meanwhile.
    std::chrono::milliseconds deadline{1'000};
  };

  // Begins at once. The references must outlive it.
  ClaimExchange(const Options& options, ReplicaChannels& channels,
                const Authorizer& authorizer, ClaimTable& table,
                CopyTable& copies);
  // Cancels what is under way.
  ~ClaimExchange();
  ClaimExchange(const ClaimExchange&) = delete;
  ClaimExchange& operator=(const ClaimExchange&) = delete;

 private:
  struct Question {
    grpc::ClientContext context{};
    cluster::v1::ListClaimsRequest request{};
    cluster::v1::ListClaimsResponse response{};
  };
  struct Peer {
    std::string address{};
    // Under way; nullptr = none is. Under mutex_.
    std::unique_ptr<Question> question{};
  };

  void Serve(const std::stop_token& stop);
  void Ask(Peer& peer);
  void OnAnswer(Peer& peer, const grpc::Status& status);
  bool IsIdle() const;

  const Options options_;
  ReplicaChannels& channels_;
  const Authorizer& authorizer_;
  ClaimTable& table_;
  CopyTable& copies_;
  std::mutex mutex_;
  std::condition_variable_any stops_;
  std::condition_variable answered_;
  std::list<Peer> peers_;
  std::jthread thread_;  // last: it uses the others
};

}  // namespace farcall
