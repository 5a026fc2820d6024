// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/sigv4.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/aws/uri_encoding.h"

namespace farcall {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

absl::Time At(const absl::CivilSecond& time) {
  return absl::FromCivil(time, absl::UTCTimeZone());
}

const absl::Time kExample = At(absl::CivilSecond(2013, 5, 24));
const absl::Time kSuite = At(absl::CivilSecond(2015, 8, 30, 12, 36));
const absl::Time kOwn = At(absl::CivilSecond(2026, 11, 30, 9));

std::string HeaderOf(const Headers& headers, const std::string& name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

std::string SignatureOf(const Headers& headers) {
  const std::string all = HeaderOf(headers, "authorization");
  return all.substr(all.rfind('=') + 1);
}

// AWS's examples for S3:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
Headers SignS3Example(SignedRequest request) {
  request.headers.emplace_back("host", "examplebucket.s3.amazonaws.com");
  return SignatureHeaders(
      request,
      {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
       .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
       .session_token = ""},
      {"us-east-1", "s3"}, kExample);
}

TEST(SigV4, SignsTheExampleOfGetObject) {
  const Headers headers = SignS3Example({.method = "GET",
                                         .encoded_path = "/test.txt",
                                         .query = {},
                                         .headers = {{"Range", "bytes=0-9"}},
                                         .body = ""});
  EXPECT_EQ(HeaderOf(headers, "authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/"
            "us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c"
            "6036bdb41");
  EXPECT_EQ(HeaderOf(headers, "x-amz-date"), "20130524T000000Z");
  EXPECT_EQ(HeaderOf(headers, "x-amz-content-sha256"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(SigV4, SignsTheExampleOfPutObject) {
  EXPECT_EQ(SignatureOf(SignS3Example(
                {.method = "PUT",
                 .encoded_path = "/test%24file.text",
                 .query = {},
                 .headers = {{"date", "Fri, 24 May 2013 00:00:00 GMT"},
                             {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
                 .body = "Welcome to Amazon S3."})),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(SigV4, SignsTheExamplesWithAQuery) {
  EXPECT_EQ(SignatureOf(SignS3Example({.method = "GET",
                                       .encoded_path = "/",
                                       .query = {{"lifecycle", ""}},
                                       .headers = {},
                                       .body = ""})),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  EXPECT_EQ(
      SignatureOf(SignS3Example({.method = "GET",
                                 .encoded_path = "/",
                                 .query = {{"prefix", "J"}, {"max-keys", "2"}},
                                 .headers = {},
                                 .body = ""})),
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

// AWS's test suite for Signature Version 4.
std::string SignSuite(SignedRequest request, const std::string& token = "") {
  request.headers.emplace_back("Host", "example.amazonaws.com");
  return SignatureOf(SignatureHeaders(
      request,
      {.access_key_id = "AKIDEXAMPLE",
       .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
       .session_token = token},
      {"us-east-1", "service"}, kSuite));
}

TEST(SigV4, PassesTheSuite) {
  const auto request = [](const std::string& method) {
    return SignedRequest{.method = method,
                         .encoded_path = "/",
                         .query = {},
                         .headers = {},
                         .body = ""};
  };
  // get-vanilla
  EXPECT_EQ(SignSuite(request("GET")),
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  // post-vanilla
  EXPECT_EQ(SignSuite(request("POST")),
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  // get-vanilla-query-order-key-case
  SignedRequest query = request("GET");
  query.query = {{"Param2", "value2"}, {"Param1", "value1"}};
  EXPECT_EQ(SignSuite(query),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  // get-header-value-trim
  SignedRequest trim = request("GET");
  trim.headers = {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}};
  EXPECT_EQ(SignSuite(trim),
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
  // post-x-www-form-urlencoded
  SignedRequest form = request("POST");
  form.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  form.body = "Param1=value1";
  EXPECT_EQ(SignSuite(form),
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
  // get-space, get-utf8: these paths come unencoded.
  SignedRequest path = request("GET");
  path.encoded_path = "/example space/";
  EXPECT_EQ(SignSuite(path),
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
  path.encoded_path = "/\u1234";
  EXPECT_EQ(SignSuite(path),
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
}

// The rest was signed by botocore 1.44.8.
TEST(SigV4, SignsTokensOfSessions) {
  EXPECT_EQ(SignSuite({.method = "POST",
                       .encoded_path = "/",
                       .query = {},
                       .headers = {},
                       .body = ""},
                      "AQoDYXdzEPT//////////wEXAMPLEtoken=="),
            "cfa682b00a7c85eff8154cab97cfe372a588ee08f9adb624576f3c652f35d7ab");
}

struct SignedKey {
  std::string key;
  std::string signature;
  std::string with_token;
};

const SignedKey kKeys[] = {
    {"o=1/a:b.gz",
     "e97b30c87f6c0757819071f68a69bca5ffedcaef4eca1697eb602885f22356f2",
     "43e3046a435198b0882109b7fcac8c103a5ff7084587f2d46a9b8c7b7c2a36d6"},
    {"sp ace/plus+.gz",
     "7d3f9465bb7ef7067080cb256493c8046b67c78c3a40898ad32c77a051a7d4f5",
     "6466a633ea69fc9931a79bb9c920bf68570ef50981d389a9ff55d31996598c0c"},
    {"uml\u00e4ut/\u65e5.gz",
     "ea4593f883c0e0b9c28235bcc46262de3fd7c625ca686bc24c1d9734fa3de87c",
     "db965d681d3947cdd85ba1c5470f66e2b34f047dc3c035147ca987312b711457"},
    {"q'(x)!*.gz",
     "8e76f97bfb8aac4a9e6997a62cc5b26d87cf23dcdb2497054768b548d02c7d5c",
     "5425565159fb73f551d0a6653b335ce8e6ca960fda498a364e5186b63c688afd"},
    {"a/../b//c.gz",
     "03d2296e5188bc20a6c4993f00049e7b5adc9a7407707cad76649e5e8b05d665",
     "94871876332ef84172c036ae929ee929800c40f327fa98653cae803bbf07cad1"},
    {"100%.gz",
     "1f230de07e93786e7219d3e3f703c8b8f7ae5a294f6b82a0887736b60ccd6a95",
     "cf91d1c90b07d0271340c53b80925b7e63105518d23cd7dc20fc4e27836ac7b7"},
    {"~-._/?&#.gz",
     "4c5d90f87897945ee3c9ecf541d7bdcd22c50203dd353e0b7f63dfc371c78a65",
     "cce57a60759ca6266ef556def90925085df419ae6bf7986b9ec0b59ed912beca"},
};

AwsCredentials Credentials(const std::string& token) {
  return {.access_key_id = "AKIAIOSFODNN7EXAMPLE",
          .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          .session_token = token};
}

constexpr char kToken[] = "FwoGZXIvYXdzEXAMPLE/+token==";

TEST(SigV4, SignsAnyKeyOfS3) {
  for (const SignedKey& expected : kKeys) {
    SCOPED_TRACE(expected.key);
    const SignedRequest request{
        .method = "GET",
        .encoded_path = "/" + PercentEncodePath(expected.key),
        .query = {},
        .headers = {{"host", "trail.s3.eu-central-1.amazonaws.com"}},
        .body = ""};
    const SigningScope scope{"eu-central-1", "s3"};
    EXPECT_EQ(
        SignatureOf(SignatureHeaders(request, Credentials(""), scope, kOwn)),
        expected.signature);
    const Headers with_token =
        SignatureHeaders(request, Credentials(kToken), scope, kOwn);
    EXPECT_EQ(SignatureOf(with_token), expected.with_token);
    EXPECT_EQ(HeaderOf(with_token, "x-amz-security-token"), kToken);
  }
}

TEST(SigV4, SignsRequestsToSqs) {
  const SignedRequest request{
      .method = "POST",
      .encoded_path = "/",
      .query = {},
      .headers = {{"content-type", "application/x-amz-json-1.0"},
                  {"x-amz-target", "AmazonSQS.DeleteMessage"},
                  {"host", "sqs.eu-central-1.amazonaws.com"}},
      .body = "{\"QueueUrl\":\"q\"}"};
  EXPECT_EQ(SignatureOf(SignatureHeaders(request, Credentials(kToken),
                                         {"eu-central-1", "sqs"}, kOwn)),
            "8c1525ac478e417634492ebd642a9e170b7d94bd6793d29394ec6a83cb96a4b3");
}

}  // namespace
}  // namespace farcall
