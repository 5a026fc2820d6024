// SPDX-License-Identifier: Apache-2.0

// What InputReader reads of structured events beyond what they are scored by.
#include <gtest/gtest.h>

#include <string>

#include "server/handlers/input_reader.h"
#include "server/wire/proto_convert.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1764000000;  // 2025-11-24

using Texts = std::vector<std::string>;

v1::Event Least() {
  v1::Event event;
  event.set_event_id("e-1");
  event.mutable_event_time()->set_seconds(kNow);
  event.set_account("111122223333");
  event.set_command("iam:CreateAccessKey");
  return event;
}

v1::Event Full() {
  v1::Event event = Least();
  event.set_identity_arn("arn:aws:iam::111122223333:user/alice");
  event.set_access_key_id("AKIA1");
  event.set_issued_access_key_id("AKIA2");
  event.set_region("us-east-1");
  event.set_read_only(false);
  event.set_mfa_authenticated(true);
  event.mutable_session_creation_time()->set_seconds(kNow - 60);
  event.set_ec2_role_delivery("2.0");
  event.add_resources("arn:aws:iam::111122223333:user/carl");
  event.set_request_parameters_json(R"({"userName":"bob"})");
  return event;
}

ParsedRecord Read(const v1::Event& event, InputReader& reader) {
  v1::EventInput input;
  *input.mutable_event() = event;
  return reader.Read(InputOf(input));
}

ParsedRecord Read(const v1::Event& event) {
  InputReader reader({.record_bytes_max = 4096}, PrincipalStrategy::kAuto,
                     kNow);
  return Read(event, reader);
}

void ExpectError(const v1::Event& event, const std::string& field,
                 FieldErrorReason reason) {
  const ParsedRecord record = Read(event);
  const auto* error = std::get_if<FieldError>(&record.outcome);
  ASSERT_NE(error, nullptr) << field << " was accepted";
  EXPECT_EQ(error->field, field);
  EXPECT_EQ(error->reason, reason) << error->message;
  EXPECT_NE(error->message.find(field), std::string::npos) << error->message;
}

TEST(InputDetails, AreTakenAsSent) {
  const ParsedRecord record = Read(Full());
  ASSERT_TRUE(record.ok());
  const CallDetails& details = record.event.details;
  EXPECT_EQ(details.identity_arn, "arn:aws:iam::111122223333:user/alice");
  EXPECT_EQ(details.access_key_id, "AKIA1");
  EXPECT_EQ(details.issued_access_key_id, "AKIA2");
  EXPECT_EQ(details.region, "us-east-1");
  EXPECT_EQ(details.read_only, false);
  EXPECT_EQ(details.mfa, true);
  EXPECT_EQ(details.session_created_seconds, kNow - 60);
  EXPECT_EQ(details.ec2_role_delivery, "2.0");
  EXPECT_EQ(details.assets, (Texts{"arn:aws:iam::111122223333:user/carl",
                                   "arn:aws:iam::111122223333:user/bob"}));
  EXPECT_EQ(details.parameters, Texts{"userName=bob"});
}

TEST(InputDetails, AreEmptyWhereNothingIsSent) {
  EXPECT_EQ(Read(Least()).event.details, CallDetails());
}

TEST(InputDetails, AreThoseOfTheRecord) {
  v1::EventInput raw;
  raw.mutable_cloudtrail_record()->set_json(
      R"({"eventVersion":"1.08","eventID":"e-1","readOnly":false,)"
      R"("eventTime":"2025-11-24T10:00:00Z","eventName":"CreateAccessKey",)"
      R"("eventSource":"iam.amazonaws.com","awsRegion":"us-east-1",)"
      R"("recipientAccountId":"111122223333","sourceIPAddress":"91.0.0.1",)"
      R"("requestParameters":{"userName":"bob"},"responseElements":)"
      R"({"accessKey":{"accessKeyId":"AKIA2"}},"resources":[{"ARN":)"
      R"("arn:aws:iam::111122223333:user/carl"}],"userIdentity":{"type":)"
      R"("IAMUser","arn":"arn:aws:iam::111122223333:user/alice",)"
      R"("accessKeyId":"AKIA1","sessionContext":{"ec2RoleDelivery":"2.0",)"
      R"("attributes":{"creationDate":"2025-11-24T15:59:00Z",)"
      R"("mfaAuthenticated":"true"}}}})");
  InputReader reader({}, PrincipalStrategy::kAuto, kNow);
  EXPECT_EQ(reader.Read(InputOf(raw)).event.details,
            Read(Full()).event.details);
}

