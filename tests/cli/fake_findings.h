// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "farcall/v1/finding_service.grpc.pb.h"

namespace farcall {

// The FindingService of FakeFarcall: a queue, and a log of changes that watches
// are sent. The resume token of a change is its number in the log, from 1.
class FakeFindings final : public v1::FindingService::Service {
 public:
  // To the end of the queue.
  void Add(const v1::Finding& finding);

  // To the end of the log. An answer without a finding is a sign of life.
  void Log(v1::WatchFindingsResponse answer);

  // Called once for each watch, when it was sent all of the log, with the
  // number of watches so far. A status ends the watch; without one it waits for
  // more.
  using WatchHook = std::function<std::optional<grpc::Status>(int watch)>;
  void OnWatch(WatchHook hook);

  // What came in.
  std::vector<v1::ListFindingsRequest> list_requests() const;
  std::vector<v1::GetFindingRequest> get_requests() const;
  std::vector<v1::WatchFindingsRequest> watch_requests() const;

  // Pages of two, whatever size is asked for, named by how many came before.
  grpc::Status ListFindings(grpc::ServerContext*,
                            const v1::ListFindingsRequest* request,
                            v1::ListFindingsResponse* response) override;
  grpc::Status GetFinding(grpc::ServerContext*,
                          const v1::GetFindingRequest* request,
                          v1::GetFindingResponse* response) override;
  grpc::Status WatchFindings(
      grpc::ServerContext* context, const v1::WatchFindingsRequest* request,
      grpc::ServerWriter<v1::WatchFindingsResponse>* writer) override;

 private:
  WatchHook watch_hook() const;

  mutable std::mutex mutex_;
  std::condition_variable grows_;
  WatchHook watch_hook_ = [](int) { return std::nullopt; };
  std::vector<v1::Finding> queue_;
  std::vector<v1::WatchFindingsResponse> log_;
  std::vector<v1::ListFindingsRequest> list_requests_;
  std::vector<v1::GetFindingRequest> get_requests_;
  std::vector<v1::WatchFindingsRequest> watch_requests_;
};

}  // namespace farcall
