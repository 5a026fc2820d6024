// SPDX-License-Identifier: Apache-2.0
#include "server/handlers/input_reader.h"

#include <gtest/gtest.h>

#include <iterator>
#include <random>
#include <string>

#include "server/wire/proto_convert.h"

namespace farcall {
namespace {

constexpr int64_t kNow = 1764000000;  // 2025-11-24

v1::EventInput Structured() {
  v1::EventInput input;
  v1::Event& event = *input.mutable_event();
  event.set_event_id("e-1");
  event.mutable_event_time()->set_seconds(kNow - 60);
  event.set_account("111122223333");
  event.set_principal("arn:aws:iam::111122223333:user/alice");
  event.set_command("iam:CreateUser");
  event.set_source_address("91.0.0.1");
  return input;
}

v1::EventInput Raw(std::string json) {
  v1::EventInput input;
  input.mutable_cloudtrail_record()->set_json(std::move(json));
  return input;
}

ParsedRecord Read(const v1::EventInput& input, RequestLimits limits = {}) {
  return InputReader(limits, PrincipalStrategy::kAuto, kNow)
      .Read(InputOf(input));
}

void ExpectError(const v1::EventInput& input, const std::string& field,
                 FieldErrorReason reason, RequestLimits limits = {}) {
  const ParsedRecord record = Read(input, limits);
  const auto* error = std::get_if<FieldError>(&record.outcome);
  ASSERT_NE(error, nullptr) << field << " was accepted";
  EXPECT_EQ(error->field, field);
  EXPECT_EQ(error->reason, reason) << error->message;
  EXPECT_NE(error->message.find(field), std::string::npos) << error->message;
}

TEST(InputReader, TakesAStructuredEvent) {
  const ParsedRecord record = Read(Structured());
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.event.event_id, "e-1");
  EXPECT_EQ(record.event.event_time_seconds, kNow - 60);
  EXPECT_EQ(record.event.principal_kind, PrincipalKind::kUser);
  EXPECT_EQ(record.event.command, "iam:CreateUser");
}

TEST(InputReader, TakesWhatTellsWhetherToBelieveAStructuredEvent) {
  EXPECT_FALSE(Read(Structured()).event.unauthenticated);
  EXPECT_FALSE(Read(Structured()).event.invoked_by_aws);
  v1::EventInput input = Structured();
  input.mutable_event()->set_unauthenticated(true);
  input.mutable_event()->set_vpc_endpoint_id("vpce-a0d0");
  input.mutable_event()->set_invoked_by("AWS Internal");
  const ParsedRecord record = Read(input);
  ASSERT_TRUE(record.ok());
  EXPECT_TRUE(record.event.unauthenticated);
  EXPECT_EQ(record.event.vpc_endpoint_id, "vpce-a0d0");
  EXPECT_TRUE(record.event.invoked_by_aws);
}

TEST(InputReader, TellsWhetherAVpcEndpointIsTheAccountsOwn) {
  v1::EventInput input = Structured();
  input.mutable_event()->set_vpc_endpoint_id("vpce-a0d0");
  EXPECT_FALSE(Read(input).event.vpc_endpoint_is_own);
  input.mutable_event()->set_vpc_endpoint_account_id("999999999999");
  EXPECT_FALSE(Read(input).event.vpc_endpoint_is_own);
  input.mutable_event()->set_vpc_endpoint_account_id("111122223333");
  EXPECT_TRUE(Read(input).event.vpc_endpoint_is_own);
  input.mutable_event()->set_vpc_endpoint_account_id("mine");
  ExpectError(input, "vpc_endpoint_account_id", FieldErrorReason::kInvalid);
}

TEST(InputReader, TellsAFailedSignInOfAStructuredEventAsOfARecord) {
  v1::EventInput input = Structured();
  input.mutable_event()->set_command("signin:ConsoleLogin");
  EXPECT_FALSE(Read(input).event.unauthenticated);
  input.mutable_event()->set_error_code("Failure");
  EXPECT_TRUE(Read(input).event.unauthenticated);
}

TEST(InputReader, RefusesWhatIsNoVpcEndpoint) {
  for (const std::string& id :
       {std::string("vpc-1"), std::string("vpce-"), std::string("vpce-A|b"),
        "vpce-" + std::string(60, '0')}) {
    v1::EventInput input = Structured();
    input.mutable_event()->set_vpc_endpoint_id(id);
    ExpectError(input, "vpc_endpoint_id", FieldErrorReason::kInvalid);
  }
}

TEST(InputReader, TakesARawRecordWithTheCallersCountry) {
  v1::EventInput input = Raw(
      R"({"eventVersion":"1.08","eventID":"e-2",
      "eventTime":"2025-11-24T10:00:00Z","eventSource":"s3.amazonaws.com",
      "eventName":"GetObject","sourceIPAddress":"91.0.0.1",
      "userIdentity":{"type":"IAMUser",
      "arn":"arn:aws:iam::111122223333:user/bob"}})");
  input.mutable_cloudtrail_record()->set_country("FR");
  const ParsedRecord record = Read(input);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.event.command, "s3:GetObject");
  EXPECT_EQ(record.event.country, "FR");
}

