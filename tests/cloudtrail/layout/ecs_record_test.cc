// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/layout/ecs_record.h"

#include <gtest/gtest.h>

#include "tests/cloudtrail/sample_record.h"

namespace farcall {
namespace {

// The Elastic Common Schema.

JsonMembers EcsMembers() {
  return {
      {"@timestamp", R"("2024-02-29T12:00:01.000Z")"},
      {"aws",
       R"({"cloudtrail":{"event_version":"1.09","event_type":"AwsApiCall",)"
       R"("recipient_account_id":"111122223333","error_code":"AccessDenied",)"
       R"("user_identity":{"type":"AssumedRole","arn":"arn:aws:sts::)"
       R"(111122223333:assumed-role/deploy/build-17","session_context":)"
       R"({"session_issuer":{"type":"Role","account_id":"111122223333",)"
       R"("arn":"arn:aws:iam::111122223333:role/ci/deploy"}}}}})"},
      {"cloud", R"({"account":{"id":"111122223333"},"region":"us-east-2"})"},
      {"event", R"({"action":"CreateFunction20150331","id":"e-1",)"
                R"("provider":"lambda.amazonaws.com","outcome":"failure"})"},
      {"source", R"({"address":"198.51.100.7","ip":"198.51.100.7",)"
                 R"("geo":{"country_iso_code":"SE"}})"},
      {"user", R"({"id":"AROA1:build-17","name":"deploy"})"},
      {"user_agent", R"({"original":"aws-cli/2.15","name":"aws-cli"})"},
  };
}

TEST(EcsRecord, IsReadUnderItsOwnNames) {
  const ParsedRecord record = Parse(JsonObject(EcsMembers()));
  ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
  EXPECT_EQ(record.event.event_id, "e-1");
  EXPECT_EQ(record.event.event_time_seconds, kSampleTime);
  EXPECT_EQ(record.event.account, "111122223333");
  EXPECT_EQ(record.event.principal, "arn:aws:iam::111122223333:role/ci/deploy");
  EXPECT_EQ(record.event.principal_kind, PrincipalKind::kRole);
  EXPECT_EQ(record.event.command, "lambda:CreateFunction");
  EXPECT_EQ(record.event.source_address, "198.51.100.7");
  EXPECT_EQ(record.event.country, "SE");
  EXPECT_EQ(record.event.error_code, "AccessDenied");
  EXPECT_EQ(record.event.user_agent, "aws-cli/2.15");
}

// Whatever of it is flat.
TEST(EcsRecord, IsReadWithFlatNames) {
  const Event nested = Parse(JsonObject(EcsMembers())).event;
  JsonMembers flat = {
      {"@timestamp", R"("2024-02-29T12:00:01.000Z")"},
      {"aws.cloudtrail.recipient_account_id", R"("111122223333")"},
      {"aws.cloudtrail.error_code", R"("AccessDenied")"},
      {"aws.cloudtrail.user_identity.type", R"("AssumedRole")"},
      {"aws.cloudtrail.user_identity.arn",
       R"("arn:aws:sts::111122223333:assumed-role/deploy/build-17")"},
      {"aws.cloudtrail.user_identity.session_context.session_issuer.arn",
       R"("arn:aws:iam::111122223333:role/ci/deploy")"},
      {"cloud.account.id", R"("111122223333")"},
      {"event.action", R"("CreateFunction20150331")"},
      {"event.id", R"("e-1")"},
      {"event.provider", R"("lambda.amazonaws.com")"},
      {"source.address", R"("198.51.100.7")"},
      {"source.geo.country_iso_code", R"("SE")"},
      {"user_agent.original", R"("aws-cli/2.15")"},
  };
  const auto expect_same = [&](const JsonMembers& members) {
    const ParsedRecord record = Parse(JsonObject(members));
    ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
    EXPECT_EQ(record.event.event_id, nested.event_id);
    EXPECT_EQ(record.event.principal, nested.principal);
    EXPECT_EQ(record.event.command, nested.command);
    EXPECT_EQ(record.event.source_address, nested.source_address);
    EXPECT_EQ(record.event.country, nested.country);
    EXPECT_EQ(record.event.error_code, nested.error_code);
    EXPECT_EQ(record.event.user_agent, nested.user_agent);
  };
  expect_same(flat);
  JsonMembers arrays;
  for (const auto& [name, value] : flat) arrays[name] = "[" + value + "]";
  expect_same({{"_id", R"("1")"}, {"fields", JsonObject(arrays)}});
  flat.erase("event.id");
  flat.erase("cloud.account.id");
  flat.erase("source.geo.country_iso_code");
  flat["event"] = R"({"id":"e-1"})";
  flat["cloud"] = R"({"account.id":"111122223333"})";
  flat["source"] = R"({"geo.country_iso_code":"SE"})";
  expect_same(flat);
}

