// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ingest/http/http_message.h"
#include "ingest/mover/delivery.h"

namespace farcall {

// A reply of 415 where the headers say that the body is nothing that is read:
// another Content-Encoding than gzip, or a Content-Type that holds no records.
std::optional<HttpReply> RefuseBody(const IncomingRequest& request);

// The body, unpacked where Content-Encoding says gzip. RESOURCE_EXHAUSTED where
// that is more than `bytes_max`, INVALID_ARGUMENT where it is broken.
absl::StatusOr<std::string> UnpackBody(const IncomingRequest& request,
                                       size_t bytes_max);

// The request of a Kinesis Data Firehose HTTP endpoint destination:
// `{"requestId","timestamp","records":[{"data":BASE64}]}`.
struct FirehoseRequest {
  std::string request_id;
  std::vector<Content> contents;  // one for each record
};

// INVALID_ARGUMENT saying what is wrong with it.
absl::StatusOr<FirehoseRequest> ParseFirehose(std::string_view body);

}  // namespace farcall
