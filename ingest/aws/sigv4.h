// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "ingest/aws/credentials.h"

namespace farcall {

// What of a request is signed. Names of headers may have any letter case.
struct SignedRequest {
  std::string method;        // `GET`
  std::string encoded_path;  // as in the request line, without a query
  // Names and values, not encoded, in any order.
  std::vector<std::pair<std::string, std::string>> query;
  // `host` and all others that are to be signed.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// Where a signature holds.
struct SigningScope {
  std::string region;   // `eu-central-1`
  std::string service;  // `s3`, `sqs`
};

// Signs by AWS Signature Version 4:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// Returns the headers to add: `x-amz-date`, `x-amz-security-token` if the
// credentials have a token, for S3 `x-amz-content-sha256`, and `authorization`.
// S3 signs a path as it is sent, other services encode it once more.
std::vector<std::pair<std::string, std::string>> SignatureHeaders(
    const SignedRequest& request, const AwsCredentials& credentials,
    const SigningScope& scope, absl::Time now);

}  // namespace farcall
