// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>

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

  // One open stream. While it waits for its client it is idle, and a drain
  // cancels it; while it works on a batch a drain lets it finish and answer.
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

  // From now on idle streams are cancelled, and draining() is true.
  void Drain();
  bool draining() const;

 private:
  void Close(std::list<Stream::Entry>::iterator entry);
  void SetIdle(std::list<Stream::Entry>::iterator entry, bool idle);

  const int64_t streams_max_;
  mutable std::mutex mutex_;
  // State below is guarded by mutex_.
  std::list<Stream::Entry> entries_;
  bool draining_ = false;
};

}  // namespace farcall
