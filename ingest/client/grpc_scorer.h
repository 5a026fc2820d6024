// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/channel.h"
#include "farcall/v1/scoring_service.pb.h"
#include "ingest/mover/scorer.h"

namespace farcall {

// The channel to the server, made anew where what its files hold has changed: a
// token that was replaced, a certificate. Thread-safe.
class ServerChannel {
 public:
  // NOT_FOUND naming a file that cannot be read.
  static absl::StatusOr<std::unique_ptr<ServerChannel>> Open(
      ServerAccess access);

  std::shared_ptr<grpc::Channel> channel() const;
  const std::string& address() const { return access_.address; }

  // Reads the files again. An error leaves the channel as it is.
  absl::Status Reload();

 private:
  explicit ServerChannel(ServerAccess access) : access_(std::move(access)) {}

  const ServerAccess access_;
  mutable std::mutex mutex_;
  AccessContent content_;
  std::shared_ptr<grpc::Channel> channel_;
};

// Scores by ScoreEvents of a server.
class GrpcScorer final : public Scorer {
 public:
  struct Options {
    std::string tenant;  // empty = the server's default
    v1::ScoringMode mode = v1::SCORING_MODE_SCORE_AND_LEARN;
    std::chrono::milliseconds timeout{60'000};
  };

  // `server` must outlive this.
  GrpcScorer(const ServerChannel& server, Options options)
      : server_(server), options_(std::move(options)) {}

  ScoreAnswer Score(std::span<const std::string_view> records) override;

  // The same, with the results as they are, and their factors.
  struct RawAnswer {
    absl::Status status;
    v1::ScoreEventsResponse response;
    std::optional<std::chrono::milliseconds> retry_after;
  };
  RawAnswer ScoreRaw(std::span<const std::string_view> records,
                     v1::RiskLevel factors_from);

  // Ends the calls that wait for an answer, and all that come: CANCELLED.
  void Stop();

 private:
  // A call that can be ended from outside, while this lives.
  class Ongoing;

  const ServerChannel& server_;
  const Options options_;
  std::mutex mutex_;
  std::set<grpc::ClientContext*> ongoing_;  // under mutex_
  bool stopped_ = false;                    // under mutex_
};

}  // namespace farcall
