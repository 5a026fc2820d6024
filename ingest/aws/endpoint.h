// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ingest/aws/environment.h"

namespace farcall {

// Where a service is: scheme and host, a port unless it is the scheme's own, a
// path that is usually empty.
struct Endpoint {
  std::string scheme;  // `https` or `http`
  std::string host;    // `sqs.eu-central-1.amazonaws.com`, `127.0.0.1:5000`
  std::string path;    // `` or `/prefix`, without a slash at its end

  // INVALID_ARGUMENT if `url` is no URL of http or https, or has a user's name,
  // a query or a fragment.
  static absl::StatusOr<Endpoint> Parse(std::string_view url);

  std::string Url() const;

  bool operator==(const Endpoint&) const = default;
};

// `eu-central-1`: lower-case letters, digits and hyphens. Only such a text may
// become part of a host's name.
bool IsRegion(std::string_view region);

// The domain of the partition that a region is in: `amazonaws.com`,
// `amazonaws.com.cn`.
std::string_view DomainOfRegion(std::string_view region);

// `https://SERVICE.REGION.amazonaws.com`. INVALID_ARGUMENT if `region` is none.
absl::StatusOr<Endpoint> RegionalEndpoint(std::string_view service,
                                          std::string_view region);

// The endpoint that AWS_ENDPOINT_URL_SERVICE or AWS_ENDPOINT_URL sets, nothing
// if neither is set. `service` in upper case: `S3`. INVALID_ARGUMENT names the
// variable.
absl::StatusOr<std::optional<Endpoint>> EndpointOverride(
    const AwsEnvironment& environment, const std::string& service);

// The region of `https://sqs.eu-central-1.amazonaws.com/111122223333/name`, of
// its older forms and of VPC endpoints; empty if the URL has none.
std::string RegionOfQueueUrl(std::string_view queue_url);

// The region to work in: `setting`, AWS_REGION, AWS_DEFAULT_REGION, that of the
// queue, in this order. INVALID_ARGUMENT if there is none, or it is wrong.
absl::StatusOr<std::string> ChooseRegion(std::string_view setting,
                                         const AwsEnvironment& environment,
                                         std::string_view queue_url);

}  // namespace farcall
