// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "farcall/v1/baseline_service.grpc.pb.h"
#include "farcall/v1/scoring_service.grpc.pb.h"
#include "tests/cli/fake_findings.h"
#include "tests/cli/input/temp_dir.h"

namespace farcall {

// A server that scores by what stands in the record: `{"eventID": "e1",
// "eventTime": "...", "score": 92}`; `skip` or `error` instead of `score` give
// that. It counts each event once, as the real one does.
class FakeFarcall {
 public:
  FakeFarcall();
  ~FakeFarcall();

  std::string address() const { return "unix:" + socket_; }

  void Start();
  void Stop();

  FakeFindings& findings() { return *findings_; }

  // Called on each batch of a stream, once it is counted and before it is
  // answered, with the number of batches so far on all streams. Not OK ends the
  // stream with that status and without the answer.
  using BatchHook = std::function<grpc::Status(int batch)>;
  void OnBatch(BatchHook hook);

  // Answer of the unary methods, if not OK.
  void Refuse(grpc::Status refusal);

  // Baselines, by the name of their entity.
  void Add(const v1::Baseline& baseline);
  // Feedback, newest first.
  void Add(const v1::FeedbackEntry& entry);
  size_t baselines() const;

  // What came in.
  std::vector<v1::ScoreEventsRequest> batches() const;
  std::vector<std::string> event_ids()
      const;  // of all batches, resent ones too
  std::vector<v1::ListBaselinesRequest> list_requests() const;
  std::vector<v1::MarkBenignRequest> benign_requests() const;
  std::vector<v1::MarkMaliciousRequest> malicious_requests() const;
  std::vector<v1::ForgetRequest> forget_requests() const;
  std::vector<v1::ListFeedbackRequest> feedback_requests() const;
  int streams() const;

 private:
  class Scoring;
  class Baselines;

  v1::ScoreEventsResponse Answer(const v1::ScoreEventsRequest& request);
  BatchHook batch_hook() const;
  grpc::Status refusal() const;

  TempDir dir_;
  const std::string socket_;
  std::unique_ptr<Scoring> scoring_;
  std::unique_ptr<Baselines> baseline_service_;
  std::unique_ptr<FakeFindings> findings_;
  std::unique_ptr<grpc::Server> server_;

  mutable std::mutex mutex_;
  BatchHook batch_hook_ = [](int) { return grpc::Status::OK; };
  grpc::Status refusal_;
  std::vector<v1::ScoreEventsRequest> batches_;
  std::set<std::string> seen_;
  std::map<std::string, v1::Baseline> baselines_;
  std::vector<v1::ListBaselinesRequest> list_requests_;
  std::set<std::string> feedback_ids_;
  std::vector<v1::FeedbackEntry> feedback_;
  std::vector<v1::MarkBenignRequest> benign_requests_;
  std::vector<v1::MarkMaliciousRequest> malicious_requests_;
  std::vector<v1::ForgetRequest> forget_requests_;
  std::vector<v1::ListFeedbackRequest> feedback_requests_;
  int streams_ = 0;
};

// A record as FakeFarcall reads it.
std::string Record(const std::string& id, double score,
                   const std::string& event_time = "2026-01-02T03:04:05Z");

}  // namespace farcall
