// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/web_identity_credentials.h"

#include <utility>

#include "absl/status/status.h"
#include "ingest/aws/aws_error.h"
#include "ingest/aws/token_file.h"
#include "ingest/aws/uri_encoding.h"
#include "ingest/aws/xml_text.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr std::string_view kDefaultSessionName = "farcall-ingest";

absl::StatusOr<AwsCredentials> ReadAnswer(const std::string& xml) {
  AwsCredentials credentials{
      .access_key_id = XmlText(xml, "AccessKeyId"),
      .secret_access_key = XmlText(xml, "SecretAccessKey"),
      .session_token = XmlText(xml, "SessionToken")};
  std::string error;
  if (credentials.access_key_id.empty() ||
      credentials.secret_access_key.empty() ||
      credentials.session_token.empty() ||
      !absl::ParseTime(absl::RFC3339_full, XmlText(xml, "Expiration"),
                       &credentials.expiration, &error)) {
    return absl::UnavailableError(
        "web identity: the answer of STS has no credentials");
  }
  return credentials;
}

}  // namespace

bool WebIdentityCredentials::IsConfigured(const AwsEnvironment& environment) {
  return !environment("AWS_WEB_IDENTITY_TOKEN_FILE").empty();
}

WebIdentityCredentials::WebIdentityCredentials(AwsEnvironment environment,
                                               Endpoint sts, HttpClient& http)
    : environment_(std::move(environment)), sts_(std::move(sts)), http_(http) {}

absl::StatusOr<std::string> WebIdentityCredentials::RequestBody() const {
  const std::string role = environment_("AWS_ROLE_ARN");
  if (role.empty()) {
    return absl::FailedPreconditionError(
        "web identity: AWS_WEB_IDENTITY_TOKEN_FILE is set, AWS_ROLE_ARN is "
        "not");
  }
  const absl::StatusOr<std::string> token =
      ReadTokenFile(environment_("AWS_WEB_IDENTITY_TOKEN_FILE"));
  if (!token.ok()) {
    return absl::Status(
        token.status().code(),
        Concat({"web identity: ", std::string(token.status().message())}));
  }
  std::string session = environment_("AWS_ROLE_SESSION_NAME");
  if (session.empty()) session = kDefaultSessionName;
  return Concat({"Action=AssumeRoleWithWebIdentity&Version=2011-06-15",
                 "&RoleArn=", PercentEncode(role),
                 "&RoleSessionName=", PercentEncode(session),
                 "&WebIdentityToken=", PercentEncode(*token)});
}

absl::StatusOr<AwsCredentials> WebIdentityCredentials::Fetch() {
  absl::StatusOr<std::string> body = RequestBody();
  if (!body.ok()) return body.status();
  HttpRequest request;
  request.method = "POST";
  request.url = sts_.Url() + "/";
  request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  request.body = *std::move(body);
  const absl::StatusOr<HttpResponse> response = http_.Send(request);
  if (!response.ok()) return response.status();
  if (response->code != 200) {
    return AwsStatus("AssumeRoleWithWebIdentity", sts_.Url(), *response);
  }
  return ReadAnswer(response->body);
}

}  // namespace farcall
