// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/aws_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/aws/fake_http.h"
#include "tests/ingest/aws/fixed_credentials.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

using Pairs = std::vector<std::pair<std::string, std::string>>;

class AwsAccessTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<AwsAccess>> Access(Pairs more = {}) {
    more.emplace_back("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    more.emplace_back("AWS_SECRET_ACCESS_KEY", std::string(kTestSecret));
    return AwsAccess::Create(Variables(std::move(more)), "eu-central-1", http_,
                             TestTime);
  }

  FakeHttp http_;
};

TEST_F(AwsAccessTest, MakesClientsOfWhatTheEnvironmentSays) {
  const auto access = Access();
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_EQ((*access)->provider_name(), "environment");
  EXPECT_EQ((*access)->region(), "eu-central-1");
  (void)(*access)->Objects().GetObject({"trail", "a", ""}, 10);
  EXPECT_EQ(http_.last().url, "https://trail.s3.eu-central-1.amazonaws.com/a");
  (void)(*access)->Queue("http://127.0.0.1:5/1/q")->Delete("r");
  EXPECT_EQ(http_.last().url, "http://127.0.0.1:5/");
  EXPECT_THAT(SentHeader(http_.last(), "authorization"),
              HasSubstr("/eu-central-1/sqs/aws4_request"));
}

TEST_F(AwsAccessTest, SignsForTheRegionOfAQueue) {
  const auto access = Access();
  (void)(*access)
      ->Queue("https://sqs.eu-west-1.amazonaws.com/1/q")
      ->Delete("r");
  EXPECT_THAT(SentHeader(http_.last(), "authorization"),
              HasSubstr("/eu-west-1/sqs/aws4_request"));
}

TEST_F(AwsAccessTest, AsksAtEndpointsThatAreSet) {
  const auto access = Access({{"AWS_ENDPOINT_URL_S3", "http://s3:1"},
                              {"AWS_ENDPOINT_URL_SQS", "http://sqs:2"}});
  ASSERT_TRUE(access.ok()) << access.status();
  (void)(*access)->Objects().GetObject({"trail", "a", ""}, 10);
  EXPECT_EQ(http_.last().url, "http://s3:1/trail/a");
  (void)(*access)->Queue("https://sqs.eu-west-1.amazonaws.com/1/q")->Delete("");
  EXPECT_EQ(http_.last().url, "http://sqs:2/");
}

TEST_F(AwsAccessTest, SaysWhatIsWrong) {
  EXPECT_THAT(
      std::string(Access({{"AWS_ENDPOINT_URL", "nowhere"}}).status().message()),
      HasSubstr("AWS_ENDPOINT_URL"));
  EXPECT_FALSE((*Access())->Queue("no URL").ok());
  EXPECT_EQ(
      AwsAccess::Create(Variables({{"AWS_EC2_METADATA_DISABLED", "true"}}),
                        "eu-central-1", http_, TestTime)
          .status()
          .code(),
      absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace farcall
