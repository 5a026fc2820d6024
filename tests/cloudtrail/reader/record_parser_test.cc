// SPDX-License-Identifier: Apache-2.0
#include "cloudtrail/reader/record_parser.h"

#include <gtest/gtest.h>

#include "inputs/limits.h"
#include "tests/cloudtrail/sample_record.h"

namespace farcall {
namespace {

constexpr char kServiceIdentity[] =
    R"({"type":"AWSService","invokedBy":"cloudtrail.amazonaws.com"})";

Event EventOf(const JsonMembers& changes) {
  const ParsedRecord record = Parse(SampleRecord(changes));
  EXPECT_TRUE(record.ok()) << ErrorOf(record).message;
  return record.event;
}

TEST(RecordParser, ReadsAllThatAnEventHas) {
  const Event event = EventOf({});
  EXPECT_EQ(event.event_id, "11111111-aaaa-4aaa-8aaa-000000000001");
  EXPECT_EQ(event.event_time_seconds, kSampleTime);
  EXPECT_EQ(event.account, "111122223333");
  EXPECT_EQ(event.principal, "arn:aws:iam::111122223333:user/alice");
  EXPECT_EQ(event.principal_kind, PrincipalKind::kUser);
  EXPECT_EQ(event.command, "iam:CreateUser");
  EXPECT_EQ(event.source_address, "198.51.100.7");
  EXPECT_EQ(event.country, "");
  EXPECT_EQ(event.error_code, "");
  EXPECT_EQ(event.user_agent, "aws-cli/2.15");
}

TEST(RecordParser, TellsThatACallIsOfAConsoleSession) {
  const auto from_console = [](const std::string& value) {
    return EventOf({{"sessionCredentialFromConsole", value}}).from_console;
  };
  for (const char* yes : {R"("true")", "true", R"(["true"])"}) {
    EXPECT_TRUE(from_console(yes)) << yes;
  }
  for (const char* no : {R"("false")", "false", "null", R"("")", "1", "{}"}) {
    EXPECT_FALSE(from_console(no)) << no;
  }
  EXPECT_FALSE(EventOf({}).from_console);
}

TEST(RecordParser, KeepsNothingOfTheRecordBefore) {
  RecordParser parser;
  parser.Parse(SampleRecord({{"errorCode", R"("AccessDenied")"}}));
  const ParsedRecord record =
      parser.Parse(SampleRecord({{"userIdentity", ""}, {"userAgent", ""}}));
  EXPECT_TRUE(record.ok());
  EXPECT_EQ(record.event.error_code, "");
  EXPECT_EQ(record.event.principal, "");
  EXPECT_EQ(record.event.user_agent, "");
}

TEST(RecordParser, CanBeMoved) {
  RecordParser parser;
  RecordParser other = std::move(parser);
  EXPECT_TRUE(other.Parse(SampleRecord()).ok());
}

TEST(RecordParser, TakesTheStrategyForPrincipals) {
  const std::string record = SampleRecord(
      {{"userIdentity",
        R"({"type":"AssumedRole","arn":"arn:aws:sts::111122223333:)"
        R"(assumed-role/ops/ann@example.com","accountId":"111122223333",)"
        R"("sessionContext":{"sessionIssuer":{"type":"Role",)"
        R"("arn":"arn:aws:iam::111122223333:role/ops"}}})"}});
  EXPECT_EQ(Parse(record).event.principal,
            "111122223333:human/ann@example.com");
  EXPECT_EQ(Parse(record, PrincipalStrategy::kRole).event.principal,
            "arn:aws:iam::111122223333:role/ops");
  EXPECT_EQ(Parse(record, PrincipalStrategy::kSession).event.principal,
            "arn:aws:sts::111122223333:assumed-role/ops/ann@example.com");
}

