// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/server_context.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace farcall {

// The streams that are open: bounded in number, of all and of each owner, and
// told to end when the server drains. Thread-safe.
class OpenStreams {
 public:
  // An owner has at most `owner_share_percent` of the streams, but one at
  // least.
  OpenStreams(int64_t streams_max, int64_t owner_share_percent);

  // One open stream. It is idle while it waits for its client, busy from a
  // batch's arrival to its answer.
  class Stream {
   public:
    ~Stream() { streams_.Close(entry_); }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // Counts it for another owner from here on; false if that has its share.
    bool MoveTo(const std::string& owner) {
      return streams_.Move(entry_, owner);
    }
    // At first it is not.
    void SetIdle(bool idle) {
      if (entry_->idle != idle) streams_.SetIdle(entry_, idle);
    }

   private:
    friend class OpenStreams;
    struct Entry {
      grpc::ServerContextBase* context;
      std::string owner;
      bool idle = false;
    };
    Stream(OpenStreams& streams, std::list<Entry>::iterator entry)
        : streams_(streams), entry_(entry) {}

    OpenStreams& streams_;
    std::list<Entry>::iterator entry_;
  };

  // Nothing if there are as many as may be. `context` must outlive the stream.
  std::unique_ptr<Stream> Open(grpc::ServerContextBase* context,
                               const std::string& owner);

  // Ends all streams: each at its next batch, which is answered; those that are
  // idle for `patience` or longer are cancelled. Returns then.
  void Drain(std::chrono::milliseconds patience);
  bool draining() const { return draining_; }

 private:
  bool Count(const std::string& owner);
  void Uncount(const std::string& owner);
  bool Move(std::list<Stream::Entry>::iterator entry, const std::string& owner);
  void Close(std::list<Stream::Entry>::iterator entry);
  void SetIdle(std::list<Stream::Entry>::iterator entry, bool idle);

  const int64_t streams_max_;
  const int64_t owner_max_;
  mutable std::mutex mutex_;
  std::condition_variable closed_;
  // State below is guarded by mutex_.
  std::list<Stream::Entry> entries_;
  std::map<std::string, int64_t> of_owner_;
  std::atomic<bool> draining_ = false;  // to be read without it
  bool idle_is_cancelled_ = false;
};

}  // namespace farcall
