// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "ingest/aws/container_credentials.h"
#include "ingest/aws/credentials_chain.h"
#include "ingest/aws/environment_credentials.h"
#include "ingest/aws/instance_credentials.h"
#include "ingest/aws/web_identity_credentials.h"
#include "tests/cloudtrail/temp_file.h"
#include "tests/ingest/aws/fake_http.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using Pairs = std::vector<std::pair<std::string, std::string>>;

const char kRoleAnswer[] = R"({"Code":"Success","AccessKeyId":"ASIAEXAMPLE",)"
                           R"("SecretAccessKey":"made-up","Token":"session",)"
                           R"("Expiration":"2026-11-30T12:00:00Z"})";

const char kStsAnswer[] =
    "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>"
    "<Credentials><SessionToken>session</SessionToken>"
    "<SecretAccessKey>made-up</SecretAccessKey>"
    "<Expiration>2026-11-30T12:00:00Z</Expiration>"
    "<AccessKeyId>ASIAEXAMPLE</AccessKeyId></Credentials>"
    "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";

void ExpectRole(const absl::StatusOr<AwsCredentials>& credentials) {
  ASSERT_TRUE(credentials.ok()) << credentials.status();
  EXPECT_EQ(credentials->access_key_id, "ASIAEXAMPLE");
  EXPECT_EQ(credentials->secret_access_key, "made-up");
  EXPECT_EQ(credentials->session_token, "session");
  EXPECT_EQ(absl::FormatTime(credentials->expiration, absl::UTCTimeZone()),
            "2026-11-30T12:00:00+00:00");
}

std::string Message(const absl::StatusOr<AwsCredentials>& credentials) {
  return std::string(credentials.status().message());
}

