// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/signed_http.h"

#include "ingest/aws/aws_error.h"
#include "text/concat.h"

namespace farcall {
namespace {

HttpRequest Signed(AwsCall call, const AwsCredentials& credentials,
                   absl::Time now) {
  SignedRequest signed_part{
      .method = call.method,
      .encoded_path = call.endpoint.path + call.encoded_path,
      .query = {},
      .headers = std::move(call.headers),
      .body = std::move(call.body)};
  signed_part.headers.emplace_back("host", call.endpoint.host);
  HttpHeaders added =
      SignatureHeaders(signed_part, credentials, call.scope, now);

  HttpRequest request;
  request.method = std::move(call.method);
  request.url = call.endpoint.Url() + call.encoded_path;
  request.headers = std::move(signed_part.headers);
  for (auto& header : added) request.headers.push_back(std::move(header));
  request.body = std::move(signed_part.body);
  request.timeout = call.timeout;
  request.response_bytes_max = call.response_bytes_max;
  request.stop = std::move(call.stop);
  return request;
}

}  // namespace

absl::StatusOr<HttpResponse> SignedHttp::Send(AwsCall call) {
  const absl::StatusOr<AwsCredentials> credentials = credentials_.Get();
  if (!credentials.ok()) return credentials.status();
  absl::StatusOr<HttpResponse> response =
      http_.Send(Signed(std::move(call), *credentials, now_()));
  if (response.ok() && response->code >= 400 &&
      IsCredentialsError(ReadAwsError(*response).code)) {
    credentials_.Refuse(*credentials);
  }
  return response;
}

}  // namespace farcall
