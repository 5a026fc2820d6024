// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "ingest/client/grpc_scorer.h"
#include "ingest/http/http_server.h"

namespace farcall {

// Answers `POST /v1/score` with the results of the records in its body, as
// JSON:
// `{"results":[...]}`, the server's EventResult each, in the order of the body.
// Each is counted once, as by any other way.
class ScoreEndpoint {
 public:
  struct Limits {
    size_t threads = 2;
    size_t waiting_max = 64;  // more are refused with 429
    size_t unpacked_bytes_max = size_t{64} << 20;
    size_t batch_events = 1000;
  };

  // `scorer` must outlive it.
  ScoreEndpoint(GrpcScorer& scorer, Limits limits);
  // Answers what waits with 503, and waits for what is worked on.
  ~ScoreEndpoint();

  void Take(IncomingRequest request, HttpRoute::Answer answer);

 private:
  using Task = std::pair<IncomingRequest, HttpRoute::Answer>;

  void Work(const std::stop_token& stop);
  HttpReply Score(const IncomingRequest& request);

  GrpcScorer& scorer_;
  const Limits limits_;
  std::mutex mutex_;
  std::condition_variable_any has_tasks_;
  std::deque<Task> tasks_;
  std::vector<std::jthread> threads_;
};

}  // namespace farcall
