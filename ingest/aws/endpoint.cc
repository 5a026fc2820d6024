// SPDX-License-Identifier: Apache-2.0
#include "ingest/aws/endpoint.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "text/concat.h"

namespace farcall {
namespace {

constexpr size_t kRegionBytesMax = 32;

// By how the names of regions begin:
// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
constexpr auto kPartitions =
    std::to_array<std::pair<std::string_view, std::string_view>>({
        {"cn-", "amazonaws.com.cn"},
        {"us-iso-", "c2s.ic.gov"},
        {"us-isob-", "sc2s.sgov.gov"},
        {"us-isof-", "csp.hci.ic.gov"},
        {"eu-isoe-", "cloud.adc-e.uk"},
        {"eusc-", "amazonaws.eu"},
    });
constexpr std::string_view kDomain = "amazonaws.com";  // aws, aws-us-gov

bool IsHost(std::string_view host) {
  static constexpr std::string_view kOther = ".-:[]_";
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || kOther.find(c) != kOther.npos;
  });
}

std::string_view WithoutSuffix(std::string_view text, std::string_view suffix) {
  if (text.ends_with(suffix)) text.remove_suffix(suffix.size());
  return text;
}

std::vector<std::string_view> Labels(std::string_view host) {
  std::vector<std::string_view> labels;
  host = host.substr(0, host.find(':'));
  while (true) {
    const size_t dot = host.find('.');
    labels.push_back(host.substr(0, dot));
    if (dot == host.npos) return labels;
    host.remove_prefix(dot + 1);
  }
}

bool IsDomainOfAws(std::string_view host) {
  const auto ends =
      [host = host.substr(0, host.find(':'))](std::string_view domain) {
        return host.ends_with(domain);
      };
  return ends(kDomain) ||
         std::any_of(kPartitions.begin(), kPartitions.end(),
                     [&ends](const auto& row) { return ends(row.second); });
}

}  // namespace

absl::StatusOr<Endpoint> Endpoint::Parse(std::string_view url) {
  const auto refused = [](std::string_view reason) {
    return absl::InvalidArgumentError(Concat({"no URL: ", reason}));
  };
  const size_t separator = url.find("://");
  const std::string_view scheme = url.substr(0, separator);
  if (separator == url.npos || (scheme != "https" && scheme != "http")) {
    return refused("want https:// or http:// and a host");
  }
  const std::string_view rest = url.substr(separator + 3);
  if (rest.find_first_of("?#@") != rest.npos) {
    return refused("has a query, a fragment or a user");
  }
  const size_t slash = rest.find('/');
  const std::string_view host =
      WithoutSuffix(rest.substr(0, slash), scheme == "https" ? ":443" : ":80");
  if (!IsHost(host)) return refused("the host is none");
  std::string_view path;
  if (slash != rest.npos) path = rest.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  return Endpoint{std::string(scheme), std::string(host), std::string(path)};
}

std::string Endpoint::Url() const {
  return Concat({scheme, "://", host, path});
}

bool IsRegion(std::string_view region) {
  return !region.empty() && region.size() <= kRegionBytesMax &&
         std::all_of(region.begin(), region.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::string_view DomainOfRegion(std::string_view region) {
  for (const auto& [begin, domain] : kPartitions) {
    if (region.starts_with(begin)) return domain;
  }
  return kDomain;
}

absl::StatusOr<Endpoint> RegionalEndpoint(std::string_view service,
                                          std::string_view region) {
  if (!IsRegion(region)) {
    return absl::InvalidArgumentError(
        Concat({service, ": `", region, "` is no region of AWS"}));
  }
  return Endpoint{
      "https", Concat({service, ".", region, ".", DomainOfRegion(region)}), ""};
}

absl::StatusOr<std::optional<Endpoint>> EndpointOverride(
    const AwsEnvironment& environment, const std::string& service) {
  for (const std::string& name :
       {"AWS_ENDPOINT_URL_" + service, std::string("AWS_ENDPOINT_URL")}) {
    const std::string url = environment(name.c_str());
    if (url.empty()) continue;
    absl::StatusOr<Endpoint> endpoint = Endpoint::Parse(url);
    if (endpoint.ok()) return *std::move(endpoint);
    return absl::InvalidArgumentError(
        Concat({name, ": ", std::string(endpoint.status().message())}));
  }
  return std::nullopt;
}

std::string RegionOfQueueUrl(std::string_view queue_url) {
  const absl::StatusOr<Endpoint> queue = Endpoint::Parse(queue_url);
  if (!queue.ok() || !IsDomainOfAws(queue->host)) return {};
  const std::vector<std::string_view> labels = Labels(queue->host);
  // `queue.amazonaws.com` and `REGION.queue.amazonaws.com` are of old.
  if (labels[0] == "queue") return "us-east-1";
  if (labels.size() > 1 && labels[1] == "queue") return std::string(labels[0]);
  // `vpce-0a1b-2c3d.sqs.REGION.vpce.amazonaws.com` has its own label before.
  for (size_t i = 0; i < 2 && i + 1 < labels.size(); ++i) {
    if (labels[i] == "sqs" || labels[i] == "sqs-fips") {
      return std::string(labels[i + 1]);
    }
  }
  return {};
}

absl::StatusOr<std::string> ChooseRegion(std::string_view setting,
                                         const AwsEnvironment& environment,
                                         std::string_view queue_url) {
  const std::array<std::string, 4> choices = {
      std::string(setting), environment("AWS_REGION"),
      environment("AWS_DEFAULT_REGION"), RegionOfQueueUrl(queue_url)};
  for (const std::string& region : choices) {
    if (region.empty()) continue;
    if (IsRegion(region)) return region;
    return absl::InvalidArgumentError(
        Concat({"`", region, "` is no region of AWS"}));
  }
  return absl::InvalidArgumentError(
      "no region of AWS: set it, or AWS_REGION; the queue's URL has none");
}

}  // namespace farcall