TEST(RecordParser, NamesTheRoleOfASessionUnlessItIsTooLongToBeKept) {
  const auto role_of = [](const std::string& role) {
    return EventOf(
               {{"userIdentity",
                 R"({"type":"AssumedRole","arn":"arn:aws:sts::111122223333:)"
                 R"(assumed-role/ops/ann@example.com",)"
                 R"("accountId":"111122223333",)"
                 R"("sessionContext":{"sessionIssuer":{"type":"Role",)"
                 R"("arn":")" +
                     role + R"("}}})"}})
        .role;
  };
  const std::string role = "arn:aws:iam::111122223333:role/";
  EXPECT_EQ(role_of(role + "ops"), role + "ops");
  EXPECT_EQ(role_of(role + std::string(kPrincipalBytesMax, 'x')), "");
  EXPECT_EQ(EventOf({}).role, "");
}

// Time.

TEST(RecordParser, TakesTheTimestampWhereTheEventTimeIsAbsent) {
  for (const char* absent : {"", "null", R"("")"}) {
    const Event event =
        EventOf({{"eventTime", absent},
                 {"@timestamp", R"("2024-02-29T12:00:01.000Z")"}});
    EXPECT_EQ(event.event_time_seconds, kSampleTime);
  }
  EXPECT_EQ(
      EventOf({{"@timestamp", R"("1999-01-01T00:00:00Z")"}}).event_time_seconds,
      kSampleTime);
}

// Source address.

TEST(RecordParser, KeepsAddressesAsRecorded) {
  for (const char* address :
       {"2001:db8::7", "cloudformation.amazonaws.com", "AWS Internal",
        "aws.internal", "192.168.10.20", "0.0.0.0", "198.51.100.007",
        "300.1.1.1", "30.*.0.210", "somewhere, over there"}) {
    EXPECT_EQ(EventOf({{"sourceIPAddress", JsonText(address)}}).source_address,
              address);
  }
}

TEST(RecordParser, TakesTheLastAddressOfAListThatIsNotPrivate) {
  for (const char* list :
       {"198.51.100.7, 10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.1",
        "203.0.113.9, 198.51.100.7", ",198.51.100.7"}) {
    EXPECT_EQ(EventOf({{"sourceIPAddress", JsonText(list)}}).source_address,
              "198.51.100.7")
        << list;
  }
}

TEST(RecordParser, ReadsTheVpcEndpointOfACall) {
  const auto endpoint = [](const std::string& value) {
    return EventOf({{"vpcEndpointId", value}}).vpc_endpoint_id;
  };
  EXPECT_EQ(endpoint(R"("vpce-0123456789abcdef0")"), "vpce-0123456789abcdef0");
  EXPECT_EQ(EventOf({{"vpcendpointid", R"("vpce-a0d0")"}}).vpc_endpoint_id,
            "vpce-a0d0");
  for (const char* none : {"null", R"("")", R"("-")", "7", "{}", R"("...")"}) {
    EXPECT_EQ(endpoint(none), "") << none;
  }
}

TEST(RecordParser, TellsWhetherAVpcEndpointIsTheAccountsOwn) {
  const auto own = [](const std::string& owner) {
    return EventOf({{"vpcEndpointId", R"("vpce-a0d0")"},
                    {"vpcEndpointAccountId", owner}})
        .vpc_endpoint_is_own;
  };
  EXPECT_TRUE(own(R"("111122223333")"));
  EXPECT_TRUE(own("111122223333"));
  for (const char* not_own : {R"("999999999999")", "null", R"("")", "{}"}) {
    EXPECT_FALSE(own(not_own)) << not_own;
  }
}

TEST(RecordParser, TellsThatAwsMadeTheCallForSomebody) {
  const auto by_aws = [](const std::string& invoked_by) {
    const Event event = EventOf(
        {{"userIdentity",
          R"({"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice",)"
          R"("accountId":"111122223333","invokedBy":)" +
              JsonText(invoked_by) + "}"}});
    return event.invoked_by_aws;
  };
  EXPECT_TRUE(by_aws("AWS Internal"));
  EXPECT_TRUE(by_aws("signin.amazonaws.com"));
  EXPECT_FALSE(by_aws("somebody"));
  EXPECT_FALSE(by_aws(""));
}

