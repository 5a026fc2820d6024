// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/aws_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/aws/json_text.h"
#include "ingest/aws/xml_text.h"

namespace farcall {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;

absl::Status StatusFor(int code, std::string body, HttpHeaders headers = {}) {
  return AwsStatus("GetObject s3://trail/key", "https://s3.example",
                   {code, std::move(headers), std::move(body)});
}

std::string Xml(const std::string& code) {
  return "<?xml version=\"1.0\"?>\n<Error><Code>" + code +
         "</Code><Message>words of AWS</Message></Error>";
}

std::string Json(const std::string& type,
                 const std::string& message = "words") {
  return "{\"__type\":\"" + type + "\",\"message\":\"" + message + "\"}";
}

TEST(AwsStatus, NamesOperationEndpointCodeAndWords) {
  const absl::Status status = StatusFor(404, Xml("NoSuchKey"));
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_EQ(status.message(),
            "GetObject s3://trail/key at https://s3.example: HTTP 404 "
            "NoSuchKey: words of AWS");
}

TEST(AwsStatus, TellsRefusalsOfCredentialsAndRights) {
  for (const char* code :
       {"AccessDenied", "SignatureDoesNotMatch", "InvalidAccessKeyId",
        "ExpiredToken", "KMS.AccessDeniedException",
        "AuthorizationHeaderMalformed"}) {
    EXPECT_EQ(StatusFor(400, Xml(code)).code(), StatusCode::kPermissionDenied)
        << code;
  }
  for (const char* type : {"com.amazon.coral.service#ExpiredTokenException",
                           "com.amazon.coral.service#InvalidSignatureException",
                           "com.amazonaws.sqs#AccessDeniedException"}) {
    EXPECT_EQ(StatusFor(400, Json(type)).code(), StatusCode::kPermissionDenied)
        << type;
  }
  EXPECT_EQ(StatusFor(403, "").code(), StatusCode::kPermissionDenied);
}

TEST(AwsStatus, TellsWhatIsNotThere) {
  EXPECT_EQ(StatusFor(404, Xml("NoSuchBucket")).code(), StatusCode::kNotFound);
  EXPECT_EQ(StatusFor(404, "").code(), StatusCode::kNotFound);
  EXPECT_EQ(StatusFor(400, Json("com.amazonaws.sqs#QueueDoesNotExist")).code(),
            StatusCode::kNotFound);
  EXPECT_EQ(
      StatusFor(400, Json("AWS.SimpleQueueService.NonExistentQueue")).code(),
      StatusCode::kNotFound);
}

TEST(AwsStatus, TellsReceiptsThatHoldNoLonger) {
  for (const std::string& body :
       {Json("com.amazonaws.sqs#ReceiptHandleIsInvalid"),
        Json("com.amazonaws.sqs#MessageNotInflight"),
        Json("com.amazonaws.sqs#InvalidParameterValue",
             "Value X for parameter ReceiptHandle is invalid.")}) {
    EXPECT_EQ(StatusFor(400, body).code(), StatusCode::kFailedPrecondition)
        << body;
  }
}

TEST(AwsStatus, TellsWhatMayPass) {
  for (const int code : {301, 307, 408, 429, 500, 503, 504}) {
    EXPECT_EQ(StatusFor(code, "").code(), StatusCode::kUnavailable) << code;
  }
  for (const char* code : {"SlowDown", "RequestTimeout", "InternalError",
                           "KMS.ThrottlingException"}) {
    EXPECT_EQ(StatusFor(400, Xml(code)).code(), StatusCode::kUnavailable)
        << code;
  }
  // Throttling comes with 403 too.
  EXPECT_EQ(
      StatusFor(403, Json("com.amazon.coral.service#RequestThrottled")).code(),
      StatusCode::kUnavailable);
}

TEST(AwsStatus, TellsOtherRefusals) {
  EXPECT_EQ(StatusFor(400, Json("x#InvalidParameterValue", "too long")).code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(StatusFor(403, Xml("InvalidObjectState")).code(),
            StatusCode::kInvalidArgument);
}

TEST(AwsStatus, ReadsAnswersThatAreNone) {
  EXPECT_EQ(StatusFor(502, "<html>proxy</html>").message(),
            "GetObject s3://trail/key at https://s3.example: HTTP 502");
  EXPECT_EQ(StatusFor(400, "{broken").code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(
      std::string(
          StatusFor(400, "", {{"X-Amzn-ErrorType", "SomeException:http://x"}})
              .message()),
      HasSubstr("HTTP 400 SomeException"));
}

TEST(AwsStatus, ShowsNoMoreOfWordsThanIsGood) {
  const absl::Status status =
      StatusFor(400, Xml("Code\x1b[31m" + std::string(5'000, 'x')));
  EXPECT_LT(status.message().size(), 1'000u);
  EXPECT_EQ(status.message().find('\x1b'), absl::string_view::npos);
}

TEST(XmlText, ReadsTheFirstElementOfAName) {
  EXPECT_EQ(XmlText("<a><b>1 &lt;&amp;lt; 2</b><b>3</b></a>", "b"),
            "1 <&lt; 2");
  EXPECT_EQ(XmlText("<a></a>", "a"), "");
  EXPECT_EQ(XmlText("<a>", "a"), "");
  EXPECT_EQ(XmlText("<ab>x</ab>", "a"), "");
}

TEST(QuotedJson, ReadsBackAsTheSame) {
  std::string text = "a\"b\\c/\u00e4\u65e5";
  for (char c = 0; c < 0x20; ++c) text += c;
  simdjson::dom::parser parser;
  const std::string json = "{\"k\":" + QuotedJson(text) + "}";
  simdjson::dom::element root;
  ASSERT_EQ(parser.parse(json).get(root), simdjson::SUCCESS);
  EXPECT_EQ(TextMember(root, "k"), text);
}

TEST(NumberMember, TakesNumbersAndDigits) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  ASSERT_EQ(parser
                .parse(std::string(
                    R"({"a":5,"b":"345600","c":"5x","d":"","e":null})"))
                .get(root),
            simdjson::SUCCESS);
  EXPECT_EQ(NumberMember(root, "a"), 5);
  EXPECT_EQ(NumberMember(root, "b"), 345600);
  for (const char* name : {"c", "d", "e", "f"}) {
    EXPECT_EQ(NumberMember(root, name), std::nullopt) << name;
  }
}

}  // namespace
}  // namespace farcall
