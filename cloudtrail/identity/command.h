// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// Whether `name` is the DNS name of an AWS service, such as
// `cloudformation.amazonaws.com`.
bool IsServiceName(std::string_view name);

// `eventSource` without its domain: `ec2.amazonaws.com` -> `ec2`.
std::string_view ServiceOf(std::string_view event_source);

// `eventName` without the API date that CloudFront and Lambda add to it, so
// that a new API version is no new command:
// `CreateFunction20150331v2` -> `CreateFunction`,
// `CreateDistribution2020_05_31` -> `CreateDistribution`.
std::string_view WithoutApiDate(std::string_view event_name);

// The key of a command: `service:EventName`.
std::string CommandKey(std::string_view event_source,
                       std::string_view event_name);

}  // namespace farcall
