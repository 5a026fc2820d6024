// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/container_credentials.h"

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "ingest/aws/aws_error.h"
#include "ingest/aws/endpoint.h"
#include "ingest/aws/role_answer.h"
#include "ingest/aws/token_file.h"
#include "text/ascii.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr std::string_view kEcs = "http://169.254.170.2";
constexpr auto kHosts =
    std::to_array<std::string_view>({"169.254.170.2", "169.254.170.23",
                                     "[fd00:ec2::23]", "[::1]", "localhost"});

std::string_view WithoutPort(std::string_view host) {
  const size_t bracket = host.rfind(']');
  const size_t colon = host.rfind(':');
  const bool has_port =
      colon != host.npos && (bracket == host.npos || colon > bracket);
  return has_port ? host.substr(0, colon) : host;
}

// 127.0.0.0/8 in its usual form, not a name that begins like it.
bool IsLoopback(std::string_view host) {
  return host.starts_with("127.") && IsDigitsAndDots(host) &&
         std::count(host.begin(), host.end(), '.') == 3;
}

}  // namespace

bool IsCredentialsUrl(std::string_view url) {
  const absl::StatusOr<Endpoint> parsed =
      Endpoint::Parse(url.substr(0, url.find_first_of("?#")));
  if (!parsed.ok()) return false;
  if (parsed->scheme == "https") return true;
  const std::string_view host = WithoutPort(parsed->host);
  return IsLoopback(host) ||
         std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

bool ContainerCredentials::IsConfigured(const AwsEnvironment& environment) {
  return !environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").empty() ||
         !environment("AWS_CONTAINER_CREDENTIALS_FULL_URI").empty();
}

absl::StatusOr<std::string> ContainerCredentials::Url() const {
  const std::string relative =
      environment_("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  if (!relative.empty()) {
    if (relative.starts_with('/')) return Concat({kEcs, relative});
    return absl::FailedPreconditionError(
        "container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin "
        "with /");
  }
  std::string full = environment_("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (IsCredentialsUrl(full)) return full;
  return absl::FailedPreconditionError(
      "container: AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor of "
      "this machine, ECS or EKS");
}

absl::StatusOr<std::string> ContainerCredentials::Token() const {
  const std::string path =
      environment_("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  if (path.empty()) return environment_("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  absl::StatusOr<std::string> token = ReadTokenFile(path);
  if (token.ok()) return token;
  return absl::Status(
      token.status().code(),
      Concat({"container: ", std::string(token.status().message())}));
}

absl::StatusOr<AwsCredentials> ContainerCredentials::Fetch() {
  absl::StatusOr<std::string> url = Url();
  if (!url.ok()) return url.status();
  absl::StatusOr<std::string> token = Token();
  if (!token.ok()) return token.status();
  HttpRequest request;
  request.url = *std::move(url);
  request.timeout = absl::Seconds(10);
  request.route = HttpRequest::Route::kDirect;
  if (!token->empty()) {
    request.headers.emplace_back("authorization", *std::move(token));
  }
  const absl::StatusOr<HttpResponse> response = http_.Send(request);
  if (!response.ok()) return response.status();
  if (response->code != 200) {
    return AwsStatus("GetContainerCredentials", "container", *response);
  }
  return ReadRoleAnswer(name(), response->body);
}

}  // namespace farcall
