// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/details_builder.h"

#include <gtest/gtest.h>

#include "tests/cloudtrail/sample_record.h"

namespace farcall {
namespace {

using Texts = std::vector<std::string>;

constexpr char kSessionIdentity[] =
    R"({"type":"AssumedRole","arn":"arn:aws:sts::111122223333:)"
    R"(assumed-role/web/i-0abc12345","accessKeyId":"ASIA111","sessionContext":)"
    R"({"attributes":{"creationDate":"2024-02-29T12:00:01Z",)"
    R"("mfaAuthenticated":"false"},"ec2RoleDelivery":"2.0"}})";

CallDetails DetailsOf(const JsonMembers& changes) {
  const ParsedRecord record = Parse(SampleRecord(changes));
  EXPECT_TRUE(record.ok()) << ErrorOf(record).message;
  return record.event.details;
}

TEST(DetailsBuilder, ReadsTheCallerAndItsSession) {
  const CallDetails details = DetailsOf({{"userIdentity", kSessionIdentity}});
  EXPECT_EQ(details.identity_arn,
            "arn:aws:sts::111122223333:assumed-role/web/i-0abc12345");
  EXPECT_EQ(details.access_key_id, "ASIA111");
  EXPECT_EQ(details.session_created_seconds, kSampleTime);
  EXPECT_EQ(details.mfa, false);
  EXPECT_EQ(details.ec2_role_delivery, "2.0");
  EXPECT_EQ(details.region, "us-east-1");
}

TEST(DetailsBuilder, ReadsARecordThatSaysNothingOfThem) {
  const CallDetails details = DetailsOf(
      {{"userIdentity", ""}, {"awsRegion", ""}, {"requestParameters", ""}});
  EXPECT_EQ(details, CallDetails());
}

TEST(DetailsBuilder, ReadsTheRequest) {
  const CallDetails details = DetailsOf(
      {{"readOnly", "false"},
       {"resources", R"([{"ARN":"arn:aws:iam::111122223333:user/carl"}])"}});
  EXPECT_EQ(details.read_only, false);
  EXPECT_EQ(details.assets, (Texts{"arn:aws:iam::111122223333:user/carl",
                                   "arn:aws:iam::111122223333:user/bob"}));
  EXPECT_EQ(details.parameters, Texts{"userName=bob"});
  EXPECT_NE(details.parameters_fingerprint, 0U);
  EXPECT_NE(details.parameters_shape, 0U);
}

TEST(DetailsBuilder, ReadsPartsThatAreJsonText) {
  const CallDetails whole = DetailsOf(
      {{"userIdentity", kSessionIdentity},
       {"readOnly", "true"},
       {"responseElements", R"({"credentials":{"accessKeyId":"ASIA222"}})"}});
  const CallDetails texts =
      DetailsOf({{"userIdentity", JsonText(kSessionIdentity)},
                 {"readOnly", R"("true")"},
                 {"requestParameters", JsonText(R"({"userName":"bob"})")},
                 {"responseElements",
                  JsonText(R"({"credentials":{"accessKeyId":"ASIA222"}})")}});
  EXPECT_EQ(whole, texts);
  EXPECT_EQ(texts.issued_access_key_id, "ASIA222");
}

TEST(DetailsBuilder, ReadsNamesThatAreFlat) {
  const CallDetails details = DetailsOf(
      {{"userIdentity", ""},
       {"useridentity_accesskeyid", R"("AKIA9")"},
       {"userIdentity.sessionContext.attributes.mfaAuthenticated", "true"},
       {"responseElements_accessKey_accessKeyId", R"("AKIA8")"}});
  EXPECT_EQ(details.access_key_id, "AKIA9");
  EXPECT_EQ(details.mfa, true);
  EXPECT_EQ(details.issued_access_key_id, "AKIA8");
}

