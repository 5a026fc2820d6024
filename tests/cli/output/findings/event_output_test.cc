// SPDX-License-Identifier: Apache-2.0
#include "cli/output/findings/event_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/cli/output/findings/sample_card.h"

namespace farcall {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::ordered_json;

std::string Drawn(const std::vector<v1::EventFact>& events) {
  std::ostringstream out;
  WriteEventTable(events, 0, Charset::kUtf8, out);
  return out.str();
}

TEST(EventTable, HasARowForEachCall) {
  EXPECT_EQ(Drawn({SampleEvent()}),
            "TIME                  SCORE  COMMAND         CLASS        ORIGIN  "
            "ADDRESS       ADDRESS CLASS  KEY                   ISSUED KEY     "
            "       "
            "ERROR         ASSETS\n"
            "2026-01-02T03:04:05Z  88.25  iam:CreateUser  PERSISTENCE  VN      "
            "198.51.100.7  INTERNET       AKIAIOSFODNN7EXAMPLE  "
            "AKIAI44QH8DHBEXAMPLE  "
            "AccessDenied  arn:aws:iam::111122223333:user/backup\n");
}

TEST(EventTable, LeavesOutColumnsOfWhichNoCallHasAnything) {
  v1::EventFact bare;
  bare.set_command("iam:ListUsers");
  EXPECT_EQ(Drawn({bare}),
            "TIME  SCORE  COMMAND\n-      0.00  iam:ListUsers\n");
  v1::EventFact failed = bare;
  failed.set_error_code("AccessDenied");
  EXPECT_EQ(Drawn({bare, failed}),
            "TIME  SCORE  COMMAND        ERROR\n"
            "-      0.00  iam:ListUsers  -\n"
            "-      0.00  iam:ListUsers  AccessDenied\n");
}

TEST(EventTable, ShowsNoControlCharacters) {
  v1::EventFact event = SampleEvent();
  event.set_error_code("a\x1b[2Jb");
  event.set_assets(0, "c\nd");
  EXPECT_THAT(Drawn({event}), HasSubstr("a?[2Jb  c?d\n"));
}

TEST(EventJson, HasAllThatIsKept) {
  EXPECT_EQ(EventLine(SampleEvent()),
            R"({"event_id":"e1","event_time":"2026-01-02T03:04:05Z",)"
            R"("command":"iam:CreateUser","command_class":"PERSISTENCE",)"
            R"("region":"us-east-1","account":"111122223333","origin":"VN",)"
            R"("source_address":"198.51.100.7","address_class":"INTERNET",)"
            R"("identity_arn":"arn:aws:iam::111122223333:user/alice",)"
            R"("access_key_id":"AKIAIOSFODNN7EXAMPLE",)"
            R"("issued_access_key_id":"AKIAI44QH8DHBEXAMPLE",)"
            R"("user_agent":"Boto3/1.34.69","error_code":"AccessDenied",)"
            R"("read_only":false,"mfa":true,"ec2_role_delivery":"2.0",)"
            R"("assets":["arn:aws:iam::111122223333:user/backup"],)"
            R"("parameters":["userName=backup"],)"
            R"("parameters_fingerprint":"fedcba9876543210","score":88.25})");
}

TEST(EventJson, HasNullForWhatIsNotKept) {
  const Json full = Json::parse(EventLine(SampleEvent()));
  const Json empty = Json::parse(EventLine(v1::EventFact()));
  EXPECT_EQ(full.size(), empty.size());
  for (const char* key : {"event_time", "command_class", "source_address",
                          "address_class", "access_key_id", "error_code",
                          "read_only", "mfa", "parameters_fingerprint"}) {
    EXPECT_TRUE(empty[key].is_null()) << key;
  }
  EXPECT_EQ(empty["assets"], Json::array());
}

}  // namespace
}  // namespace farcall