TEST(InputReader, TakesTheRoleOfASession) {
  v1::EventInput input = Structured();
  v1::Event& event = *input.mutable_event();
  EXPECT_EQ(Read(input).event.role, "");
  event.set_principal("arn:aws:sts::111122223333:assumed-role/Engineer/x");
  event.set_role("arn:aws:iam::111122223333:role/Engineer");
  EXPECT_EQ(Read(input).event.role, event.role());
  event.clear_principal();
  ExpectError(input, "role", FieldErrorReason::kInvalid);
  event.set_principal("arn:aws:sts::111122223333:assumed-role/Engineer/x");
  event.set_role("Engineer");
  ExpectError(input, "role", FieldErrorReason::kInvalid);
  event.set_role("arn:aws:iam::111122223333:role/" + std::string(512, 'x'));
  ExpectError(input, "role", FieldErrorReason::kTooLarge);
}

TEST(InputReader, TakesTheInstanceOfASession) {
  v1::EventInput input = Structured();
  v1::Event& event = *input.mutable_event();
  EXPECT_EQ(Read(input).event.instance_id, "");
  event.set_principal("arn:aws:iam::111122223333:role/web");
  event.set_instance_id("i-0dbc91f429e48eeed");
  EXPECT_EQ(Read(input).event.instance_id, "i-0dbc91f429e48eeed");
  event.clear_principal();
  ExpectError(input, "instance_id", FieldErrorReason::kInvalid);
  event.set_principal("arn:aws:iam::111122223333:role/web");
  event.set_instance_id("web-1");
  ExpectError(input, "instance_id", FieldErrorReason::kInvalid);
}

TEST(InputReader, NamesWhatIsMissing) {
  ExpectError(v1::EventInput(), "input", FieldErrorReason::kMissing);
  ExpectError(Raw(""), "json", FieldErrorReason::kMissing);
  v1::EventInput input = Structured();
  input.mutable_event()->clear_event_id();
  ExpectError(input, "event_id", FieldErrorReason::kMissing);
  input = Structured();
  input.mutable_event()->clear_event_time();
  ExpectError(input, "event_time", FieldErrorReason::kMissing);
  input = Structured();
  input.mutable_event()->clear_command();
  ExpectError(input, "command", FieldErrorReason::kMissing);
}

TEST(InputReader, HoldsEveryTextToItsLimit) {
  const std::string long_text(4000, 'x');
  v1::EventInput input = Structured();
  input.mutable_event()->set_event_id(long_text);
  ExpectError(input, "event_id", FieldErrorReason::kTooLarge);
  EXPECT_EQ(Read(input).event.event_id, "") << "not cut within a character";
  input = Structured();
  input.mutable_event()->set_principal(long_text);
  ExpectError(input, "principal", FieldErrorReason::kTooLarge);
  input = Structured();
  input.mutable_event()->set_source_address(long_text);
  ExpectError(input, "source_address", FieldErrorReason::kTooLarge);
  ExpectError(Raw(long_text), "json", FieldErrorReason::kTooLarge,
              {.record_bytes_max = 100});
}