TEST(DetailsBuilder, ReadsTheIssuedKeyAlone) {
  const auto issued = [](const char* response) {
    return DetailsOf({{"responseElements", response}}).issued_access_key_id;
  };
  EXPECT_EQ(
      issued(R"({"accessKey":{"accessKeyId":"AKIA8","status":"Active"}})"),
      "AKIA8");
  EXPECT_EQ(issued(R"({"credentials":{"sessionToken":"t"}})"), "");
  EXPECT_EQ(issued(R"({"accessKeyId":"AKIA8"})"), "");
  EXPECT_EQ(issued(R"({"credentials":"ASIA"})"), "");
  EXPECT_EQ(issued(R"({"credentials":{"accessKeyId":{"a":1}}})"), "");
  EXPECT_EQ(issued(R"("HIDDEN")"), "");
}

// Neither a wrong type nor anything else costs the record.
TEST(DetailsBuilder, LeavesOutWhatIsOfAnotherType) {
  for (const char* value :
       {"17", "-1.5", "true", "null", R"("")", R"("text")", "[]", "[[1],{}]",
        R"({"a":{"b":[null]}})", R"("{\"a\":")"}) {
    DetailsOf({{"readOnly", value},
               {"resources", value},
               {"requestParameters", value},
               {"responseElements", value}});
    const CallDetails details = DetailsOf(
        {{"userIdentity",
          std::string(R"({"type":"IAMUser","arn":"arn:aws:iam::)") +
              R"(111122223333:user/a","accessKeyId":{"a":1},"sessionContext":)" +
              R"({"attributes":)" + value + R"(,"ec2RoleDelivery":[1,2]}})"}});
    EXPECT_EQ(details.access_key_id, "") << value;
    EXPECT_EQ(details.session_created_seconds, 0) << value;
    EXPECT_EQ(details.mfa, std::nullopt) << value;
    EXPECT_EQ(details.ec2_role_delivery, "") << value;
  }
  EXPECT_EQ(DetailsOf({{"readOnly", "17"}}).read_only, std::nullopt);
}

TEST(DetailsBuilder, LeavesOutKeysThatAreTooLongAndControlCharacters) {
  const auto key = [](const std::string& text) {
    return DetailsOf({{"userIdentity",
                       R"({"type":"IAMUser","arn":"arn:aws:iam::111122223333:)"
                       R"(user/a","accessKeyId":")" +
                           text + "\"}"}})
        .access_key_id;
  };
  const std::string longest(CallDetails::kAccessKeyBytesMax, 'K');
  EXPECT_EQ(key(longest), longest);
  EXPECT_EQ(key(longest + "K"), "");
  EXPECT_EQ(key(R"(AKIA\u0000)"), "");
  EXPECT_EQ(DetailsOf({{"awsRegion", R"("us\neast")"}}).region, "");
}

TEST(DetailsBuilder, CutsLongArns) {
  const std::string arn =
      "arn:aws:iam::111122223333:user/" + std::string(400, 'u');
  const CallDetails details =
      DetailsOf({{"userIdentity", R"({"type":"IAMUser","arn":")" + arn + "\"}"},
                 {"resources", R"([{"ARN":")" + arn + "\"}]"}});
  EXPECT_EQ(details.identity_arn, arn.substr(0, CallDetails::kTextBytesMax));
  EXPECT_EQ(details.assets.at(0), arn.substr(0, CallDetails::kTextBytesMax));
}

TEST(DetailsBuilder, TakesTheFirstArnsOfTheResourcesEachOnce) {
  EXPECT_EQ(DetailsOf({{"requestParameters", "null"},
                       {"resources",
                        R"([{"accountId":"1"},{"ARN":"no arn"},"x",)"
                        R"({"ARN":"arn:aws:s3:::a"},{"arn":"arn:aws:s3:::a"},)"
                        R"({"ARN":17},{"ARN":"arn:aws:s3:::b"},)"
                        R"({"ARN":"arn:aws:s3:::c"}])"}})
                .assets,
            (Texts{"arn:aws:s3:::a", "arn:aws:s3:::b"}));
}

TEST(DetailsBuilder, ReadsNothingUnlessItIsAskedFor) {
  RecordParser::Options options;
  options.reads_details = false;
  const ParsedRecord record = RecordParser(options).Parse(SampleRecord());
  EXPECT_TRUE(record.ok());
  EXPECT_EQ(record.event.details, CallDetails());
}