TEST(EcsRecord, NeedsNoCountry) {
  JsonMembers members = EcsMembers();
  members["source"] = R"({"address":"cloudformation.amazonaws.com"})";
  const ParsedRecord record = Parse(JsonObject(members));
  EXPECT_EQ(record.event.source_address, "cloudformation.amazonaws.com");
  EXPECT_EQ(record.event.country, "");
  for (const char* country : {"Sweden", "EU", "ZZ"}) {
    members["source"] =
        std::string(R"({"ip":"198.51.100.7","geo":{"country_iso_code":")") +
        country + "\"}}";
    EXPECT_EQ(Parse(JsonObject(members)).event.source_address, "198.51.100.7");
    EXPECT_EQ(Parse(JsonObject(members)).event.country, "") << country;
  }
}

TEST(EcsRecord, HasItsOwnServicesAndFailures) {
  JsonMembers members = EcsMembers();
  members["aws"] = R"({"cloudtrail":{"user_identity":{"type":"IAMUser",)"
                   R"("arn":"arn:aws:iam::111122223333:user/al",)"
                   R"("invoked_by":"athena.amazonaws.com"}}})";
  const Event event = Parse(JsonObject(members)).event;
  EXPECT_EQ(event.principal_kind, PrincipalKind::kService);
  EXPECT_EQ(event.source_address, "athena.amazonaws.com");
  EXPECT_EQ(event.error_code, "Failure");
}

TEST(EcsRecord, PrefersTheOriginalRecordAndKeepsTheCountry) {
  JsonMembers members = EcsMembers();
  members["event"] =
      R"({"action":"Other","original":)" + JsonText(SampleRecord()) + "}";
  const Event event = Parse(JsonObject(members)).event;
  EXPECT_EQ(event.command, "iam:CreateUser");
  EXPECT_EQ(event.country, "SE");
}

TEST(EcsRecord, NamesMissingFieldsAsItDoes) {
  JsonMembers members = EcsMembers();
  members["event"] = R"({"provider":"iam.amazonaws.com","id":"e-1"})";
  EXPECT_EQ(ErrorOf(Parse(JsonObject(members))).field, "event.action");
  members["event"] = R"({"action":"CreateUser","provider":"iam"})";
  EXPECT_EQ(ErrorOf(Parse(JsonObject(members))).field, "event.id");
  members = EcsMembers();
  members.erase("@timestamp");
  EXPECT_EQ(ErrorOf(Parse(JsonObject(members))).field, "@timestamp");
}

TEST(EcsRecord, NamesAnIdentityOfTheWrongType) {
  JsonMembers members = EcsMembers();
  members["aws"] = R"({"cloudtrail":{"user_identity":{"arn":17}}})";
  const FieldError error = ErrorOf(Parse(JsonObject(members)));
  EXPECT_EQ(error.field, "aws.cloudtrail.user_identity.arn");
  EXPECT_EQ(error.reason, FieldErrorReason::kWrongType);
}

TEST(EcsRecord, SkipsDigestsAndInsights) {
  const auto skip = [](const char* cloudtrail) {
    JsonMembers members = EcsMembers();
    members["aws"] = std::string(R"({"cloudtrail":)") + cloudtrail + "}";
    return std::get<SkipReason>(Parse(JsonObject(members)).outcome);
  };
  EXPECT_EQ(skip(R"({"digest":{"s3_bucket":"b"}})"), SkipReason::kDigest);
  EXPECT_EQ(skip(R"({"flattened":{"digest":{"s3_bucket":"b"}}})"),
            SkipReason::kDigest);
  EXPECT_EQ(skip(R"({"event_category":"Insight"})"), SkipReason::kInsights);
  EXPECT_EQ(skip(R"({"insight_details":{"state":"End"}})"),
            SkipReason::kInsights);
}

TEST(EcsRecord, IsNotWhatOtherProductsLog) {
  JsonMembers members = EcsMembers();
  members.erase("aws");
  members["event"] = R"({"action":"login","provider":"okta","id":"1"})";
  EXPECT_EQ(ErrorOf(Parse(JsonObject(members))).field, "record");
}

