// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace farcall {

// A replica that takes any call and answers as the test says. Thread-safe.
class FakeOwner {
 public:
  struct Answer {
    grpc::Status status{};
    std::string bytes{};
    std::multimap<std::string, std::string> trailers{};
    bool hangs = false;  // until the call is cancelled
  };
  // What came with a call.
  struct Seen {
    std::string method{};
    std::string request{};
    std::map<std::string, std::string> metadata{};
    std::chrono::system_clock::time_point deadline{};
  };

  explicit FakeOwner(Answer answer) : service_(*this), answer_(answer) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterCallbackGenericService(&service_);
    server_ = builder.BuildAndStart();
  }
  ~FakeOwner() {
    Stop();
    const std::lock_guard lock(mutex_);  // behind what the last calls did
  }
  FakeOwner(const FakeOwner&) = delete;
  FakeOwner& operator=(const FakeOwner&) = delete;

  // Ends all calls at once.
  void Stop() {
    if (server_ == nullptr) return;
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
    server_.reset();
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  void SetAnswer(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  std::vector<Seen> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  void AwaitSeen(size_t calls) const {
    while (seen().size() < calls) std::this_thread::yield();
  }
  int cancelled() const {
    const std::lock_guard lock(mutex_);
    return cancelled_;
  }

 private:
  class Call final : public grpc::ServerGenericBidiReactor {
   public:
    Call(FakeOwner& owner, grpc::GenericCallbackServerContext& context)
        : owner_(owner), context_(context) {
      StartRead(&request_);
    }

   private:
    void OnReadDone(bool ok) override {
      if (!ok) return Finish(grpc::Status::CANCELLED);
      answer_ = owner_.Note(context_, request_);
      if (answer_.hangs) {
        if (!owner_.Hang(*this)) Finish(grpc::Status::CANCELLED);
        return;
      }
      for (const auto& [name, value] : answer_.trailers) {
        context_.AddTrailingMetadata(name, value);
      }
      if (!answer_.status.ok()) return Finish(answer_.status);
      const grpc::Slice slice(answer_.bytes);
      bytes_ = grpc::ByteBuffer(&slice, 1);
      StartWriteAndFinish(&bytes_, {}, answer_.status);
    }
    void OnCancel() override {
      if (owner_.Unhang(*this)) Finish(grpc::Status::CANCELLED);
    }
    void OnDone() override { delete this; }

    FakeOwner& owner_;
    grpc::GenericCallbackServerContext& context_;
    grpc::ByteBuffer request_;
    grpc::ByteBuffer bytes_;
    Answer answer_;
  };

  class Service final : public grpc::CallbackGenericService {
   public:
    explicit Service(FakeOwner& owner) : owner_(owner) {}
    grpc::ServerGenericBidiReactor* CreateReactor(
        grpc::GenericCallbackServerContext* context) override {
      return new Call(owner_, *context);
    }

   private:
    FakeOwner& owner_;
  };

  Answer Note(const grpc::GenericCallbackServerContext& context,
              const grpc::ByteBuffer& request) {
    Seen seen{.method = context.method(), .deadline = context.deadline()};
    grpc::Slice bytes;
    EXPECT_TRUE(request.DumpToSingleSlice(&bytes).ok());
    seen.request.assign(reinterpret_cast<const char*>(bytes.begin()),
                        bytes.size());
    for (const auto& [name, value] : context.client_metadata()) {
      seen.metadata.emplace(std::string(name.data(), name.size()),
                            std::string(value.data(), value.size()));
    }
    const std::lock_guard lock(mutex_);
    seen_.push_back(std::move(seen));
    return answer_;
  }
  // False if it is cancelled already.
  bool Hang(Call& call) {
    const std::lock_guard lock(mutex_);
    return cancelled_early_.erase(&call) == 0 && hanging_.insert(&call).second;
  }
  // Whether it hangs.
  bool Unhang(Call& call) {
    const std::lock_guard lock(mutex_);
    ++cancelled_;
    if (hanging_.erase(&call) > 0) return true;
    cancelled_early_.insert(&call);
    return false;
  }

  Service service_;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  Answer answer_;
  std::vector<Seen> seen_;
  std::set<Call*> hanging_;
  std::set<Call*> cancelled_early_;
  int cancelled_ = 0;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace farcall
