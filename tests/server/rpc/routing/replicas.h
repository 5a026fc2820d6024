// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <thread>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/server/rpc/routing/fake_directory.h"
#include "tests/server/rpc/rpc_server.h"
#include "tests/server/temp_file.h"

namespace farcall {

inline constexpr char kClusterToken[] = "cluster-0123456789abcdef01234567";

// Two replicas that know each other by a token; `second` owns all, as both
// know.
class Replicas {
 public:
  struct Settings {
    CallRouter::Options routing{.pause = std::chrono::milliseconds(1),
                                .refusal_pause = std::chrono::milliseconds(2)};
    Authorizer::Options first{};
    Authorizer::Options second{};
    HistogramStore* second_store = nullptr;  // default: one of its own
  };

  Replicas() : Replicas(Settings()) {}
  explicit Replicas(const Settings& settings)
      : first({.access = WithToken(settings.first),
               .directory = &first_knows,
               .routing = settings.routing}),
        second({.access = WithToken(settings.second),
                .store = settings.second_store,
                .directory = &second_knows,
                .routing = settings.routing}) {
    first_knows.MoveAll(FakeDirectory::At(second.address()));
    second_knows.MoveAll(FakeDirectory::Here());
  }

  Authorizer::Options WithToken(Authorizer::Options options) const {
    options.cluster_token_file = token_file_.path();
    return options;
  }

 private:
  const TempFile token_file_{kClusterToken};

 public:
  FakeDirectory first_knows;
  FakeDirectory second_knows;
  Server first;
  Server second;
};

using Headers = std::map<std::string, std::string>;

inline Headers Bearer(const std::string& token) {
  return {{"authorization", "Bearer " + token}};
}

// The status of a batch of one event.
inline grpc::Status Score(Server& server, int number,
                          const Headers& headers = {},
                          const std::string& tenant = "") {
  grpc::ClientContext context;
  for (const auto& [name, value] : headers) context.AddMetadata(name, value);
  v1::ScoreEventsRequest request = Batch(number, 1);
  request.set_tenant(tenant);
  v1::ScoreEventsResponse response;
  return server.scoring()->ScoreEvents(&context, request, &response);
}

// google.rpc.RetryInfo of a status; nothing if it has none.
inline std::optional<std::chrono::milliseconds> RetryDelayOf(
    const grpc::Status& status) {
  google::rpc::Status rich;
  rich.ParseFromString(status.error_details());
  google::rpc::RetryInfo retry;
  for (const auto& detail : rich.details()) {
    if (!detail.UnpackTo(&retry)) continue;
    return std::chrono::milliseconds(retry.retry_delay().seconds() * 1'000 +
                                     retry.retry_delay().nanos() / 1'000'000);
  }
  return std::nullopt;
}

// google.rpc.ErrorInfo.reason of a status; empty if it has none.
inline std::string ReasonIn(const grpc::Status& status) {
  google::rpc::Status rich;
  rich.ParseFromString(status.error_details());
  google::rpc::ErrorInfo info;
  for (const auto& detail : rich.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

// Calls of ScoreEvents that `server` was to send on.
inline double Forwarded(Server& server, ForwardOutcome outcome) {
  const auto& calls =
      server.metrics().forwarding.Of("farcall.v1.ScoringService/ScoreEvents");
  return calls[outcome].Value();
}

// Batches that `server` was asked to score, for others or by others.
inline double ReceivedBatches(Server& server) {
  return server.metrics().rpc.score_events.received.Value();
}

inline grpc::Status MarkBenign(Server& server, const std::string& id,
                               const Headers& headers = {}) {
  grpc::ClientContext context;
  for (const auto& [name, value] : headers) context.AddMetadata(name, value);
  v1::MarkBenignRequest request;
  request.set_feedback_id(id);
  request.set_actor("an analyst");
  request.mutable_place()->set_principal("alice");
  request.mutable_place()->set_origin("FR");
  v1::MarkBenignResponse response;
  return server.baselines()->MarkBenign(&context, request, &response);
}

// A call of ScoreEvents in the background.
class Calling {
 public:
  explicit Calling(Server& server, int number = 0)
      : thread_([this, &server, number] {
          v1::ScoreEventsResponse response;
          status_ = server.scoring()->ScoreEvents(&context_, Batch(number, 1),
                                                  &response);
        }) {}
  ~Calling() { Cancel(); }
  Calling(const Calling&) = delete;
  Calling& operator=(const Calling&) = delete;

  void Cancel() { context_.TryCancel(); }
  grpc::Status Status() {
    thread_.join();
    return status_;
  }

 private:
  grpc::ClientContext context_;
  grpc::Status status_;
  std::jthread thread_;
};

// Until the router has looked so often.
inline void AwaitQuestions(const FakeDirectory& directory, int more) {
  const int before = directory.questions();
  while (directory.questions() < before + more) std::this_thread::yield();
}

}  // namespace farcall