TEST(InputReader, RefusesTimesThatCannotBe) {
  v1::EventInput input = Structured();
  input.mutable_event()->mutable_event_time()->set_seconds(0);
  ExpectError(input, "event_time", FieldErrorReason::kOutOfRange);
  input.mutable_event()->mutable_event_time()->set_seconds(kNow + 901);
  ExpectError(input, "event_time", FieldErrorReason::kOutOfRange);
  input.mutable_event()->mutable_event_time()->set_seconds(kNow + 900);
  EXPECT_TRUE(Read(input).ok());
  ExpectError(Raw(R"({"eventID":"e","eventTime":"1970-01-01T00:00:00Z",
      "eventSource":"s3.amazonaws.com","eventName":"GetObject"})"),
              "eventTime", FieldErrorReason::kOutOfRange);
}

TEST(InputReader, TakesALeapSecondForTheNextMinute) {
  const ParsedRecord record =
      Read(Raw(R"({"eventID":"e","eventTime":"2016-12-31T23:59:60Z",
      "eventSource":"s3.amazonaws.com","eventName":"GetObject"})"));
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record.event.event_time_seconds, 1483228800);  // 2017-01-01
}

TEST(InputReader, RefusesWhatHasNotItsForm) {
  v1::EventInput input = Structured();
  for (const char* country : {"Germany", "de", "EU", "ZZ", "@private"}) {
    input.mutable_event()->set_country(country);
    ExpectError(input, "country", FieldErrorReason::kInvalid);
  }
  input = Structured();
  input.mutable_event()->set_account("12");
  ExpectError(input, "account", FieldErrorReason::kInvalid);
  input = Structured();
  input.mutable_event()->set_principal(std::string("a\0b", 3));
  ExpectError(input, "principal", FieldErrorReason::kInvalid);
  for (const char* command : {"CreateUser", ":CreateUser", "iam:"}) {
    input = Structured();
    input.mutable_event()->set_command(command);
    ExpectError(input, "command", FieldErrorReason::kInvalid);
  }
}

// The quick way of plain events finds nothing right that the whole rule finds
// wrong: that rule is taken where the texts are not known to be printable.
TEST(InputReader, SaysTheSameWhateverIsKnownOfTheTexts) {
  std::mt19937_64 random(11);
  const std::string texts[] = {"",
                               "a",
                               ":",
                               "iam:CreateUser",
                               "111122223333",
                               "11112222333x",
                               "DE",
                               "91.0.0.1",
                               "arn:aws:iam::111122223333:user/alice",
                               "arn:aws:iam::111122223333:role/deploy",
                               "i-0dbc91f429e48eeed",
                               "vpce-a0d0",
                               std::string(129, 'x'),
                               std::string(3000, 'y')};
  const auto any = [&]() -> std::string_view {
    return texts[random() % std::size(texts)];
  };
  InputReader reader(RequestLimits{}, PrincipalStrategy::kAuto, kNow);
  int whole = 0;
  for (int round = 0; round < 20000; ++round) {
    StructuredEvent sent{.event_id = "e-1",
                         .event_time = SentTime{.seconds = kNow},
                         .account = "111122223333",
                         .principal = texts[8],
                         .command = "iam:CreateUser",
                         .source_address = "91.0.0.1"};
    std::string_view* const fields[] = {&sent.event_id,
                                        &sent.account,
                                        &sent.principal,
                                        &sent.command,
                                        &sent.source_address,
                                        &sent.country,
                                        &sent.error_code,
                                        &sent.user_agent,
                                        &sent.error_message,
                                        &sent.invoked_by,
                                        &sent.role,
                                        &sent.instance_id,
                                        &sent.vpc_endpoint_id,
                                        &sent.vpc_endpoint_account_id,
                                        &sent.identity_arn,
                                        &sent.access_key_id,
                                        &sent.issued_access_key_id,
                                        &sent.region,
                                        &sent.ec2_role_delivery,
                                        &sent.request_parameters_json};
    for (size_t i = random() % 3; i > 0; --i) {
      *fields[random() % std::size(fields)] = any();
    }
    if (random() % 20 == 0) sent.event_time.reset();
    if (random() % 20 == 0) sent.event_time = SentTime{.nanos = -1};
    if (random() % 20 == 0) sent.session_creation_time = SentTime{.nanos = -1};
    if (random() % 20 == 0) sent.session_creation_time = SentTime{.seconds = 7};
    if (random() % 20 == 0) sent.resources.Add(any());
    const ParsedRecord unknown = reader.Read(sent);
    sent.is_printable_ascii = true;
    const ParsedRecord known = reader.Read(sent);
    ASSERT_EQ(known.ok(), unknown.ok());
    whole += known.ok() ? 1 : 0;
    EXPECT_EQ(known.event.principal_kind, unknown.event.principal_kind);
    EXPECT_EQ(known.event.source_address, unknown.event.source_address);
    if (known.ok()) continue;
    EXPECT_EQ(std::get<FieldError>(known.outcome).message,
              std::get<FieldError>(unknown.outcome).message);
  }
  EXPECT_GT(whole, 5000);
}