TEST(RecordParser, TellsThatAnIdentityIsThereAndNotRead) {
  const auto unread = [](const JsonMembers& changes) {
    const ParsedRecord record = Parse(SampleRecord(changes));
    EXPECT_TRUE(record.ok()) << ErrorOf(record).message;
    EXPECT_EQ(record.event.principal, "");
    return record.identity_unread;
  };
  for (const char* identity :
       {R"("{type=IAMUser, arn=arn:aws:iam::111122223333:user/alice}")",
        R"({"kind":"IAMUser","who":"alice"})",
        R"({"type":"AssumedRole","principalId":"AROA:session"})"}) {
    EXPECT_TRUE(unread({{"userIdentity", identity}})) << identity;
  }
  EXPECT_TRUE(unread({{"userIdentity", ""}, {"userName", R"("alice")"}}));
  for (const char* identity :
       {"", "{}", R"("")",
        R"({"type":"AWSService","invokedBy":"AWS Internal"})",
        R"({"type":"Unknown","principalId":"Anonymous"})",
        R"({"type":"AWSAccount","accountId":"ANONYMOUS_PRINCIPAL"})",
        R"({"accountId":"111122223333"})",
        R"({"type":"IAMUser","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"})"}) {
    EXPECT_FALSE(unread({{"userIdentity", identity}})) << identity;
  }
  EXPECT_FALSE(Parse(SampleRecord()).identity_unread);
}

TEST(RecordParser, TellsThatAPartOfTheIdentityIsNotRead) {
  const std::string begin =
      R"({"type":"AssumedRole","arn":"arn:aws:sts::111122223333:)"
      R"(assumed-role/deploy/i-1",)";
  for (const char* part :
       {R"("sessionContext":"{sessionissuer={type=Role, arn=x}}"})",
        R"("sessionContext":{"sessionIssuer":"{'type': 'Role'}"}})",
        R"("onBehalfOf":"{userid=1-2}"})"}) {
    const ParsedRecord record =
        Parse(SampleRecord({{"userIdentity", begin + part}}));
    ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
    EXPECT_EQ(record.event.principal, "arn:aws:iam::111122223333:role/deploy");
    EXPECT_TRUE(record.identity_unread) << part;
  }
  for (const char* part :
       {R"("sessionContext":""})", R"("sessionContext":"{}"})",
        R"("sessionContext":"{\"attributes\":{}}","onBehalfOf":null})"}) {
    EXPECT_FALSE(
        Parse(SampleRecord({{"userIdentity", begin + part}})).identity_unread)
        << part;
  }
}

TEST(RecordParser, ReadsTheIdentityInEveryForm) {
  const std::string identity =
      R"({"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice"})";
  for (const JsonMembers& changes : std::vector<JsonMembers>{
           {{"userIdentity", JsonText(identity)}},
           {{"userIdentity", ""}, {"USERIDENTITY", identity}},
           {{"userIdentity", ""},
            {"userIdentity.type", R"("IAMUser")"},
            {"userIdentity.arn", R"("arn:aws:iam::111122223333:user/alice")"}},
           {{"userIdentity", ""},
            {"UserIdentityType", R"("IAMUser")"},
            {"UserIdentityArn", R"("arn:aws:iam::111122223333:user/alice")"}},
       }) {
    EXPECT_EQ(EventOf(changes).principal,
              "arn:aws:iam::111122223333:user/alice");
  }
  const std::string role = "arn:aws:iam::111122223333:role/ci/deploy";
  for (
      const char* context :
      {R"({"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/ci/deploy"}})",
       R"("{\"sessionIssuer\":{\"ARN\":\"arn:aws:iam::111122223333:role/ci/deploy\"}}")"}) {
    EXPECT_EQ(EventOf({{"userIdentity",
                        R"({"type":"AssumedRole","arn":"arn:aws:sts::)"
                        R"(111122223333:assumed-role/deploy/i-1",)"
                        R"("sessionContext":)" +
                            std::string(context) + "}"}})
                  .principal,
              role);
  }
}

