// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/role_answer.h"

#include <simdjson.h>

#include "absl/status/status.h"
#include "ingest/aws/json_text.h"
#include "text/concat.h"

namespace farcall {

absl::StatusOr<AwsCredentials> ReadRoleAnswer(std::string_view provider,
                                              const std::string& json) {
  const auto refused = [provider](std::string_view reason) {
    return absl::UnavailableError(Concat({provider, ": the answer ", reason}));
  };
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(json).get(root) != simdjson::SUCCESS) {
    return refused("is no JSON");
  }
  const std::string_view code = TextMember(root, "Code");
  if (!code.empty() && code != "Success") return refused("is no success");
  AwsCredentials credentials{
      .access_key_id = std::string(TextMember(root, "AccessKeyId")),
      .secret_access_key = std::string(TextMember(root, "SecretAccessKey")),
      .session_token = std::string(TextMember(root, "Token"))};
  if (credentials.access_key_id.empty()) return refused("has no AccessKeyId");
  if (credentials.secret_access_key.empty()) {
    return refused("has no SecretAccessKey");
  }
  const std::string_view expiration = TextMember(root, "Expiration");
  std::string error;
  if (!expiration.empty() &&
      !absl::ParseTime(absl::RFC3339_full, std::string(expiration),
                       &credentials.expiration, &error)) {
    return refused("has an Expiration that is no time");
  }
  return credentials;
}

}  // namespace farcall