TEST(EnvironmentCredentials, TakesKeysAndToken) {
  EnvironmentCredentials provider(
      Variables({{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                 {"AWS_SECRET_ACCESS_KEY", "made-up"},
                 {"AWS_SESSION_TOKEN", "session"}}));
  const auto credentials = provider.Fetch();
  ASSERT_TRUE(credentials.ok());
  EXPECT_EQ(credentials->access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(credentials->secret_access_key, "made-up");
  EXPECT_EQ(credentials->session_token, "session");
  EXPECT_EQ(credentials->expiration, absl::InfiniteFuture());
}

TEST(EnvironmentCredentials, KeepsTheExpirationThatIsSet) {
  const auto fetch = [](const std::string& expiration) {
    return EnvironmentCredentials(
               Variables({{"AWS_ACCESS_KEY_ID", "ASIAEXAMPLE"},
                          {"AWS_SECRET_ACCESS_KEY", "made-up"},
                          {"AWS_SESSION_TOKEN", "session"},
                          {"AWS_CREDENTIAL_EXPIRATION", expiration}}))
        .Fetch();
  };
  ExpectRole(fetch("2026-11-30T12:00:00Z"));
  EXPECT_THAT(Message(fetch("soon")), HasSubstr("AWS_CREDENTIAL_EXPIRATION"));
}

TEST(EnvironmentCredentials, WantsBothHalvesAndTellsNone) {
  const auto half =
      EnvironmentCredentials(Variables({{"AWS_SECRET_ACCESS_KEY", "made-up"}}))
          .Fetch();
  EXPECT_EQ(half.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(half), Not(HasSubstr("made-up")));
}

// A file whose content changes.
class TokenFile {
 public:
  void Write(const std::string& text) { std::ofstream(path()) << text; }
  const std::string& path() const { return file_.path(); }

 private:
  TempFile file_{""};
};

class WebIdentityTest : public ::testing::Test {
 protected:
  WebIdentityTest() { token_.Write("first.token\n"); }

  WebIdentityCredentials Provider(Pairs more = {}) {
    more.emplace_back("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/farcall");
    more.emplace_back("AWS_WEB_IDENTITY_TOKEN_FILE", token_.path());
    return {Variables(std::move(more)),
            {"https", "sts.eu-central-1.amazonaws.com", ""},
            http_};
  }

  TokenFile token_;
  FakeHttp http_;
};

TEST_F(WebIdentityTest, AsksStsForTheRoleWithoutASignature) {
  http_.Answer(200, kStsAnswer);
  ExpectRole(Provider().Fetch());
  const HttpRequest& request = http_.last();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://sts.eu-central-1.amazonaws.com/");
  EXPECT_EQ(request.body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn="
            "arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Ffarcall"
            "&RoleSessionName=farcall-ingest&WebIdentityToken=first.token");
  EXPECT_EQ(SentHeader(request, "authorization"), "");
}

TEST_F(WebIdentityTest, ReadsTheTokenAnewEachTime) {
  WebIdentityCredentials provider =
      Provider({{"AWS_ROLE_SESSION_NAME", "pod-7"}});
  http_.Answer(200, kStsAnswer);
  ASSERT_TRUE(provider.Fetch().ok());
  token_.Write("second.token");
  http_.Answer(200, kStsAnswer);
  ASSERT_TRUE(provider.Fetch().ok());
  EXPECT_THAT(
      http_.last().body,
      HasSubstr("&RoleSessionName=pod-7&WebIdentityToken=second.token"));
}

TEST_F(WebIdentityTest, TellsWhatStsSaysAndNoToken) {
  http_.Answer(400,
               "<ErrorResponse><Error><Code>ExpiredTokenException</Code>"
               "<Message>Token expired</Message></Error></ErrorResponse>");
  const auto credentials = Provider().Fetch();
  EXPECT_EQ(credentials.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(Message(credentials), HasSubstr("ExpiredTokenException"));
  EXPECT_THAT(Message(credentials), Not(HasSubstr("first.token")));
  http_.Answer(200, "<nothing/>");
  EXPECT_EQ(Provider().Fetch().status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(WebIdentityTest, WantsARoleAndAToken) {
  WebIdentityCredentials no_role(
      Variables({{"AWS_WEB_IDENTITY_TOKEN_FILE", token_.path()}}),
      {"https", "sts", ""}, http_);
  EXPECT_THAT(Message(no_role.Fetch()), HasSubstr("AWS_ROLE_ARN"));
  token_.Write(" \n");
  EXPECT_THAT(Message(Provider().Fetch()), HasSubstr(token_.path()));
  token_.Write("two\nlines\n");
  EXPECT_FALSE(Provider().Fetch().ok());
  EXPECT_TRUE(http_.requests().empty());
}

TEST(ContainerCredentials, AsksEcsAtItsAddress) {
  FakeHttp http;
  http.Answer(200, kRoleAnswer);
  ContainerCredentials provider(
      Variables({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/role?id=1"}}),
      http);
  ExpectRole(provider.Fetch());
  EXPECT_EQ(http.last().url, "http://169.254.170.2/v2/role?id=1");
  EXPECT_EQ(http.last().route, HttpRequest::Route::kDirect);
  EXPECT_EQ(SentHeader(http.last(), "authorization"), "");
}

TEST(ContainerCredentials, SendsTheTokenOfItsFileAnewEachTime) {
  TokenFile token;
  FakeHttp http;
  ContainerCredentials provider(
      Variables(
          {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/c"},
           {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.path()},
           {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "of the variable"}}),
      http);
  for (const std::string text : {"first", "second"}) {
    token.Write(text + "\n");
    http.Answer(200, kRoleAnswer);
    ExpectRole(provider.Fetch());
    EXPECT_EQ(http.last().url, "http://169.254.170.23/v1/c");
    EXPECT_EQ(SentHeader(http.last(), "authorization"), text);
  }
}

TEST(ContainerCredentials, SendsTheTokenOfTheVariable) {
  FakeHttp http;
  http.Answer(200, kRoleAnswer);
  ContainerCredentials provider(
      Variables(
          {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "https://any.example/c"},
           {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic abc"}}),
      http);
  ExpectRole(provider.Fetch());
  EXPECT_EQ(SentHeader(http.last(), "authorization"), "Basic abc");
}

TEST(ContainerCredentials, AsksNoStrangerByHttp) {
  for (const char* url :
       {"http://127.0.0.1:8080/c", "http://127.9.9.9/c", "http://localhost/c",
        "http://[::1]:80/c", "http://169.254.170.2/c",
        "http://169.254.170.23/c", "http://[fd00:ec2::23]/c",
        "https://any.example/c?x=1"}) {
    EXPECT_TRUE(IsCredentialsUrl(url)) << url;
  }
  for (const char* url :
       {"http://10.0.0.1/c", "http://169.254.169.254/c",
        "http://127.0.0.1.evil.example/c", "http://localhost.evil.example/c",
        "http://127.1/c", "http://127.0.0.1@evil.example/c", "ftp://localhost/",
        "/relative", ""}) {
    EXPECT_FALSE(IsCredentialsUrl(url)) << url;
  }
  FakeHttp http;
  ContainerCredentials provider(
      Variables({{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://10.0.0.1/"}}),
      http);
  EXPECT_EQ(provider.Fetch().status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(http.requests().empty());
}

TEST(ContainerCredentials, TellsWhatIsWrongWithAnAnswer) {
  const AwsEnvironment environment =
      Variables({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"}});
  for (const char* body :
       {"no JSON", "{}", R"({"AccessKeyId":"A"})",
        R"({"AccessKeyId":"A","SecretAccessKey":"made-up","Expiration":"x"})",
        R"({"Code":"Failed","AccessKeyId":"A","SecretAccessKey":"made-up"})"}) {
    FakeHttp http;
    http.Answer(200, body);
    const auto credentials = ContainerCredentials(environment, http).Fetch();
    EXPECT_EQ(credentials.status().code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(Message(credentials), HasSubstr("container: the answer"));
    EXPECT_THAT(Message(credentials), Not(HasSubstr("made-up")));
  }
  FakeHttp http;
  http.Answer(403, "");
  EXPECT_EQ(ContainerCredentials(environment, http).Fetch().status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST(InstanceCredentials, AsksTokenThenRoleThenCredentials) {
  FakeHttp http;
  http.Answer(200, "metadata-token");
  http.Answer(200, "farcall.role+1\n");
  http.Answer(200, kRoleAnswer);
  InstanceCredentials provider(Variables({}), http);
  ExpectRole(provider.Fetch());
  ASSERT_EQ(http.requests().size(), 3u);
  const HttpRequest& token = http.requests()[0];
  EXPECT_EQ(token.method, "PUT");
  EXPECT_EQ(token.url, "http://169.254.169.254/latest/api/token");
  EXPECT_NE(SentHeader(token, "x-aws-ec2-metadata-token-ttl-seconds"), "");
  EXPECT_EQ(http.requests()[1].url,
            "http://169.254.169.254/latest/meta-data/iam/"
            "security-credentials/");
  EXPECT_EQ(http.requests()[2].url,
            "http://169.254.169.254/latest/meta-data/iam/"
            "security-credentials/farcall.role+1");
  for (size_t i = 1; i < 3; ++i) {
    EXPECT_EQ(SentHeader(http.requests()[i], "x-aws-ec2-metadata-token"),
              "metadata-token");
    EXPECT_EQ(http.requests()[i].route, HttpRequest::Route::kDirect);
  }
}

TEST(InstanceCredentials, IsAskedWhereTheEnvironmentSays) {
  FakeHttp http;
  (void)InstanceCredentials(
      Variables({{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9/"}}),
      http)
      .Fetch();
  EXPECT_EQ(http.last().url, "http://127.0.0.1:9/latest/api/token");
  (void)InstanceCredentials(
      Variables({{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv6"}}), http)
      .Fetch();
  EXPECT_EQ(http.last().url, "http://[fd00:ec2::254]/latest/api/token");
}

TEST(InstanceCredentials, TellsWhereTheyEnd) {
  FakeHttp http;
  InstanceCredentials provider(Variables({}), http);
  EXPECT_THAT(Message(provider.Fetch()), HasSubstr("instance metadata: "));
  http.Answer(200, "token");
  http.Answer(404, "");
  EXPECT_EQ(provider.Fetch().status().code(), absl::StatusCode::kNotFound);
  http.Answer(200, "token");
  http.Answer(200, "<html>no role/..</html>");
  EXPECT_EQ(provider.Fetch().status().code(),
            absl::StatusCode::kFailedPrecondition);
}

std::string Chosen(Pairs variables) {
  FakeHttp http;
  const auto provider =
      ChooseCredentials(Variables(std::move(variables)), "eu-central-1", http);
  return provider.ok() ? std::string((*provider)->name())
                       : std::string(provider.status().message());
}

TEST(ChooseCredentials, TakesTheFirstThatIsConfigured) {
  Pairs all = {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"}};
  EXPECT_EQ(Chosen({}), "instance metadata");
  EXPECT_EQ(Chosen(all), "container");
  all.emplace_back("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
  EXPECT_EQ(Chosen(all), "web identity");
  all.emplace_back("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  EXPECT_EQ(Chosen(all), "environment");
}

TEST(ChooseCredentials, SaysThatNoneAreLeft) {
  EXPECT_THAT(Chosen({{"AWS_EC2_METADATA_DISABLED", "true"}}),
              HasSubstr("no credentials of AWS"));
}

TEST(ChooseCredentials, AsksStsWhereTheEnvironmentSays) {
  FakeHttp http;
  TokenFile token;
  token.Write("token");
  const Pairs pairs = {{"AWS_WEB_IDENTITY_TOKEN_FILE", token.path()},
                       {"AWS_ROLE_ARN", "arn:aws:iam::1:role/r"}};
  (void)(*ChooseCredentials(Variables(pairs), "cn-north-1", http))->Fetch();
  EXPECT_EQ(http.last().url, "https://sts.cn-north-1.amazonaws.com.cn/");
  Pairs own = pairs;
  own.emplace_back("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9");
  (void)(*ChooseCredentials(Variables(own), "cn-north-1", http))->Fetch();
  EXPECT_EQ(http.last().url, "http://127.0.0.1:9/");
}

}  // namespace
}  // namespace farcall
