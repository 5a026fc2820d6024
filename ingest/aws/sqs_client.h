// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/aws/endpoint.h"
#include "ingest/aws/signed_http.h"

namespace farcall {

struct SqsMessage {
  std::string id;
  std::string receipt_handle;  // of this receive
  std::string body;
  int64_t receive_count = 1;               // this time included; approximate
  absl::Time sent = absl::InfinitePast();  // InfinitePast if it is not told
};

struct SqsReceive {
  int messages_max = 1;  // 1 to 10
  absl::Duration wait;   // for the first message, at most 20 s
  absl::Duration visibility;
  std::stop_token stop;
};

struct SqsVisibility {
  std::string receipt_handle;
  absl::Duration visibility;  // from now on; 0 = visible at once
};

struct SqsRedrivePolicy {
  std::string dead_letter_queue_arn;
  int64_t receives_max = 0;
};

struct SqsQueueAttributes {
  std::optional<SqsRedrivePolicy> redrive_policy;
  absl::Duration retention;
  absl::Duration visibility;
};

// One queue of SQS, by its JSON protocol. Thread-safe. Errors as AwsStatus()
// tells, and those of SignedHttp::Send().
class SqsClient {
 public:
  // Times of SQS are whole seconds, from 0 to:
  static constexpr absl::Duration kWaitMax = absl::Seconds(20);
  static constexpr absl::Duration kVisibilityMax = absl::Hours(12);
  static constexpr size_t kBatchMax = 10;

  struct Options {
    std::string queue_url;
    std::string region;  // to sign for
    // Where requests go; nothing: where the queue's URL points.
    std::optional<Endpoint> endpoint;
  };

  // `http` must outlive it. INVALID_ARGUMENT if the queue's URL is none.
  static absl::StatusOr<SqsClient> Create(SignedHttp& http, Options options);

  absl::StatusOr<std::vector<SqsMessage>> Receive(const SqsReceive& receive);
  absl::Status Delete(const std::string& receipt_handle);
  absl::Status ChangeVisibility(const SqsVisibility& change);

  // Up to kBatchMax at once. The status of each, in order; an error if the call
  // itself failed.
  absl::StatusOr<std::vector<absl::Status>> ChangeVisibilities(
      std::span<const SqsVisibility> changes);

  // `body` has to be UTF-8 without control characters but tab and line breaks,
  // 1 MiB at most.
  absl::Status Send(const std::string& body);

  absl::StatusOr<SqsQueueAttributes> QueueAttributes();

  const std::string& queue_url() const { return options_.queue_url; }

 private:
  SqsClient(SignedHttp& http, Options options, Endpoint endpoint);

  // The body of the answer to `operation`. `members` are those of the request
  // beside the queue's URL: `"Name":value`, or nothing.
  absl::StatusOr<std::string> Call(const std::string& operation,
                                   const std::string& members,
                                   absl::Duration timeout = absl::Seconds(10),
                                   std::stop_token stop = {});

  SignedHttp* http_;
  Options options_;
  Endpoint endpoint_;
};

}  // namespace farcall