TEST(RecordParser, CountsAnAddendumAsTheEventThatItCorrects) {
  EXPECT_EQ(EventOf({{"addendum", R"({"reason":"UPDATED_DATA",)"
                                  R"("originalEventID":"e-original"})"}})
                .event_id,
            "e-original");
  EXPECT_EQ(EventOf({{"addendum", R"({"reason":"DELIVERY_DELAY"})"}}).event_id,
            "11111111-aaaa-4aaa-8aaa-000000000001");
}

TEST(RecordParser, ReadsRecordsWithoutAnAddress) {
  for (const char* absent : {"", "null", R"("")"}) {
    EXPECT_EQ(EventOf({{"sourceIPAddress", absent}}).source_address, "");
  }
}

TEST(RecordParser, GivesTheOriginOfAServiceToWhatAServiceDoes) {
  const Event own = EventOf({{"userIdentity", kServiceIdentity},
                             {"sourceIPAddress", R"("config.amazonaws.com")"}});
  EXPECT_EQ(own.principal_kind, PrincipalKind::kService);
  EXPECT_EQ(own.principal, "");
  EXPECT_EQ(own.source_address, "config.amazonaws.com");

  const Event for_user = EventOf(
      {{"userIdentity",
        R"({"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/alice",)"
        R"("invokedBy":"athena.amazonaws.com"})"}});
  EXPECT_EQ(for_user.principal_kind, PrincipalKind::kService);
  EXPECT_EQ(for_user.principal, "");
  EXPECT_EQ(for_user.source_address, "athena.amazonaws.com");
}

TEST(RecordParser, ReadsIdentitiesOfServiceEvents) {
  const Event event =
      EventOf({{"userIdentity", R"({"accountId":"111122223333",)"
                                R"("invokedBy":"ec2.amazonaws.com"})"},
               {"sourceIPAddress", R"("ec2.amazonaws.com")"},
               {"eventType", R"("AwsServiceEvent")"},
               {"recipientAccountId", ""}});
  EXPECT_EQ(event.principal_kind, PrincipalKind::kService);
  EXPECT_EQ(event.source_address, "ec2.amazonaws.com");
  EXPECT_EQ(event.account, "111122223333");
}

TEST(RecordParser, KeepsThePersonBehindAwsInternal) {
  const Event event =
      EventOf({{"userIdentity",
                R"({"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/)"
                R"(alice","invokedBy":"AWS Internal"})"},
               {"sourceIPAddress", R"("AWS Internal")"}});
  EXPECT_EQ(event.principal, "arn:aws:iam::111122223333:user/alice");
  EXPECT_EQ(event.source_address, "AWS Internal");
}

TEST(RecordParser, KeepsThePersonBehindTheConsolesSignIn) {
  const Event event =
      EventOf({{"userIdentity",
                R"({"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/)"
                R"(alice","invokedBy":"signin.amazonaws.com"})"},
               {"sourceIPAddress", R"("198.51.100.7")"}});
  EXPECT_EQ(event.principal, "arn:aws:iam::111122223333:user/alice");
  EXPECT_EQ(event.source_address, "198.51.100.7");
}

// Identity.

TEST(RecordParser, ReadsTheIdentityFromAllItsLevels) {
  const auto principal = [](const char* identity) {
    return EventOf({{"userIdentity", identity}}).principal;
  };
  EXPECT_EQ(
      principal(R"({"type":"AssumedRole","arn":"arn:aws:sts::111122223333:)"
                R"(assumed-role/ops/x","accountId":"111122223333",)"
                R"("sessionContext":{"sourceIdentity":"erin",)"
                R"("sessionIssuer":{"arn":"arn:aws:iam::1:role/ops"}}})"),
      "111122223333:human/erin");
  EXPECT_EQ(principal(R"({"type":"IdentityCenterUser","arn":"",)"
                      R"("accountId":"111122223333",)"
                      R"("onBehalfOf":{"userId":"u-1"}})"),
            "111122223333:human/u-1");
  EXPECT_EQ(principal(R"({"type":"SAMLUser","userName":"g",)"
                      R"("principalId":"i:g","identityProvider":"i"})"),
            "111122223333:saml/i/g");
}