TEST(DetailsBuilder, ReadsDeepParametersAsFarAsTheRecordMayGo) {
  const auto nested = [](int levels) {
    return R"({"a":)" + std::string(levels, '[') + std::string(levels, ']') +
           "}";
  };
  EXPECT_NE(
      DetailsOf({{"requestParameters", nested(120)}}).parameters_fingerprint,
      0U);
  EXPECT_EQ(Parse(SampleRecord({{"requestParameters", nested(200)}})).ok(),
            false);
  // As text they are no part of the record's own depth.
  EXPECT_EQ(DetailsOf({{"requestParameters", JsonText(nested(200))}})
                .parameters_fingerprint,
            0U);
}

TEST(DetailsBuilder, ReadsElasticsNames) {
  const ParsedRecord record = Parse(
      R"({"@timestamp":"2024-02-29T12:00:01.000Z","cloud":{"account":{"id":)"
      R"("111122223333"},"region":"us-east-2"},"event":{"action":"AssumeRole",)"
      R"("id":"e-1","provider":"sts.amazonaws.com"},"aws":{"cloudtrail":{)"
      R"("read_only":true,"request_parameters":"{durationSeconds=900}",)"
      R"("response_elements":"{\"credentials\":{\"accessKeyId\":\"ASIA2\"}}",)"
      R"("flattened":{"request_parameters":{"durationSeconds":900}},)"
      R"("resources":[{"arn":"arn:aws:iam::111122223333:role/a"}],)"
      R"("user_identity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:)"
      R"(user/a","access_key_id":"AKIA1","session_context":{"creation_date":)"
      R"("2024-02-29T12:00:01Z","mfa_authenticated":"true"}}}}})");
  ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
  const CallDetails& details = record.event.details;
  EXPECT_EQ(details.identity_arn, "arn:aws:iam::111122223333:user/a");
  EXPECT_EQ(details.access_key_id, "AKIA1");
  EXPECT_EQ(details.issued_access_key_id, "ASIA2");
  EXPECT_EQ(details.region, "us-east-2");
  EXPECT_EQ(details.session_created_seconds, kSampleTime);
  EXPECT_EQ(details.mfa, true);
  EXPECT_EQ(details.read_only, true);
  EXPECT_EQ(details.assets, Texts{"arn:aws:iam::111122223333:role/a"});
  EXPECT_EQ(details.parameters, Texts{"durationSeconds=900"});
}

TEST(DetailsBuilder, ReadsTheNamesOfTheOpenSchema) {
  const ParsedRecord record = Parse(
      R"({"class_uid":6003,"metadata":{"uid":"e-1","version":"1.1.0"},)"
      R"("time":1709208001000,"api":{"operation":"CreateUser","service":)"
      R"({"name":"iam.amazonaws.com"},"request":{"data":{"userName":"bob"}},)"
      R"("response":{"data":{"accessKey":{"accessKeyId":"AKIA2"}}}},)"
      R"("actor":{"user":{"type":"IAMUser","uid":"arn:aws:iam::111122223333:)"
      R"(user/a","credential_uid":"AKIA1"},"session":{"created_time":)"
      R"(1709208001000,"is_mfa":true}},"unmapped":{"readOnly":"false"},)"
      R"("resources":[{"uid":"arn:aws:iam::111122223333:user/carl"}],)"
      R"("cloud":{"account":{"uid":"111122223333"},"region":"us-east-1"}})");
  ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
  const CallDetails& details = record.event.details;
  EXPECT_EQ(details.identity_arn, "arn:aws:iam::111122223333:user/a");
  EXPECT_EQ(details.access_key_id, "AKIA1");
  EXPECT_EQ(details.issued_access_key_id, "AKIA2");
  EXPECT_EQ(details.session_created_seconds, kSampleTime);
  EXPECT_EQ(details.mfa, true);
  EXPECT_EQ(details.read_only, false);
  EXPECT_EQ(details.assets, (Texts{"arn:aws:iam::111122223333:user/carl",
                                   "arn:aws:iam::111122223333:user/bob"}));
  EXPECT_EQ(details.parameters, Texts{"userName=bob"});
}

}  // namespace
}  // namespace farcall
