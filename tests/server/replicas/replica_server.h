// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "farcall/cluster/v1/replica_service.grpc.pb.h"
#include "server/replicas/replica_service.h"
#include "tests/server/temp_file.h"
#include "tests/storage/temp_dir.h"

namespace farcall {

inline constexpr char kSecret[] = "cluster-0123456789abcdef01234567";

// Claims and copies that the test says.
class SaidClaims final : public ClaimSource {
 public:
  void Say(std::vector<Claim> claims) {
    const std::lock_guard lock(mutex_);
    claims_ = std::move(claims);
  }
  void Say(CopiesTold copies) {
    const std::lock_guard lock(mutex_);
    copies_ = std::move(copies);
  }
  CopiesTold Copies() const override {
    const std::lock_guard lock(mutex_);
    return copies_;
  }
  std::vector<Claim> Claims() const override {
    const std::lock_guard lock(mutex_);
    ++questions_;
    return claims_;
  }
  // How often it was asked.
  int questions() const {
    const std::lock_guard lock(mutex_);
    return questions_;
  }

 private:
  mutable std::mutex mutex_;
  // Under mutex_.
  std::vector<Claim> claims_;
  CopiesTold copies_;
  mutable int questions_ = 0;
};

// A replica that answers other ones, on a real port; and one that asks.
class ReplicaServer {
 public:
  struct Settings {
    Authorizer::Options access{};  // default: the token kSecret
    std::shared_ptr<grpc::ServerCredentials> credentials =
        grpc::InsecureServerCredentials();
    CheckpointMaker* checkpoints = nullptr;  // default: it makes none
    size_t checkpoints_at_once = 2;
    std::chrono::milliseconds send = std::chrono::minutes(1);
  };

  ReplicaServer() : ReplicaServer(Settings()) {}
  explicit ReplicaServer(Settings settings)
      : receiving_(std::chrono::minutes(1), [] {}),
        sending_(settings.send, [] {}) {
    if (settings.checkpoints != nullptr) {
      desk_.emplace(
          CheckpointDesk::Options{.directory = dir_.path(),
                                  .at_once = settings.checkpoints_at_once},
          *settings.checkpoints);
    }
    Authorizer::Options access = settings.access;
    if (access.replica_names.empty() && access.cluster_token_file.empty()) {
      access.cluster_token_file = token_.path();
    }
    authorizer_ = *Authorizer::Open(access, metrics_.auth);
    service_ = std::make_unique<ReplicaService>(ReplicaService::Parts{
        .authorizer = *authorizer_,
        .receiving = receiving_,
        .sending = sending_,
        .refusals = refusals_,
        .claims = claims,
        .checkpoints = desk_.has_value() ? &*desk_ : nullptr});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", settings.credentials, &port_);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
  }
  ~ReplicaServer() {
    server_->Shutdown(std::chrono::system_clock::now());
    server_->Wait();
  }
  ReplicaServer(const ReplicaServer&) = delete;
  ReplicaServer& operator=(const ReplicaServer&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  const Authorizer& authorizer() const { return *authorizer_; }
  Metrics& metrics() { return metrics_; }
  ReplicaService& service() { return *service_; }
  // Where its checkpoints lie.
  std::string outgoing() const { return dir_ / "checkpoints.outgoing"; }
  std::unique_ptr<cluster::v1::ReplicaService::Stub> Stub() const {
    return cluster::v1::ReplicaService::NewStub(
        grpc::CreateChannel(address(), grpc::InsecureChannelCredentials()));
  }

  SaidClaims claims;

 private:
  const TempFile token_{kSecret};
  Metrics metrics_{"test"};
  Log log_{LogLevel::kError, LogFormat::kJson};
  Refusals refusals_{metrics_, log_};
  CallDeadlines receiving_;
  CallDeadlines sending_;
  const TempDir dir_;
  std::optional<CheckpointDesk> desk_;
  std::unique_ptr<Authorizer> authorizer_;
  std::unique_ptr<ReplicaService> service_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace farcall