TEST(EcsRecord, IsReadWhereTheOriginalIsCutOff) {
  JsonMembers members = EcsMembers();
  members["event"] = R"({"action":"CreateUser","provider":"iam.amazonaws.com",)"
                     R"("id":"e-1","original":"{\"eventVersion\":\"1.0"})";
  const ParsedRecord record = Parse(JsonObject(members));
  ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
  EXPECT_EQ(record.event.command, "iam:CreateUser");
}

TEST(EcsRecord, OfAnAlertHasTheTimeOfTheCall) {
  JsonMembers members = EcsMembers();
  members["@timestamp"] = R"("2024-03-01T09:00:00.000Z")";
  for (const auto& [name, value] :
       {std::pair<std::string, std::string>("kibana.alert.original_time",
                                            R"("2024-02-29T12:00:01.000Z")"),
        {"signal", R"({"original_time":"2024-02-29T12:00:01.000Z"})"}}) {
    JsonMembers alert = members;
    alert[name] = value;
    EXPECT_EQ(Parse(JsonObject(alert)).event.event_time_seconds, kSampleTime);
  }
}

TEST(EcsRecord, OfAnIdentityCenterUserIsKeyedByTheId) {
  JsonMembers members = EcsMembers();
  members["user"] = R"({"id":"u-1","name":"dora@example.com"})";
  const auto with = [&](const std::string& identity) {
    members["aws"] = R"({"cloudtrail":{"user_identity":{)" + identity + "}}}";
    return Parse(JsonObject(members)).event.principal;
  };
  EXPECT_EQ(with(R"("type":"IdentityCenterUser")"), "111122223333:human/u-1");
  EXPECT_EQ(with(R"("type":"Unknown","on_behalf_of":{"user_id":"u-2"})"),
            "111122223333:human/u-2");
}

TEST(EcsRecord, OfAWebIdentityHasTheProviderOfItsUserId) {
  JsonMembers members = EcsMembers();
  const std::string provider =
      "arn:aws:iam::111122223333:oidc-provider/oidc.example.com/id/A1";
  members["user"] = R"({"id":")" + provider +
                    R"(:sts.amazonaws.com:system:serviceaccount:prod:api",)"
                    R"("name":"system:serviceaccount:prod:api"})";
  members["aws"] =
      R"({"cloudtrail":{"user_identity":{"type":"WebIdentityUser"}}})";
  EXPECT_EQ(Parse(JsonObject(members)).event.principal,
            "111122223333:web/" + provider + "/system:serviceaccount:prod:api");
}

TEST(EcsRecord, TellsThatACallIsOfAConsoleSession) {
  JsonMembers members = EcsMembers();
  EXPECT_FALSE(Parse(JsonObject(members)).event.from_console);
  members["aws.cloudtrail.session_credential_from_console"] = R"("true")";
  EXPECT_TRUE(Parse(JsonObject(members)).event.from_console);
}

TEST(EcsRecord, ThroughAVpcEndpointHasNoCountryOfItsAddress) {
  JsonMembers members = EcsMembers();
  members["source.geo.country_iso_code"] = R"("DE")";
  EXPECT_EQ(Parse(JsonObject(members)).event.country, "DE");
  members["aws.cloudtrail.vpc_endpoint_id"] = R"("vpce-a0d0")";
  const ParsedRecord record = Parse(JsonObject(members));
  EXPECT_EQ(record.event.vpc_endpoint_id, "vpce-a0d0");
  EXPECT_EQ(record.event.country, "");
}

TEST(EcsRecord, OfAListOfAddressesHasNoCountry) {
  JsonMembers members = EcsMembers();
  members.erase("source");
  members["source.geo.country_iso_code"] = R"("DE")";
  members["source.address"] = R"("198.51.100.7, 203.0.113.9")";
  const ParsedRecord record = Parse(JsonObject(members));
  EXPECT_EQ(record.event.source_address, "203.0.113.9");
  EXPECT_EQ(record.event.country, "");
}

TEST(EcsRecord, OfASignInThatFailedIsNotAuthenticated) {
  JsonMembers members = EcsMembers();
  members["event"] = R"({"id":"e-1","provider":"signin.amazonaws.com",)"
                     R"("action":"ConsoleLogin","outcome":"failure"})";
  EXPECT_TRUE(Parse(JsonObject(members)).event.unauthenticated);
}

}  // namespace
}  // namespace farcall
