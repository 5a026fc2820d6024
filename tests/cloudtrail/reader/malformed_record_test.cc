// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "cloudtrail/encoding/limits.h"
#include "cloudtrail/reader/record_parser.h"
#include "inputs/limits.h"
#include "tests/cloudtrail/sample_record.h"

namespace farcall {
namespace {

void ExpectError(const ParsedRecord& record, std::string_view field,
                 FieldErrorReason reason) {
  const FieldError error = ErrorOf(record);
  EXPECT_EQ(error.field, field);
  EXPECT_EQ(error.reason, reason) << error.message;
  EXPECT_FALSE(error.message.empty());
}

TEST(MalformedRecord, HasAFieldThatIsMissing) {
  for (const char* field :
       {"eventID", "eventTime", "eventSource", "eventName"}) {
    for (const char* absent : {"", "null", R"("")"}) {
      ExpectError(Parse(SampleRecord({{field, absent}})), field,
                  FieldErrorReason::kMissing);
    }
  }
}

TEST(MalformedRecord, HasAFieldOfTheWrongType) {
  for (const char* field : {"eventID", "eventTime", "eventSource", "eventName",
                            "sourceIPAddress", "recipientAccountId"}) {
    for (const char* value : {"true", "{}", "[]"}) {
      ExpectError(Parse(SampleRecord({{field, value}})), field,
                  FieldErrorReason::kWrongType);
    }
  }
  EXPECT_EQ(ErrorOf(Parse(SampleRecord({{"eventID", "17"}}))).message,
            "eventID is a number; it must be text");
}

TEST(MalformedRecord, CostsNoCallWhereTheScoreCanDoWithout) {
  for (const char* field :
       {"errorCode", "errorMessage", "userAgent", "awsRegion"}) {
    for (const char* value : {"17", "1.5", "true", "{}", "[]", R"(["text"])"}) {
      const ParsedRecord record = Parse(SampleRecord({{field, value}}));
      EXPECT_TRUE(record.ok()) << field << " " << value;
    }
  }
  EXPECT_EQ(Parse(SampleRecord({{"errorCode", "403"}})).event.error_code,
            "403");
  EXPECT_EQ(
      Parse(SampleRecord({{"userAgent", R"(["aws-cli/2"])"}})).event.user_agent,
      "aws-cli/2");
}

TEST(MalformedRecord, GetsBackTheZerosOfAnAccountThatIsANumber) {
  const ParsedRecord record = Parse(SampleRecord(
      {{"recipientAccountId", "1122223333"},
       {"userIdentity", R"({"type":"Root","accountId":1122223333})"}}));
  ASSERT_TRUE(record.ok()) << ErrorOf(record).message;
  EXPECT_EQ(record.event.account, "001122223333");
  EXPECT_EQ(record.event.principal, "001122223333:root");
}

TEST(MalformedRecord, HasAnIdentityOfTheWrongType) {
  const auto expect = [](const std::string& identity, std::string_view field) {
    ExpectError(Parse(SampleRecord({{"userIdentity", identity}})), field,
                FieldErrorReason::kWrongType);
  };
  for (const std::string name :
       {"type", "arn", "accountId", "principalId", "userName",
        "identityProvider", "invokedBy", "sourceIdentity"}) {
    for (const char* value : {"true", "{}", "[]"}) {
      expect("{\"" + name + "\":" + value + "}", "userIdentity." + name);
    }
  }
  for (const char* value : {"17", "true", "[]"}) {
    expect(value, "userIdentity");
    expect(std::string(R"({"sessionContext":)") + value + "}",
           "userIdentity.sessionContext");
    expect(std::string(R"({"onBehalfOf":)") + value + "}",
           "userIdentity.onBehalfOf");
    expect(std::string(R"({"sessionContext":{"sessionIssuer":)") + value + "}}",
           "userIdentity.sessionContext.sessionIssuer");
    expect(std::string(R"({"sessionContext":{"sessionIssuer":{"arn":)") +
               value + "}}}",
           "userIdentity.sessionContext.sessionIssuer.arn");
  }
  EXPECT_EQ(
      ErrorOf(Parse(SampleRecord({{"userIdentity", R"({"arn":17,"type":1})"}})))
          .message,
      "userIdentity.type is a number; it must be text");
}

TEST(MalformedRecord, HasATimeThatIsNone) {
  const ParsedRecord record =
      Parse(SampleRecord({{"eventTime", R"("a while\u0000ago")"}}));
  ExpectError(record, "eventTime", FieldErrorReason::kInvalid);
  EXPECT_EQ(
      ErrorOf(record).message,
      "eventTime is \"a while?ago\", which is neither an ISO 8601 time nor "
      "Unix time");
  ExpectError(
      Parse(SampleRecord({{"eventTime", ""}, {"@timestamp", R"("soon")"}})),
      "@timestamp", FieldErrorReason::kInvalid);
}

TEST(MalformedRecord, StillTellsWhichEventItIs) {
  const ParsedRecord record = Parse(SampleRecord({{"eventTime", "true"}}));
  EXPECT_EQ(record.event.event_id, "11111111-aaaa-4aaa-8aaa-000000000001");
  EXPECT_EQ(record.event.command, "iam:CreateUser");
  EXPECT_EQ(record.event.principal, "arn:aws:iam::111122223333:user/alice");
}

TEST(MalformedRecord, TellsItsFirstErrorOnly) {
  ExpectError(Parse(SampleRecord({{"eventName", ""}, {"eventID", ""}})),
              "eventID", FieldErrorReason::kMissing);
}

struct Limit {
  std::string field;
  size_t bytes_max;
};

class LimitedField : public testing::TestWithParam<Limit> {
 protected:
  static ParsedRecord ParseWith(size_t bytes) {
    return Parse(
        SampleRecord({{GetParam().field, JsonText(std::string(bytes, 'x'))}}));
  }
};

TEST_P(LimitedField, MayBeAsLongAsItsLimit) {
  EXPECT_TRUE(ParseWith(GetParam().bytes_max).ok());
}

TEST_P(LimitedField, MayNotBeLonger) {
  const ParsedRecord record = ParseWith(GetParam().bytes_max + 1);
  ExpectError(record, GetParam().field, FieldErrorReason::kTooLarge);
  const std::string message = ErrorOf(record).message;
  EXPECT_NE(message.find("bytes; at most "), message.npos) << message;
}

INSTANTIATE_TEST_SUITE_P(
    MalformedRecord, LimitedField,
    testing::Values(Limit{"eventID", kEventIdBytesMax},
                    Limit{"sourceIPAddress", kSourceAddressBytesMax},
                    Limit{"errorCode", kErrorCodeBytesMax},
                    Limit{"eventName",
                          kCommandBytesMax - std::string("iam:").size()}),
    [](const auto& test) { return test.param.field; });

TEST(MalformedRecord, HasAServiceThatIsTooLong) {
  const auto with_source = [](size_t bytes) {
    return Parse(
        SampleRecord({{"eventSource", JsonText(std::string(bytes, 'x'))}}));
  };
  const size_t rest = std::string(":CreateUser").size();
  EXPECT_TRUE(with_source(kCommandBytesMax - rest).ok());
  const ParsedRecord record = with_source(kCommandBytesMax - rest + 1);
  ExpectError(record, "eventName", FieldErrorReason::kTooLarge);
  EXPECT_EQ(ErrorOf(record).message,
            "eventName gives a command of 257 bytes; at most 256 are allowed");
  ExpectError(with_source(kCommandBytesMax + 1), "eventSource",
              FieldErrorReason::kTooLarge);
}

TEST(MalformedRecord, HasAPrincipalThatIsTooLong) {
  const auto with_name = [](size_t bytes) {
    return Parse(SampleRecord(
        {{"userIdentity", R"({"type":"IAMUser","arn":"arn:aws:iam::1:user/)" +
                              std::string(bytes, 'x') + "\"}"}}));
  };
  const size_t prefix = std::string("arn:aws:iam::1:user/").size();
  EXPECT_TRUE(with_name(kPrincipalBytesMax - prefix).ok());
  ExpectError(with_name(kPrincipalBytesMax - prefix + 1), "userIdentity",
              FieldErrorReason::kTooLarge);
}

TEST(MalformedRecord, KeepsNothingThatIsTooLong) {
  const ParsedRecord record =
      Parse(SampleRecord({{"eventID", JsonText(std::string(10 << 20, 'x'))}}));
  ExpectError(record, "eventID", FieldErrorReason::kTooLarge);
  EXPECT_EQ(record.event.event_id, "");
  EXPECT_LT(ErrorOf(record).message.size(), size_t{200});
}

TEST(MalformedRecord, HasAControlCharacterInAKey) {
  for (const char* c :
       {R"(\u0000)", R"(\n)", R"(\u001f)", R"(\u007f)", R"(\t)"}) {
    const std::string value = "\"twelve" + std::string(c) + "letters\"";
    for (const char* field : {"eventID", "eventSource", "eventName",
                              "sourceIPAddress", "errorCode"}) {
      ExpectError(Parse(SampleRecord({{field, value}})), field,
                  FieldErrorReason::kInvalid);
    }
    ExpectError(Parse(SampleRecord(
                    {{"userIdentity",
                      R"({"type":"IAMUser","arn":"arn:aws:iam::1:user/)" +
                          std::string(c) + "\"}"}})),
                "userIdentity", FieldErrorReason::kInvalid);
  }
}

