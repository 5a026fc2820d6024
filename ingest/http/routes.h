// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "ingest/http/http_server.h"
#include "ingest/http/http_source.h"

namespace farcall {

// Whether a token that a sender shows is good. Empty: none need be shown.
using AllowsToken = std::function<bool(std::string_view token)>;

// `POST /v1/events` and `POST /v1/firehose`, whose requests become deliveries
// of `source`, and `POST /v1/score`, which `score` answers. Tokens come as
// `Authorization: Bearer`, Firehose's as `X-Amz-Firehose-Access-Key`: 401
// without a good one. `source` must outlive the routes.
std::vector<HttpRoute> PipelineRoutes(
    HttpSource& source,
    std::function<void(IncomingRequest, HttpRoute::Answer)> score,
    AllowsToken allows);

}  // namespace farcall
