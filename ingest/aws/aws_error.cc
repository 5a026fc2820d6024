// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/aws_error.h"

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "ingest/aws/json_text.h"
#include "ingest/aws/xml_text.h"
#include "text/ascii.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr size_t kMessageBytesMax = 300;

template <size_t kSize>
bool IsOneOf(std::string_view code,
             const std::array<std::string_view, kSize>& codes) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

constexpr auto kCredentialCodes = std::to_array<std::string_view>({
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidToken",
    "UnrecognizedClientException",
});

constexpr auto kPermissionCodes = std::to_array<std::string_view>({
    "AccessDenied",
    "AccessDeniedException",
    "AuthFailure",
    "AuthorizationHeaderMalformed",
    "IncompleteSignature",
    "InvalidIdentityToken",
    "InvalidSecurity",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
});

constexpr auto kNotFoundCodes = std::to_array<std::string_view>({
    "AWS.SimpleQueueService.NonExistentQueue",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchVersion",
    "NonExistentQueue",
    "QueueDoesNotExist",
});

constexpr auto kReceiptCodes = std::to_array<std::string_view>({
    "AWS.SimpleQueueService.MessageNotInflight",
    "MessageNotInflight",
    "ReceiptHandleIsInvalid",
});

constexpr auto kUnavailableCodes = std::to_array<std::string_view>({
    "IDPCommunicationError",
    "InternalError",
    "InternalFailure",
    "KmsThrottled",
    "KMS.ThrottlingException",
    "OverLimit",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestTimeout",
    "ServiceUnavailable",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
});

// `com.amazonaws.sqs#QueueDoesNotExist` → `QueueDoesNotExist`
std::string_view WithoutNamespace(std::string_view type) {
  const size_t hash = type.rfind('#');
  return hash == type.npos ? type : type.substr(hash + 1);
}

std::string Shown(std::string_view text) {
  std::string shown(text.substr(0, kMessageBytesMax));
  for (char& c : shown) {
    if (!IsPrintableAscii({&c, 1})) c = '?';
  }
  return shown;
}

AwsError FromJson(const std::string& body) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(body).get(root) != simdjson::SUCCESS) return {};
  std::string_view code = TextMember(root, "__type");
  if (code.empty()) code = TextMember(root, "code");
  std::string_view message = TextMember(root, "message");
  if (message.empty()) message = TextMember(root, "Message");
  return {std::string(WithoutNamespace(code)), std::string(message)};
}

// Whether it is about the receipt handle: the JSON protocol has a code for it,
// the older one and emulators have not.
bool IsOfReceipt(std::string_view message) {
  return message.find("ReceiptHandle") != message.npos ||
         message.find("receipt handle") != message.npos;
}

}  // namespace

AwsError ShownAwsError(std::string_view code, std::string_view message) {
  return {Shown(code), Shown(message)};
}

AwsError ReadAwsError(const HttpResponse& response) {
  AwsError error;
  const size_t begin = response.body.find_first_not_of(" \t\r\n");
  if (begin != std::string::npos && response.body[begin] == '{') {
    error = FromJson(response.body);
  } else {
    error = {XmlText(response.body, "Code"), XmlText(response.body, "Message")};
  }
  if (error.code.empty()) {
    const std::string_view type = response.Header("x-amzn-errortype");
    error.code = WithoutNamespace(type.substr(0, type.find(':')));
  }
  return ShownAwsError(error.code, error.message);
}

bool IsCredentialsError(std::string_view aws_code) {
  return IsOneOf(aws_code, kCredentialCodes);
}

absl::StatusCode CodeOfAwsError(int http_code, std::string_view aws_code,
                                std::string_view message) {
  using enum absl::StatusCode;
  // The code first: many of them come with HTTP's 400.
  if (IsOneOf(aws_code, kUnavailableCodes)) return kUnavailable;
  if (IsOneOf(aws_code, kReceiptCodes)) return kFailedPrecondition;
  if (aws_code == "InvalidParameterValue" && IsOfReceipt(message)) {
    return kFailedPrecondition;
  }
  if (IsOneOf(aws_code, kNotFoundCodes)) return kNotFound;
  // Archived: it would have to be restored first.
  if (aws_code == "InvalidObjectState") return kInvalidArgument;
  if (aws_code.starts_with("KMS.")) return kPermissionDenied;
  if (IsCredentialsError(aws_code) || IsOneOf(aws_code, kPermissionCodes)) {
    return kPermissionDenied;
  }
  if (http_code == 401 || http_code == 403) return kPermissionDenied;
  if (http_code == 404) return kNotFound;
  const bool is_redirect = http_code >= 300 && http_code < 400;
  if (is_redirect || http_code == 408 || http_code == 429 || http_code >= 500) {
    return kUnavailable;
  }
  return kInvalidArgument;
}

absl::Status AwsStatus(std::string_view operation, std::string_view endpoint,
                       const HttpResponse& response) {
  const AwsError error = ReadAwsError(response);
  std::string text = Concat(
      {operation, " at ", endpoint, ": HTTP ", std::to_string(response.code)});
  if (!error.code.empty()) text += Concat({" ", error.code});
  if (!error.message.empty()) text += Concat({": ", error.message});
  return absl::Status(CodeOfAwsError(response.code, error.code, error.message),
                      text);
}

}  // namespace farcall
