// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/rpc/batch_work.h"
#include "server/rpc/scoring_service.h"

namespace farcall {

// A stream of batches: reads them, has each worked on when its turn comes, and
// answers them in their order, each once it is durable (ADR 40). While answers
// wait for that, or are sent, the next batch is worked on, and the one after it
// is read; never more than four are in memory. Deletes itself.
//
// A batch whose shard another replica owns is sent on to it, as a stream of one
// batch. Until it is answered, the next ones of its tenant wait, so that they
// are scored in their order.
class BatchStream final : public RawService::Call {
 public:
  // All must outlive the stream.
  BatchStream(const ScoringService::Parts& parts,
              grpc::CallbackServerContext& context);

 private:
  class Onward;

  // While a larger request is worked on, the next one is not read: a stream
  // takes the memory of one large request.
  static constexpr size_t kReadAheadBytesMax = 2 << 20;
  // Batches that are worked on, or whose answers are not sent yet. Each counts
  // as held memory.
  static constexpr size_t kUnansweredMax = 3;

  // A batch, from its request to its answer. Used again.
  class Batch final : public WorkQueue::Task {
   public:
    explicit Batch(BatchStream& stream);
    ~Batch() override;

    bool Work(int64_t cost_max) override;
    int64_t AnswerBytes() const override;
    void Answer() override { stream_.OnWorked(*this); }
    void Refuse() override {}  // a stream waits on: its sender is held back

    grpc::ByteBuffer request{};
    size_t request_bytes = 0;
    WorkQueue::Load load{};
    Authorizer::Caller caller{};
    grpc::ByteBuffer answer{};
    std::optional<grpc::Status> worked{};  // of the work, once it is done
    // Whether the answer may be sent, if it is known. Guarded by mutex_.
    std::optional<grpc::Status> status{};
    BatchWork work;
    std::unique_ptr<Onward> onward;  // null = it is worked on here

   private:
    BatchStream& stream_;
  };

  MethodMetrics& method() const;
  grpc::Status Admit(Batch& batch);
  grpc::Status RefuseStream(const std::string& tenant);

  void OnReadDone(bool ok) override;
  void OnWorked(Batch& batch);
  void OnDurable(Batch& batch, const absl::Status& durable);
  void OnForwarded(Batch& batch, grpc::Status status);
  void OnCameHere(Batch& batch);
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  // Starts what can be started. Then finishes the stream if it is over: it may
  // be gone when this returns.
  void GoOn(std::unique_lock<std::mutex> lock);
  void WorkOnNext();
  void Begin(Batch& batch);
  // The same of read_, here or at the owner of its tenant's shard.
  void BeginRouted();
  // Whether the batch has to wait for one before it, of its tenant: either is
  // worked on elsewhere.
  bool MustWait(const Batch& batch, bool is_here) const;
  bool IsListed(const Batch& batch) const;
  // The batch whose answer is to be sent now, or nullptr. Ends the stream where
  // a batch was not confirmed.
  const Batch* NextToSend();
  bool IsFree(const Batch& batch) const;
  void ReadNext();
  bool IsAtWork() const {
    return working_ != nullptr || !answers_.empty() || sending_ != nullptr;
  }
  void EndWith(grpc::Status status);

  const ScoringService::Parts& parts_;
  grpc::CallbackServerContext& context_;
  RpcRecorder recorder_;
  std::unique_ptr<OpenStreams::Stream> open_{};
  std::unique_ptr<CallDeadlines::Step> first_message_{};
  std::unique_ptr<CallDeadlines::Step> unread_answer_{};

  std::mutex mutex_;
  // Guarded by mutex_. Each batch is in one of these places, or free.
  std::array<Batch, kUnansweredMax + 1> batches_;
  Batch* reading_ = nullptr;
  Batch* read_ = nullptr;     // waits until the one before it is worked
  Batch* working_ = nullptr;  // of the pool
  // Worked on, or sent on, in their order: each waits until it is known whether
  // it is durable, and until the answer before its is sent.
  std::vector<Batch*> answers_;
  // Of answers_, those that were to be sent on, and are to be worked on here.
  std::vector<Batch*> came_here_;
  Batch* sending_ = nullptr;
  bool is_broken_ = false;  // a batch is not durable: none after it is told
  std::optional<grpc::Status> end_{};  // no batch is taken any more
  bool finished_ = false;
};

}  // namespace farcall