// Events are used again for other tenants' inputs.
TEST(InputReader, LeavesNothingOfWhatAnEventHeld) {
  v1::EventInput full = Structured();
  v1::Event& event = *full.mutable_event();
  event.set_role("arn:aws:iam::111122223333:role/Engineer");
  event.set_instance_id("i-0dbc91f429e48eeed");
  event.set_vpc_endpoint_id("vpce-a0d0");
  event.set_vpc_endpoint_account_id("111122223333");
  event.set_country("DE");
  event.set_error_code("AccessDenied");
  event.set_error_message("no");
  event.set_user_agent("aws-cli");
  event.set_session_credential_from_console(true);
  event.set_invoked_by("AWS Internal");
  event.set_unauthenticated(true);
  event.set_identity_arn("arn:aws:iam::111122223333:user/alice");
  event.set_access_key_id("AKIA1");
  event.set_issued_access_key_id("AKIA2");
  event.set_region("us-east-1");
  event.set_ec2_role_delivery("2.0");
  event.set_read_only(true);
  event.set_mfa_authenticated(true);
  event.mutable_session_creation_time()->set_seconds(kNow);
  event.add_resources("arn:aws:s3:::a");
  event.set_request_parameters_json(R"({"userName":"bob"})");
  v1::EventInput sparse;
  sparse.mutable_event()->set_event_id("e-2");
  sparse.mutable_event()->mutable_event_time()->set_seconds(kNow);
  sparse.mutable_event()->set_command("s3:GetObject");
  v1::EventInput refused = sparse;
  refused.mutable_event()->clear_command();
  InputReader reader(RequestLimits{}, PrincipalStrategy::kAuto, kNow);
  for (const v1::EventInput& next :
       {sparse, refused, Raw("{}"), Raw(""), v1::EventInput()}) {
    Event used;
    ASSERT_TRUE(reader.ReadInto(InputOf(full), used).ok());
    Event fresh;
    reader.ReadInto(InputOf(next), used);
    reader.ReadInto(InputOf(next), fresh);
    EXPECT_EQ(used.event_id, fresh.event_id);
    EXPECT_EQ(used.event_time_seconds, fresh.event_time_seconds);
    EXPECT_EQ(used.account + used.principal + used.role + used.instance_id, "");
    EXPECT_EQ(used.principal_kind, PrincipalKind::kNone);
    EXPECT_EQ(used.command, fresh.command);
    EXPECT_EQ(used.source_address + used.vpc_endpoint_id + used.country, "");
    EXPECT_EQ(used.error_code + used.error_message + used.user_agent, "");
    EXPECT_FALSE(used.vpc_endpoint_is_own || used.from_console);
    EXPECT_FALSE(used.invoked_by_aws || used.unauthenticated);
    EXPECT_EQ(used.details, CallDetails());
  }
}

TEST(InputReader, TellsServicesFromNobody) {
  v1::EventInput input = Structured();
  input.mutable_event()->clear_principal();
  EXPECT_EQ(Read(input).event.principal_kind, PrincipalKind::kNone);
  input.mutable_event()->set_source_address("cloudformation.amazonaws.com");
  EXPECT_EQ(Read(input).event.principal_kind, PrincipalKind::kService);
}

}  // namespace
}  // namespace farcall
