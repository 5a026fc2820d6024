// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "ingest/web/http_client.h"

namespace farcall {

// Sends a request to a sink. OK with the answer's body where its status is 2xx;
// INVALID_ARGUMENT where the sink refuses what was sent (400, 413, 422),
// PERMISSION_DENIED (401, 403), else UNAVAILABLE, each with the host, the
// status and the beginning of the answer.
absl::StatusOr<std::string> SendToSink(HttpClient& http,
                                       const HttpRequest& request);

}  // namespace farcall