TEST(RecordParser, ReadsAnEmptySessionIssuer) {
  EXPECT_EQ(EventOf({{"userIdentity",
                      R"({"type":"IAMUser","arn":"arn:aws:iam::1:user/al",)"
                      R"("sessionContext":{"sessionIssuer":{}}})"}})
                .principal,
            "arn:aws:iam::1:user/al");
}

TEST(RecordParser, ScoresEventsOfWhichNobodyCanBeNamed) {
  for (const char* identity :
       {"", "null", R"("alice")", "{}", R"({"type":"Unknown"})",
        R"({"type":"AssumedRole","sessionContext":"none"})",
        R"({"type":"AWSAccount","accountId":"ANONYMOUS_PRINCIPAL"})",
        R"({"type":"IAMUser","accountId":"111122223333","accessKeyId":"",
        "userName":"HIDDEN_DUE_TO_SECURITY_REASONS"})"}) {
    const Event event = EventOf({{"userIdentity", identity}});
    EXPECT_EQ(event.principal_kind, PrincipalKind::kNone) << identity;
    EXPECT_EQ(event.principal, "");
    EXPECT_EQ(event.command, "iam:CreateUser");
  }
}

TEST(RecordParser, LeavesOutAnAccountThatIsNoNumber) {
  EXPECT_EQ(EventOf({{"recipientAccountId", R"("700***")"}}).account,
            "111122223333");
  EXPECT_EQ(
      EventOf({{"recipientAccountId", R"("700***")"}, {"userIdentity", ""}})
          .account,
      "");
}

// Errors of the call.

TEST(RecordParser, ReadsErrorCodes) {
  const auto code = [](const JsonMembers& changes) {
    return EventOf(changes).error_code;
  };
  EXPECT_EQ(code({{"errorCode", R"("AccessDenied")"}}), "AccessDenied");
  EXPECT_EQ(code({{"errorCode", R"("")"}}), "");
  EXPECT_EQ(code({{"errorCode", "null"}}), "");
  EXPECT_EQ(code({{"errorCode", R"("200")"}}), "");
  EXPECT_EQ(code({{"errorCode", R"("VpceAccessDenied")"},
                  {"eventCategory", R"("NetworkActivity")"}}),
            "VpceAccessDenied");
}

TEST(RecordParser, CallsAFailureWithoutACodeFailure) {
  const auto code = [](const JsonMembers& changes) {
    return EventOf(changes).error_code;
  };
  EXPECT_EQ(code({{"errorMessage", R"("Failed authentication")"}}), "Failure");
  JsonMembers login = {{"eventSource", R"("signin.amazonaws.com")"},
                       {"eventName", R"("ConsoleLogin")"},
                       {"responseElements", R"({"ConsoleLogin":"Failure"})"}};
  EXPECT_EQ(code(login), "Failure");
  login["responseElements"] = R"({"ConsoleLogin":"Success"})";
  EXPECT_EQ(code(login), "");
  login["responseElements"] = R"("{ConsoleLogin=Failure}")";
  EXPECT_EQ(code(login), "");
}

// Fields that matter little.

TEST(RecordParser, ReadsPastOddValuesOfFieldsItDoesNotNeed) {
  EventOf({{"requestParameters", R"("{a=b}")"},
           {"responseElements", R"("text")"},
           {"additionalEventData", "17"},
           {"readOnly", R"("true")"},
           {"awsRegion", ""},
           {"eventType", "[]"},
           {"eventCategory", "null"},
           {"addendum", R"({"originalEventID":"x"})"},
           {"insightDetails", "null"}});
}

