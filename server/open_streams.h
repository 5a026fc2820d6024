// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>

namespace farcall {

// The streams that are open: bounded in number, and told to end when the server
// drains. Thread-safe.
class OpenStreams {
 public:
  explicit OpenStreams(int64_t streams_max) : streams_max_(streams_max) {}

  // One open stream. It is idle while it waits for its client, busy from a
  // batch's arrival to its answer.
  class Stream {
   public:
    ~Stream() { streams_.Close(entry_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    void BecomeIdle() { streams_.SetIdle(entry_, true); }
    void BecomeBusy() { streams_.SetIdle(entry_, false); }

   private:
    friend class OpenStreams;
    struct Entry {
      grpc::ServerContext* context;
      bool idle = false;
    };
    Stream(OpenStreams& streams, std::list<Entry>::iterator entry)
        : streams_(streams), entry_(entry) {}

    OpenStreams& streams_;
    std::list<Entry>::iterator entry_;
  };

  // Nothing if there are as many as may be. `context` must outlive the stream.
  std::unique_ptr<Stream> Open(grpc::ServerContext* context);

  // Ends all streams: each at its next batch, which is answered; those that are
  // idle for `patience` or longer are cancelled. Returns then.
  void Drain(std::chrono::milliseconds patience);
  bool draining() const;

 private:
  void Close(std::list<Stream::Entry>::iterator entry);
  void SetIdle(std::list<Stream::Entry>::iterator entry, bool idle);

  const int64_t streams_max_;
  mutable std::mutex mutex_;
  std::condition_variable closed_;
  // State below is guarded by mutex_.
  std::list<Stream::Entry> entries_;
  bool draining_ = false;
  bool idle_is_cancelled_ = false;
};

}  // namespace farcall
