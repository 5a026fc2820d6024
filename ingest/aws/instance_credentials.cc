// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/instance_credentials.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "ingest/aws/aws_error.h"
#include "ingest/aws/role_answer.h"
#include "text/ascii.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr std::string_view kIpv4 = "http://169.254.169.254";
constexpr std::string_view kIpv6 = "http://[fd00:ec2::254]";
constexpr std::string_view kRoles =
    "/latest/meta-data/iam/security-credentials/";

std::string EndpointOf(const AwsEnvironment& environment) {
  std::string endpoint = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  while (endpoint.ends_with('/')) endpoint.pop_back();
  if (!endpoint.empty()) return endpoint;
  const std::string mode =
      environment("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
  return std::string(EqualsIgnoringCase(mode, "IPv6") ? kIpv6 : kIpv4);
}

std::string_view FirstLine(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

// Letters, digits and `+=,.@-_`: all that IAM allows.
bool IsRoleName(std::string_view name) {
  static constexpr std::string_view kOther = "+=,.@-_";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    const char lower = ToLowerAscii(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           kOther.find(c) != kOther.npos;
  });
}

}  // namespace

bool InstanceCredentials::IsAllowed(const AwsEnvironment& environment) {
  return !EqualsIgnoringCase(environment("AWS_EC2_METADATA_DISABLED"), "true");
}

InstanceCredentials::InstanceCredentials(const AwsEnvironment& environment,
                                         HttpClient& http)
    : endpoint_(EndpointOf(environment)), http_(http) {}

absl::StatusOr<AwsCredentials> InstanceCredentials::Fetch() {
  absl::StatusOr<std::string> token = Token();
  if (!token.ok()) return token.status();
  absl::StatusOr<std::string> role = Get(std::string(kRoles), *token);
  if (!role.ok()) return role.status();
  const std::string_view first = FirstLine(*role);
  if (!IsRoleName(first)) {
    return absl::FailedPreconditionError(
        "instance metadata: the instance has no role");
  }
  const absl::StatusOr<std::string> answer =
      Get(Concat({kRoles, first}), *token);
  if (!answer.ok()) return answer.status();
  return ReadRoleAnswer(name(), *answer);
}

absl::StatusOr<std::string> InstanceCredentials::Token() {
  HttpRequest request;
  request.method = "PUT";
  request.headers = {{"x-aws-ec2-metadata-token-ttl-seconds", "300"}};
  return Send(std::move(request), "/latest/api/token");
}

absl::StatusOr<std::string> InstanceCredentials::Get(const std::string& path,
                                                     const std::string& token) {
  HttpRequest request;
  request.headers = {{"x-aws-ec2-metadata-token", token}};
  return Send(std::move(request), path);
}

absl::StatusOr<std::string> InstanceCredentials::Send(HttpRequest request,
                                                      const std::string& path) {
  request.url = endpoint_ + path;
  request.connect_timeout = absl::Seconds(1);
  request.timeout = absl::Seconds(5);
  request.response_bytes_max = 64 << 10;
  request.route = HttpRequest::Route::kDirect;
  absl::StatusOr<HttpResponse> response = http_.Send(request);
  if (!response.ok()) {
    return absl::Status(response.status().code(),
                        Concat({"instance metadata: ",
                                std::string(response.status().message())}));
  }
  if (response->code == 200) return std::move(response->body);
  return AwsStatus("GetInstanceCredentials", endpoint_, *response);
}

}  // namespace farcall