TEST(MalformedRecord, FindsAControlCharacterAtAnyPlace) {
  for (size_t size = 1; size < 40; ++size) {
    for (size_t at = 0; at < size; ++at) {
      std::string id(size, '~');
      id.replace(at, 1, R"(\u0001)");
      ExpectError(Parse(SampleRecord({{"eventID", "\"" + id + "\""}})),
                  "eventID", FieldErrorReason::kInvalid);
    }
  }
}

TEST(MalformedRecord, HasAServiceThatWouldBlurItsCommand) {
  ExpectError(Parse(SampleRecord({{"eventSource", R"("my:service")"}})),
              "eventSource", FieldErrorReason::kInvalid);
}

TEST(MalformedRecord, IsEmpty) {
  for (const char* json : {"", " \r\n\t", "\xEF\xBB\xBF"}) {
    ExpectError(Parse(json), "record", FieldErrorReason::kMissing);
  }
}

TEST(MalformedRecord, IsNoObject) {
  for (const char* json : {"17", "-1.5e3", "true", "null", R"("text")"}) {
    ExpectError(Parse(json), "record", FieldErrorReason::kWrongType);
  }
  for (const char* json : {"[17]", R"({"Records":[17]})", "{}"}) {
    ExpectError(Parse(json), "record", FieldErrorReason::kInvalid);
  }
}