TEST(InputDetails, AreNotReadUnlessAskedFor) {
  RecordParser::Options options;
  options.reads_details = false;
  InputReader reader({}, options, kNow);
  const ParsedRecord record = Read(Full(), reader);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.event.details, CallDetails());
}

TEST(InputDetails, MayBeAsLongAsTheirLimits) {
  v1::Event event = Full();
  event.set_identity_arn(std::string(2048, 'a'));
  event.set_access_key_id(std::string(128, 'k'));
  event.set_issued_access_key_id(std::string(128, 'k'));
  event.set_region(std::string(64, 'r'));
  event.set_ec2_role_delivery(std::string(16, '2'));
  event.clear_resources();
  for (int i = 0; i < 16; ++i) {
    event.add_resources("arn:aws:s3:::" + std::string(2035, 'b'));
  }
  const ParsedRecord record = Read(event);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.event.details.identity_arn,
            std::string(CallDetails::kTextBytesMax, 'a'));
  EXPECT_EQ(record.event.details.access_key_id.size(), 128U);
  EXPECT_EQ(record.event.details.assets.at(0).size(),
            CallDetails::kTextBytesMax);
}

TEST(InputDetails, BeyondTheirLimitsAreErrorsOfTheirField) {
  const auto expect_too_large = [](const char* field, auto set) {
    v1::Event event = Full();
    set(event);
    ExpectError(event, field, FieldErrorReason::kTooLarge);
  };
  expect_too_large("identity_arn", [](v1::Event& event) {
    event.set_identity_arn(std::string(2049, 'a'));
  });
  expect_too_large("access_key_id", [](v1::Event& event) {
    event.set_access_key_id(std::string(129, 'k'));
  });
  expect_too_large("issued_access_key_id", [](v1::Event& event) {
    event.set_issued_access_key_id(std::string(129, 'k'));
  });
  expect_too_large("region", [](v1::Event& event) {
    event.set_region(std::string(65, 'r'));
  });
  expect_too_large("ec2_role_delivery", [](v1::Event& event) {
    event.set_ec2_role_delivery(std::string(17, '2'));
  });
  expect_too_large("resources", [](v1::Event& event) {
    event.add_resources(std::string(2049, 'a'));
  });
  expect_too_large("resources", [](v1::Event& event) {
    for (int i = 0; i < 16; ++i) event.add_resources("arn:aws:s3:::b");
  });
  expect_too_large("request_parameters_json", [](v1::Event& event) {
    event.set_request_parameters_json(std::string(4097, ' '));
  });
}

TEST(InputDetails, AreErrorsWhereTheyHoldControlCharacters) {
  v1::Event event = Full();
  event.set_access_key_id("AKIA\n");
  ExpectError(event, "access_key_id", FieldErrorReason::kInvalid);
  event = Full();
  event.add_resources("arn:aws:s3:::\x7f");
  ExpectError(event, "resources", FieldErrorReason::kInvalid);
}

TEST(InputDetails, HaveASessionTimeThatIsOne) {
  v1::Event event = Full();
  event.mutable_session_creation_time()->set_nanos(-1);
  ExpectError(event, "session_creation_time", FieldErrorReason::kInvalid);
  event.mutable_session_creation_time()->set_nanos(0);
  event.mutable_session_creation_time()->set_seconds(-1);
  ExpectError(event, "session_creation_time", FieldErrorReason::kOutOfRange);
  event.mutable_session_creation_time()->set_seconds(253402300800);
  ExpectError(event, "session_creation_time", FieldErrorReason::kOutOfRange);
}

TEST(InputDetails, LeaveOutParametersThatAreNoJsonObject) {
  for (const char* json : {"{", "[]", "17", "null", "text", R"("{}")", "\xff",
                           R"({"a":"\xff"})", "{} {}"}) {
    v1::Event event = Full();
    event.set_request_parameters_json(json);
    const ParsedRecord record = Read(event);
    ASSERT_TRUE(record.ok()) << json;
    EXPECT_EQ(record.event.details.parameters_fingerprint, 0U) << json;
    EXPECT_EQ(record.event.details.parameters, Texts()) << json;
  }
}

TEST(InputDetails, TakeArnsAloneOfTheResources) {
  v1::Event event = Least();
  event.add_resources("bucket");
  event.add_resources("arn:aws:s3:::b");
  EXPECT_EQ(Read(event).event.details.assets, Texts{"arn:aws:s3:::b"});
}

}  // namespace
}  // namespace farcall
