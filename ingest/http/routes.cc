// SPDX-License-Identifier: Apache-2.0
#include "ingest/http/routes.h"

#include <utility>

#include "ingest/http/body.h"

namespace farcall {
namespace {

constexpr std::string_view kBearer = "Bearer ";

std::optional<HttpReply> RefuseToken(const AllowsToken& allows,
                                     std::string_view token) {
  if (!allows || allows(token)) return std::nullopt;
  HttpReply reply =
      HttpError(401, "UNAUTHENTICATED",
                token.empty() ? "no token is shown" : "the token is not known");
  reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  return reply;
}

std::string_view BearerOf(const IncomingRequest& request) {
  const std::string_view authorization = request.header("authorization");
  return authorization.starts_with(kBearer)
             ? authorization.substr(kBearer.size())
             : std::string_view();
}

}  // namespace

std::vector<HttpRoute> PipelineRoutes(
    HttpSource& source,
    std::function<void(IncomingRequest, HttpRoute::Answer)> score,
    AllowsToken allows) {
  const auto refuse = [allows](const IncomingRequest& request) {
    auto refusal = RefuseToken(allows, BearerOf(request));
    return refusal.has_value() ? refusal : RefuseBody(request);
  };
  const auto refuse_firehose = [allows](const IncomingRequest& request) {
    auto refusal =
        RefuseToken(allows, request.header("x-amz-firehose-access-key"));
    return refusal.has_value() ? refusal : RefuseBody(request);
  };
  const auto take = [&source](HttpSource::Framing framing) {
    return
        [&source, framing](IncomingRequest request, HttpRoute::Answer answer) {
          source.Take(framing, std::move(request), std::move(answer));
        };
  };
  return {{"POST", "/v1/events", refuse, take(HttpSource::Framing::kRecords)},
          {"POST", "/v1/firehose", refuse_firehose,
           take(HttpSource::Framing::kFirehose)},
          {"POST", "/v1/score", refuse, std::move(score)}};
}

}  // namespace farcall