TEST(MalformedRecord, IsNotJson) {
  for (const std::string& json :
       {std::string("{"), std::string("hello"), std::string(R"({"a":})"),
        std::string(R"({"a":1,})"), std::string(R"({'a':1})"),
        std::string(R"({"a":"\x"})"), std::string(R"({"a":01})"),
        std::string(R"({"a":[1}})"), std::string("{\"a\":\"\n\"}"),
        std::string("EventId,EventName\n1,2"), std::string(8, '\0')}) {
    ExpectError(Parse(json), "record", FieldErrorReason::kMalformed);
  }
}

TEST(MalformedRecord, IsNotUtf8) {
  for (const char* bytes : {"\xFF", "\xC3(", "\xED\xA0\x80", "\xF8\x88\x80"}) {
    const ParsedRecord record =
        Parse(SampleRecord({{"userAgent", "\"" + std::string(bytes) + "\""}}));
    ExpectError(record, "record", FieldErrorReason::kMalformed);
    EXPECT_EQ(ErrorOf(record).message, "record is not valid UTF-8");
  }
}

TEST(MalformedRecord, IsNestedTooDeeply) {
  const auto nested = [](size_t levels) {
    return Parse(
        SampleRecord({{"requestParameters", std::string(levels, '[') + "1" +
                                                std::string(levels, ']')}}));
  };
  EXPECT_TRUE(nested(kJsonDepthMax - 2).ok());
  ExpectError(nested(kJsonDepthMax), "record", FieldErrorReason::kTooLarge);
  ExpectError(nested(1 << 20), "record", FieldErrorReason::kTooLarge);
  ExpectError(Parse(std::string(1 << 20, '{')), "record",
              FieldErrorReason::kMalformed);
}

