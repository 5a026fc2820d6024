// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/ingest/aws/fake_http.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;

TEST(Endpoint, ReadsUrls) {
  const auto https = Endpoint::Parse("https://sqs.us-east-1.amazonaws.com/");
  ASSERT_TRUE(https.ok());
  EXPECT_EQ(*https, (Endpoint{"https", "sqs.us-east-1.amazonaws.com", ""}));
  const auto local = Endpoint::Parse("http://127.0.0.1:5000/base/");
  ASSERT_TRUE(local.ok());
  EXPECT_EQ(*local, (Endpoint{"http", "127.0.0.1:5000", "/base"}));
  EXPECT_EQ(local->Url(), "http://127.0.0.1:5000/base");
}

TEST(Endpoint, LeavesOutThePortThatIsNotSent) {
  EXPECT_EQ(Endpoint::Parse("https://host:443/x")->host, "host");
  EXPECT_EQ(Endpoint::Parse("http://host:80")->host, "host");
  EXPECT_EQ(Endpoint::Parse("http://host:443")->host, "host:443");
}

TEST(Endpoint, RefusesWhatIsNone) {
  for (const char* url :
       {"", "host", "ftp://host", "https://", "https:///path",
        "https://user:password@host", "https://host/?q=1", "https://host#f",
        "https://ho st/", "https://host\r\nx: y/"}) {
    EXPECT_EQ(Endpoint::Parse(url).status().code(),
              absl::StatusCode::kInvalidArgument)
        << url;
  }
}

TEST(RegionalEndpoint, KnowsPartitions) {
  EXPECT_EQ(RegionalEndpoint("s3", "eu-central-1")->host,
            "s3.eu-central-1.amazonaws.com");
  EXPECT_EQ(RegionalEndpoint("sts", "us-gov-west-1")->host,
            "sts.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(RegionalEndpoint("sqs", "cn-north-1")->host,
            "sqs.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(RegionalEndpoint("sqs", "eusc-de-east-1")->host,
            "sqs.eusc-de-east-1.amazonaws.eu");
}

TEST(RegionalEndpoint, TakesNoOtherTextIntoAHost) {
  for (const char* region : {"", "evil.example/", "US-EAST-1", "a b"}) {
    EXPECT_FALSE(RegionalEndpoint("s3", region).ok()) << region;
  }
}

TEST(EndpointOverride, PrefersThatOfTheService) {
  const AwsEnvironment both =
      Variables({{"AWS_ENDPOINT_URL", "http://all:1"},
                 {"AWS_ENDPOINT_URL_S3", "http://s3:2"}});
  EXPECT_EQ((*EndpointOverride(both, "S3"))->host, "s3:2");
  EXPECT_EQ((*EndpointOverride(both, "SQS"))->host, "all:1");
  EXPECT_EQ(*EndpointOverride(Variables({}), "S3"), std::nullopt);
  const auto wrong =
      EndpointOverride(Variables({{"AWS_ENDPOINT_URL_S3", "s3:2"}}), "S3");
  EXPECT_THAT(std::string(wrong.status().message()),
              HasSubstr("AWS_ENDPOINT_URL_S3"));
}

TEST(RegionOfQueueUrl, ReadsAllForms) {
  for (const auto& [url, region] :
       std::vector<std::pair<std::string, std::string>>{
           {"https://sqs.eu-central-1.amazonaws.com/1/q", "eu-central-1"},
           {"https://sqs-fips.us-gov-west-1.amazonaws.com/1/q",
            "us-gov-west-1"},
           {"https://sqs.cn-north-1.amazonaws.com.cn/1/q", "cn-north-1"},
           {"https://eu-west-1.queue.amazonaws.com/1/q", "eu-west-1"},
           {"https://queue.amazonaws.com/1/q", "us-east-1"},
           {"https://vpce-0a-1b.sqs.eu-west-1.vpce.amazonaws.com/1/q",
            "eu-west-1"},
           {"http://127.0.0.1:5000/1/q", ""},
           {"https://sqs.example.com/1/q", ""},
           {"no URL", ""},
       }) {
    EXPECT_EQ(RegionOfQueueUrl(url), region) << url;
  }
}

TEST(ChooseRegion, TakesTheFirstThatIsSet) {
  const std::string queue = "https://sqs.eu-west-1.amazonaws.com/1/q";
  const AwsEnvironment all = Variables(
      {{"AWS_REGION", "us-east-1"}, {"AWS_DEFAULT_REGION", "us-east-2"}});
  EXPECT_EQ(*ChooseRegion("us-west-1", all, queue), "us-west-1");
  EXPECT_EQ(*ChooseRegion("", all, queue), "us-east-1");
  EXPECT_EQ(*ChooseRegion("", Variables({{"AWS_DEFAULT_REGION", "us-east-2"}}),
                          queue),
            "us-east-2");
  EXPECT_EQ(*ChooseRegion("", Variables({}), queue), "eu-west-1");
  EXPECT_FALSE(ChooseRegion("", Variables({}), "http://127.0.0.1/q").ok());
  EXPECT_FALSE(ChooseRegion("No Region", all, queue).ok());
}

}  // namespace
}  // namespace farcall
