// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/s3_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/aws/signed_calls.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr size_t kBytesMax = 1'000;

class S3ClientTest : public ::testing::Test {
 protected:
  // Where the object of a bucket is asked for.
  std::string UrlOf(const S3Object& object) {
    calls_.http.Answer(200, "bytes");
    const auto got = client_.GetObject(object, kBytesMax);
    return got.ok() ? calls_.http.last().url
                    : std::string(got.status().message());
  }

  SignedCalls calls_;
  S3Client client_{calls_.signer, {.region = "eu-central-1", .endpoint = {}}};
};

TEST_F(S3ClientTest, AsksTheBucketsHost) {
  EXPECT_EQ(UrlOf({"trail", "a/b.gz", ""}),
            "https://trail.s3.eu-central-1.amazonaws.com/a/b.gz");
  EXPECT_EQ(UrlOf({"trail", "a", "us-gov-west-1"}),
            "https://trail.s3.us-gov-west-1.amazonaws.com/a");
}

TEST_F(S3ClientTest, StaysInItsPartition) {
  EXPECT_THAT(UrlOf({"trail", "a", "cn-north-1"}),
              HasSubstr("is in another partition than eu-central-1"));
  S3Client chinese(calls_.signer, {.region = "cn-north-1", .endpoint = {}});
  EXPECT_TRUE(chinese.GetObject({"trail", "a", ""}, kBytesMax).ok());
  EXPECT_EQ(calls_.http.last().url,
            "https://trail.s3.cn-north-1.amazonaws.com.cn/a");
}

TEST_F(S3ClientTest, PutsBucketsThatAreNoLabelIntoThePath) {
  EXPECT_EQ(UrlOf({"my.trail", "a", ""}),
            "https://s3.eu-central-1.amazonaws.com/my.trail/a");
  EXPECT_EQ(UrlOf({"Old_Trail", "a", "us-east-1"}),
            "https://s3.us-east-1.amazonaws.com/Old_Trail/a");
}

TEST_F(S3ClientTest, EncodesKeysOnce) {
  EXPECT_EQ(UrlOf({"trail", "sp ace/plus+/../100%.gz", ""}),
            "https://trail.s3.eu-central-1.amazonaws.com/"
            "sp%20ace/plus%2B/../100%25.gz");
}

TEST_F(S3ClientTest, AsksAtAnEndpointOfItsOwn) {
  S3Client own(calls_.signer,
               {.region = "eu-central-1",
                .endpoint = Endpoint{"http", "127.0.0.1:9000", "/s3"}});
  calls_.http.Answer(200, "bytes");
  EXPECT_EQ(*own.GetObject({"trail", "a b", ""}, kBytesMax), "bytes");
  EXPECT_EQ(calls_.http.last().url, "http://127.0.0.1:9000/s3/trail/a%20b");
  EXPECT_EQ(SentHeader(calls_.http.last(), "host"), "127.0.0.1:9000");
}

TEST_F(S3ClientTest, SignsForTheRegionOfTheObject) {
  UrlOf({"trail", "a", "us-west-2"});
  const HttpRequest& request = calls_.http.last();
  EXPECT_THAT(SentHeader(request, "authorization"),
              HasSubstr("/us-west-2/s3/aws4_request"));
  EXPECT_EQ(SentHeader(request, "x-amz-security-token"), "made-up-token");
  EXPECT_EQ(SentHeader(request, "host"), "trail.s3.us-west-2.amazonaws.com");
  EXPECT_EQ(request.response_bytes_max, kBytesMax);
  for (const auto& [name, value] : request.headers) {
    EXPECT_THAT(value, Not(HasSubstr(std::string(kTestSecret)))) << name;
  }
}

TEST_F(S3ClientTest, AsksInTheRegionThatTheBucketNames) {
  calls_.http.Answer(301, "", {{"x-amz-bucket-region", "us-west-2"}});
  calls_.http.Answer(200, "bytes");
  EXPECT_EQ(*client_.GetObject({"trail", "a", ""}, kBytesMax), "bytes");
  EXPECT_EQ(calls_.http.last().url,
            "https://trail.s3.us-west-2.amazonaws.com/a");
}

TEST_F(S3ClientTest, FollowsOnceAndOnlyToARegion) {
  calls_.http.Answer(301, "", {{"x-amz-bucket-region", "us-west-2"}});
  calls_.http.Answer(301, "", {{"x-amz-bucket-region", "us-west-1"}});
  EXPECT_EQ(client_.GetObject({"trail", "a", ""}, kBytesMax).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(calls_.http.requests().size(), 2u);
  calls_.http.Answer(301, "", {{"x-amz-bucket-region", "evil.example/"}});
  EXPECT_FALSE(client_.GetObject({"trail", "a", ""}, kBytesMax).ok());
  EXPECT_EQ(calls_.http.requests().size(), 3u);
}

TEST_F(S3ClientTest, RefusesNamesThatAreNone) {
  for (const S3Object& object : {S3Object{"", "a", ""},
                                 {"trail", "", ""},
                                 {"a/b", "a", ""},
                                 {"..", "a", ""},
                                 {"evil.example#", "a", ""},
                                 {"trail", std::string(1'025, 'x'), ""},
                                 {"trail", "a", "evil.example/"}}) {
    EXPECT_EQ(client_.GetObject(object, kBytesMax).status().code(),
              absl::StatusCode::kInvalidArgument)
        << object.Name();
  }
  EXPECT_TRUE(calls_.http.requests().empty());
}

TEST_F(S3ClientTest, TellsErrors) {
  const S3Object object{"trail", "a", ""};
  calls_.http.Answer(404, "<Error><Code>NoSuchKey</Code></Error>");
  const auto missing = client_.GetObject(object, kBytesMax);
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.status().message()),
              HasSubstr("GetObject s3://trail/a at "
                        "https://trail.s3.eu-central-1.amazonaws.com"));
  calls_.http.Answer(200, std::string(kBytesMax + 1, 'x'));
  EXPECT_EQ(client_.GetObject(object, kBytesMax).status().code(),
            absl::StatusCode::kResourceExhausted);
  const auto down = client_.GetObject(object, kBytesMax);
  EXPECT_EQ(down.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(down.status().message()), HasSubstr("s3://trail/a"));
}

TEST_F(S3ClientTest, RenewsCredentialsThatWereRefused) {
  const S3Object object{"trail", "a", ""};
  calls_.http.Answer(400, "<Error><Code>ExpiredToken</Code></Error>");
  EXPECT_EQ(client_.GetObject(object, kBytesMax).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(calls_.provider->fetches(), 1);
  calls_.now += absl::Minutes(1);
  UrlOf(object);
  EXPECT_EQ(calls_.provider->fetches(), 2);
  calls_.http.Answer(403, "<Error><Code>AccessDenied</Code></Error>");
  EXPECT_FALSE(client_.GetObject(object, kBytesMax).ok());
  calls_.now += absl::Minutes(1);
  UrlOf(object);
  EXPECT_EQ(calls_.provider->fetches(), 2);
}

}  // namespace
}  // namespace farcall
