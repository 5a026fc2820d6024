// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace farcall {

// Connections to other replicas, by address. Thread-safe.
class ReplicaChannels {
 public:
  struct Options {
    // PEM files of TLS, read again when they change: authorities that signed
    // what replicas show, and what this one shows to them, which its own server
    // shows as well. Empty = plaintext.
    std::string ca_file{};
    std::string cert_file{};
    std::string key_file{};
    std::chrono::seconds reload{10};
  };

  // A replica, and the calls on their way to it.
  class Target {
   public:
    explicit Target(std::shared_ptr<grpc::Channel> channel)
        : channel_(std::move(channel)), stub_(channel_) {}

    // Whether it is connected. If not, it connects, or tries it again.
    bool IsReady() { return channel_->GetState(true) == GRPC_CHANNEL_READY; }
    // Counts one more call; false if there are `calls_max` already.
    bool Enter(int64_t calls_max);
    void Leave() { --calls_; }
    grpc::GenericStub& stub() { return stub_; }
    // For stubs of what replicas ask each other.
    const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

   private:
    const std::shared_ptr<grpc::Channel> channel_;
    grpc::GenericStub stub_;
    std::atomic<int64_t> calls_ = 0;
  };

  explicit ReplicaChannels(const Options& options);

  // Streams stay open, and a connection has a bound on what is open at once:
  // they have one of their own. So have stores, which are long: no call waits
  // behind them.
  enum class Use { kCalls, kStreams, kStores };
  // Does not wait for a connection.
  std::shared_ptr<Target> Of(const std::string& address, Use use = Use::kCalls);

 private:
  const std::shared_ptr<grpc::ChannelCredentials> credentials_;
  std::mutex mutex_;
  // Guarded by mutex_.
  std::map<std::pair<std::string, Use>, std::shared_ptr<Target>> targets_;
};

}  // namespace farcall