TEST(RecordParser, ReadsTextOfAnyLanguageAndSize) {
  const std::string large(3 << 20, 'x');
  const Event event =
      EventOf({{"requestParameters", "{\"tags\":\"" + large + "\"}"},
               {"userIdentity",
                R"({"type":"IAMUser","arn":"arn:aws:iam::1:user/zo\u00eb"})"},
               {"userAgent", R"("日本語")"}});
  EXPECT_EQ(event.principal, "arn:aws:iam::1:user/zo\u00eb");
  EXPECT_EQ(event.user_agent, "日本語");
}

TEST(RecordParser, CutsLongUserAgentsBetweenCharacters) {
  const std::string agent(kUserAgentBytesMax - 1, 'a');
  EXPECT_EQ(EventOf({{"userAgent", JsonText(agent + "é")}}).user_agent, agent);
  EXPECT_EQ(EventOf({{"userAgent", JsonText(agent + "bc")}}).user_agent,
            agent + "b");
}

TEST(RecordParser, LetsTheLastOfSeveralMembersCount) {
  const ParsedRecord record =
      Parse(R"({"eventName":"A","eventSource":"x","eventID":"1",)"
            R"("eventTime":"2024-02-29T12:00:01Z","eventName":"B"})");
  EXPECT_EQ(record.event.command, "x:B");
}

// Skips.

SkipReason SkipOf(const ParsedRecord& record) {
  const auto* skip = std::get_if<SkipReason>(&record.outcome);
  EXPECT_NE(skip, nullptr);
  return skip == nullptr ? SkipReason{} : *skip;
}

TEST(RecordParser, SkipsDigests) {
  EXPECT_EQ(
      SkipOf(Parse(R"({"awsAccountId":"111122223333","digestStartTime":"x",)"
                   R"("digestS3Bucket":"b","digestS3Object":"o",)"
                   R"("logFiles":[]})")),
      SkipReason::kDigest);
}

TEST(RecordParser, SkipsInsights) {
  EXPECT_EQ(SkipOf(Parse(SampleRecord({{"eventCategory", R"("Insight")"}}))),
            SkipReason::kInsights);
  EXPECT_EQ(
      SkipOf(Parse(SampleRecord({{"eventType", R"("AwsCloudTrailInsight")"}}))),
      SkipReason::kInsights);
  const ParsedRecord record =
      Parse(R"({"eventVersion":"1.07","eventTime":"2024-02-29T12:00:01Z",)"
            R"("eventID":"i-1","insightDetails":{"state":"Start"}})");
  EXPECT_EQ(SkipOf(record), SkipReason::kInsights);
  EXPECT_EQ(record.event.event_id, "i-1");
  EXPECT_EQ(record.event.event_time_seconds, kSampleTime);
}

TEST(RecordParser, SkipsS3Notifications) {
  EXPECT_EQ(
      SkipOf(Parse(R"({"Records":[{"eventVersion":"2.1",)"
                   R"("eventSource":"aws:s3","eventName":"ObjectCreated:Put",)"
                   R"("eventTime":"2024-02-29T12:00:01.000Z",)"
                   R"("userIdentity":{"principalId":"A"},"s3":{}}]})")),
      SkipReason::kS3Notification);
  EXPECT_EQ(SkipOf(Parse(R"({"Service":"Amazon S3","Event":"s3:TestEvent",)"
                         R"("Time":"2024-02-29T12:00:01.000Z"})")),
            SkipReason::kS3Notification);
}

TEST(RecordParser, SkipsControlMessages) {
  EXPECT_EQ(
      SkipOf(Parse(R"({"messageType":"CONTROL_MESSAGE","owner":"x",)"
                   R"("logEvents":[{"id":"","message":"CWL CONTROL"}]})")),
      SkipReason::kControlMessage);
}

TEST(RecordParser, NamesSkipReasons) {
  EXPECT_EQ(SkipReasonName(SkipReason::kDigest), "digest");
  EXPECT_EQ(SkipReasonName(SkipReason::kInsights), "insights");
  EXPECT_EQ(SkipReasonName(SkipReason::kS3Notification), "s3_notification");
  EXPECT_EQ(SkipReasonName(SkipReason::kControlMessage), "control_message");
}

}  // namespace
}  // namespace farcall
