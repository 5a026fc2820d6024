// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "cloudtrail/reader/record_parser.h"

namespace farcall {

// Members of an object, name to raw JSON value.
using JsonMembers = std::map<std::string, std::string>;

inline std::string JsonObject(const JsonMembers& members) {
  std::string json;
  for (const auto& [name, value] : members) {
    json += json.empty() ? "{\"" : ",\"";
    json.append(name).append("\":").append(value);
  }
  return json.empty() ? "{}" : json + "}";
}

// `text` as a JSON string, for what has no control characters.
inline std::string JsonText(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json + "\"";
}

// A whole record of an IAM user, with members changed, or left out where the
// change is empty.
inline std::string SampleRecord(const JsonMembers& changes = {}) {
  JsonMembers members = {
      {"eventVersion", R"("1.09")"},
      {"userIdentity",
       R"({"type":"IAMUser","principalId":"AIDA111","arn":"arn:aws:iam::)"
       R"(111122223333:user/alice","accountId":"111122223333",)"
       R"("accessKeyId":"AKIA111","userName":"alice"})"},
      {"eventTime", R"("2024-02-29T12:00:01Z")"},
      {"eventSource", R"("iam.amazonaws.com")"},
      {"eventName", R"("CreateUser")"},
      {"awsRegion", R"("us-east-1")"},
      {"sourceIPAddress", R"("198.51.100.7")"},
      {"userAgent", R"("aws-cli/2.15")"},
      {"requestParameters", R"({"userName":"bob"})"},
      {"responseElements", "null"},
      {"eventID", R"("11111111-aaaa-4aaa-8aaa-000000000001")"},
      {"eventType", R"("AwsApiCall")"},
      {"eventCategory", R"("Management")"},
      {"recipientAccountId", R"("111122223333")"},
  };
  for (const auto& [name, value] : changes) {
    if (value.empty()) {
      members.erase(name);
    } else {
      members[name] = value;
    }
  }
  return JsonObject(members);
}

// Unix time of the sample record.
inline constexpr int64_t kSampleTime = 1709208001;

inline ParsedRecord Parse(
    const std::string& json,
    PrincipalStrategy strategy = PrincipalStrategy::kAuto) {
  return RecordParser(strategy).Parse(json);
}

inline FieldError ErrorOf(const ParsedRecord& record) {
  const auto* error = std::get_if<FieldError>(&record.outcome);
  return error == nullptr ? FieldError{"no error", {}, {}} : *error;
}

}  // namespace farcall
