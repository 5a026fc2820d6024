// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "farcall/v1/finding_service.pb.h"
#include "scoring/batch/finding_store.h"
#include "scoring/batch/histogram_store.h"
#include "server/admission/call_deadlines.h"
#include "server/admission/intake.h"
#include "server/handlers/finding_feed.h"
#include "server/handlers/finding_handler.h"
#include "server/routing/answer_relay.h"
#include "server/routing/shard_directory.h"
#include "server/rpc/findings/finding_watchers.h"
#include "server/rpc/raw_service.h"
#include "server/rpc/rpc_recorder.h"
#include "server/rpc/unary_call.h"

namespace farcall {

// A call of WatchFindings. Looks into the log, waits until what it found is
// durable, sends it answer by answer, looks again. Holds no thread while it
// waits for the log, for the disk or for its client. Whether its caller may
// read is asked anew at each look. Deletes itself.
//
// Where another replica owns the tenant's shard, that one's answers are
// relayed, one at a time. When the owner changes the watch ends, here and
// there.
class FindingWatch final : public RawService::Call,
                           private FindingWatchers::Watcher,
                           private Intake::Guest,
                           private AnswerRelay::Listener {
 public:
  struct Parts {
    const CallDesk& desk;
    HistogramStore& histograms;
    const FindingStore& findings;
    const FindingHandler& handler;
    FindingWatchers& watchers;
    MethodMetrics& method;
  };

  // What `parts` refers to must outlive the watch.
  FindingWatch(const Parts& parts, grpc::CallbackServerContext& context);

 private:
  using Clock = FindingWatchers::Clock;

  enum class Stage {
    kOpening,   // its request is not there, or it has no place
    kLooking,   // until the log has more, or a sign of life is due
    kSyncing,   // until what was found is durable
    kSending,   // one answer after the other
    kRelaying,  // until the owner has the next answer
  };

  // What becomes of a ticket. Told by the store, perhaps when the watch is
  // gone.
  class Sync {
   public:
    void Tell(const absl::Status& durable);
    std::optional<absl::Status> known() const;

   private:
    mutable std::mutex mutex_;
    std::optional<absl::Status> durable_{};  // guarded by mutex_
  };

  // The request: received, read, and given a place.
  void Receive() override;
  void OnReadDone(bool ok) override;
  grpc::Status Open();
  grpc::Status OpenHere(const v1::WatchFindingsRequest& request);
  grpc::Status OpenThere(const ShardDirectory::Place& place,
                         const Authorizer::Caller& caller);
  grpc::Status Join();

  // Of the owner's answers.
  void OnRelayed(grpc::ByteBuffer answer) override;
  void OnRelayEnd(grpc::Status status) override;
  // Calls it without the lock; the watch is there meanwhile. It may be gone
  // when this returns.
  void CallRelay(std::unique_lock<std::mutex> lock,
                 void (AnswerRelay::*call)());

  // By the thread of the watchers. The first two only say what is to be done.
  bool Begin(Clock::time_point now) override;
  bool HasWork(Clock::time_point now) const;
  // Whether the shard is owned where it was when the watch was opened.
  bool HasSameOwner() const;
  void Work() override;
  void Look();
  void TakeFound(const FindingFeed::Portion& portion);
  void AwaitSync(HistogramStore::Ticket ticket,
                 const std::shared_ptr<Sync>& sync);
  void TakeSync();
  void CutOff();

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void EndWith(grpc::Status status);
  // Starts what can be started. Then finishes the watch if it is over: it may
  // be gone when this returns.
  void GoOn(std::unique_lock<std::mutex> lock);
  void FinishIfOver(std::unique_lock<std::mutex> lock);

  const Parts parts_;
  grpc::CallbackServerContext& context_;
  RpcRecorder recorder_;
  std::unique_ptr<CallDeadlines::Step> receiving_{};
  std::unique_ptr<CallDeadlines::Step> sending_{};  // the status
  grpc::ByteBuffer request_{};
  std::unique_ptr<FindingWatchers::Place> place_{};

  // Of the thread of the watchers, once the watch is open.
  std::string tenant_{};
  std::optional<FindingFeed> feed_{};  // nothing = it is relayed
  std::string owner_{};                // its address; empty = this replica
  std::unique_ptr<AnswerRelay> relay_{};

  mutable std::mutex mutex_;
  // Guarded by mutex_.
  Stage stage_ = Stage::kOpening;
  bool is_receiving_ = true;
  bool is_at_work_ = false;   // the thread of the watchers is
  bool is_writing_ = false;   // the first of answers_
  bool is_relaying_ = false;  // relay_ has not told its end
  bool is_relay_cancelled_ = false;
  int relay_calls_ = 0;  // threads that are in it
  bool is_finished_ = false;
  std::optional<grpc::Status> end_{};  // nothing is begun any more
  std::deque<grpc::ByteBuffer> answers_{};
  std::shared_ptr<Sync> sync_{};   // of answers_
  bool has_more_ = true;           // in the log, behind the last look
  uint64_t log_changes_ = 0;       // as of the last look
  Clock::time_point sign_due_{};   // of life
  Clock::time_point write_due_{};  // when the client must have taken it
};

}  // namespace farcall
