// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ingest/web/http_client.h"

namespace farcall {

// AWS's own name of what was wrong, and its words.
struct AwsError {
  std::string code;     // `NoSuchKey`; empty if the answer has none
  std::string message;  // at most some hundred bytes, printable
};

// The same of what AWS wrote, printable and not too long.
AwsError ShownAwsError(std::string_view code, std::string_view message);

// What an answer of S3 or STS (XML), or of SQS (JSON), says was wrong.
AwsError ReadAwsError(const HttpResponse& response);

// What an error of AWS is here; all mapping of its codes is in this function:
//   PERMISSION_DENIED    signature, keys, token, rights, KMS
//   NOT_FOUND            object, bucket or queue
//   FAILED_PRECONDITION  a receipt handle that holds no longer
//   UNAVAILABLE          throttled, redirected, or AWS failed: try again later
//   INVALID_ARGUMENT     any other refusal; an object that is archived
// The message names `operation` (`GetObject s3://bucket/key`), `endpoint`, the
// HTTP code, AWS's code and its words.
absl::Status AwsStatus(std::string_view operation, std::string_view endpoint,
                       const HttpResponse& response);

// The code alone, for parts of an answer that failed (batches).
absl::StatusCode CodeOfAwsError(int http_code, std::string_view aws_code,
                                std::string_view message);

// Whether the credentials themselves were refused, so that others may help.
bool IsCredentialsError(std::string_view aws_code);

}  // namespace farcall
