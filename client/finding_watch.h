// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "farcall/v1/finding_service.grpc.pb.h"

namespace farcall {

struct WatchPolicy {
  std::chrono::milliseconds wait_first{1'000};  // doubles with each attempt
  std::chrono::milliseconds wait_max{30'000};
  // Without an answer, before the stream is given up. The server gives a sign
  // of life every 15 seconds.
  std::chrono::milliseconds silence_max{60'000};
};

// Takes the changes of findings from one stream after another. When a stream
// breaks, the next one begins behind the last answer that was handled.
class FindingWatch {
 public:
  // Handles a change or a sign of life. False = it was not handled: the watch
  // ends.
  using OnAnswer = std::function<bool(const v1::WatchFindingsResponse&)>;
  // Is told why the server does not answer, once until it does again.
  using OnOutage = std::function<void(const absl::Status&)>;

  // A stub of the server's FindingService; asked for one for each stream.
  using Connect = std::function<std::unique_ptr<v1::FindingService::Stub>()>;

  // `address` is for errors; `request` tells where the first stream begins.
  FindingWatch(Connect connect, std::string address,
               v1::WatchFindingsRequest request, WatchPolicy policy)
      : connect_(std::move(connect)),
        address_(std::move(address)),
        request_(std::move(request)),
        policy_(policy) {}

  // Calls the functions on the calling thread. OK after Stop(), or when an
  // answer was not handled; else what the server refuses for good.
  absl::Status Run(const OnAnswer& on_answer, const OnOutage& on_outage);

  // An answer that was taken is still handled. Thread-safe.
  void Stop();

 private:
  using Reader = grpc::ClientAsyncReader<v1::WatchFindingsResponse>;

  grpc::Status RunOneStream(const OnAnswer& on_answer);
  bool Handle(const v1::WatchFindingsResponse& answer,
              const OnAnswer& on_answer);
  void WaitToReconnect(const grpc::Status& broken);
  void SetCall(grpc::ClientContext* context);
  bool stopped();

  const Connect connect_;
  const std::string address_;

  // Of the calling thread alone.
  v1::WatchFindingsRequest request_;
  const WatchPolicy policy_;
  int failures_ = 0;  // streams that broke since the last answer

  std::mutex mutex_;
  std::condition_variable stops_;
  bool stopped_ = false;
  grpc::ClientContext* call_ = nullptr;  // of the stream that runs
};

}  // namespace farcall
