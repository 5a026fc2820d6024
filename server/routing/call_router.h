// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/status.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "server/admission/refusals.h"
#include "server/auth/authorizer.h"
#include "server/routing/forwarded_call.h"
#include "server/routing/replica_channels.h"
#include "server/routing/shard_directory.h"
#include "server/telemetry/metrics.h"

namespace farcall {

// Sends calls on to the owners of their tenants' shards. Holds a call for which
// there is no owner, or whose owner is not reached, and looks again: a takeover
// takes about two seconds, and its callers see a slow answer and no error. A
// call on its way to who is not the owner any more is taken back. Calls hold no
// thread; one thread looks after them all. Thread-safe.
class CallRouter {
 public:
  struct Options {
    // How long a call may be held in all.
    std::chrono::milliseconds hold_max{5'000};
    // Between two looks at the calls that are held.
    std::chrono::milliseconds pause{20};
    // Before a call is sent again that an owner sent back.
    std::chrono::milliseconds refusal_pause{200};
    // Between two looks at the calls on their way.
    std::chrono::milliseconds owner_check{200};
    // On their way to one replica at once; further ones are held.
    int64_t target_calls_max = 1'000;
  };
  struct Parts {
    const ShardDirectory& directory;
    ReplicaChannels& channels;
    const Authorizer& authorizer;
    ForwardMetrics& metrics;
    Refusals& refusals;
  };

  // What `parts` refers to must outlive it; it must outlive all calls.
  CallRouter(const Parts& parts, const Options& options);
  ~CallRouter() = default;
  CallRouter(const CallRouter&) = delete;
  CallRouter& operator=(const CallRouter&) = delete;

  ShardDirectory::Place PlaceOf(std::string_view tenant) const {
    return parts_.directory.PlaceOf(tenant);
  }
  bool IsHere(std::string_view tenant) const { return PlaceOf(tenant).is_here; }

  // Has the owner of the call's shard answer it. May end the call before it
  // returns.
  void Send(ForwardedCall& call);

  ForwardMetrics& metrics() const { return parts_.metrics; }
  // To the replica at an address, for a stream that the caller relays itself.
  std::shared_ptr<ReplicaChannels::Target> StreamsTo(
      const std::string& address) const {
    return parts_.channels.Of(address, ReplicaChannels::Use::kStreams);
  }
  // Makes `client` show who the caller is, and that this replica says so.
  void Vouch(const grpc::ServerContextBase& caller, const std::string& identity,
             grpc::ClientContext& client) const;

  // From now on calls are held for at most `patience`. Those on their way end
  // with their callers' calls.
  void Drain(std::chrono::milliseconds patience);

 private:
  using Clock = ForwardedCall::Clock;

  // False if it cannot be sent now. Otherwise the call may be gone.
  bool TrySend(ForwardedCall& call);
  void Start(ForwardedCall& call);
  // Calls on their way whose shards have another owner now.
  void TakeBackMoved();
  void OnDone(ForwardedCall& call, grpc::Status status);
  // Why the call may be sent again, which came back with `status`; nothing if
  // it may not.
  std::optional<ForwardOutcome> WhyAgain(const ForwardedCall& call,
                                         const grpc::Status& status) const;
  void Hold(ForwardedCall& call);
  bool MayHold(const ForwardedCall& call, Clock::time_point now) const;
  void GiveUp(ForwardedCall& call, ForwardOutcome why);
  void End(ForwardedCall& call, ForwardOutcome outcome, grpc::Status status);
  void Count(const ForwardedCall& call, ForwardOutcome outcome);
  void Serve(const std::stop_token& stop);
  void LookAgain(ForwardedCall& call);

  const Parts parts_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable_any is_held_;
  std::condition_variable_any stops_;
  // Guarded by mutex_. A call is in one of these, or some thread's.
  std::vector<ForwardedCall*> held_;
  std::list<ForwardedCall*> on_their_way_;
  std::optional<Clock::time_point> hold_end_{};  // of all calls: it drains
  std::jthread thread_;                          // last: it uses the others
};

}  // namespace farcall