// Whatever the bytes are, there is an outcome, and a good one has its fields.

std::vector<std::string> ValidRecords() {
  return {
      SampleRecord(),
      R"({"Records":[)" + SampleRecord() + "]}",
      R"({"detail":)" + SampleRecord() + "}",
      R"({"CloudTrailEvent":)" + JsonText(SampleRecord()) + "}",
      SampleRecord(
          {{"userIdentity", R"({"type":"AssumedRole","arn":"arn:aws:sts::1:)"
                            R"(assumed-role/r/s@example.com","sessionContext":)"
                            R"({"sourceIdentity":"\u00e9","sessionIssuer":)"
                            R"({"arn":"arn:aws:iam::1:role/r"}}})"}}),
      (R"({"@timestamp":"2024-02-29T12:00:01Z","event":{"id":"1",)"
       R"("action":"A","provider":"iam.amazonaws.com"},"source":)"
       R"({"geo":{"country_iso_code":"SE"}},"aws":{"cloudtrail":{}}})"),
  };
}

void ExpectAnOutcome(RecordParser& parser, const std::string& json) {
  const ParsedRecord record = parser.Parse(json);
  if (record.ok()) {
    EXPECT_FALSE(record.event.event_id.empty());
    EXPECT_FALSE(record.event.command.empty());
  } else if (const auto* error = std::get_if<FieldError>(&record.outcome)) {
    EXPECT_FALSE(error->field.empty());
    EXPECT_FALSE(error->message.empty());
  }
  EXPECT_LE(record.event.event_id.size(), kEventIdBytesMax);
  EXPECT_LE(record.event.principal.size(), kPrincipalBytesMax);
  EXPECT_LE(record.event.command.size(), kCommandBytesMax);
  EXPECT_EQ(record.event.command.find('\0'), std::string::npos);
  EXPECT_EQ(record.event.principal.find('\0'), std::string::npos);
}

TEST(MalformedRecord, HasAnOutcomeWhereverItIsCut) {
  RecordParser parser;
  for (const std::string& record : ValidRecords()) {
    for (size_t size = 0; size < record.size(); ++size) {
      ExpectAnOutcome(parser, record.substr(0, size));
      EXPECT_FALSE(parser.Parse(record.substr(0, size)).ok());
    }
  }
}

TEST(MalformedRecord, HasAnOutcomeWhicheverBytesAreFlipped) {
  std::mt19937 random(20240229);
  RecordParser parser;
  for (const std::string& record : ValidRecords()) {
    for (int round = 0; round < 2000; ++round) {
      std::string changed = record;
      const size_t changes = 1 + random() % 4;
      for (size_t i = 0; i < changes; ++i) {
        char& byte = changed[random() % changed.size()];
        byte =
            static_cast<char>(round % 2 == 0 ? byte ^ (1 << random() % 8)
                                             : "{}[]\",:\\0nu"[random() % 11]);
      }
      ExpectAnOutcome(parser, changed);
    }
  }
}

TEST(MalformedRecord, NamesAnIdentityOfTheWrongType) {
  for (const char* identity : {"5", "true", "[1]"}) {
    const ParsedRecord record =
        RecordParser().Parse((R"({"eventVersion":"1.08","eventID":"e-1",
        "eventTime":"2025-11-24T10:00:00Z","eventSource":"s3.amazonaws.com",
        "eventName":"GetObject","userIdentity":)" +
                              std::string(identity) + "}"));
    const auto* error = std::get_if<FieldError>(&record.outcome);
    ASSERT_NE(error, nullptr) << identity;
    EXPECT_EQ(error->field, "userIdentity");
    EXPECT_EQ(error->reason, FieldErrorReason::kWrongType);
  }
}

}  // namespace
}  // namespace farcall
