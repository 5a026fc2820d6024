// SPDX-License-Identifier: Apache-2.0
#include "triage/card/program_tool.h"

#include <algorithm>
#include <array>

namespace farcall {
namespace {

constexpr std::array<std::string_view, 4> kInfrastructureTools = {
    "Terraform", "OpenTofu", "Pulumi", "aws-cdk"};
// What the names of AWS's SDKs begin with.
constexpr std::array<std::string_view, 3> kSdks = {"aws-sdk-", "Boto", "boto"};

}  // namespace

bool IsInfrastructureTool(std::string_view tool) {
  return std::ranges::find(kInfrastructureTools, tool) !=
         kInfrastructureTools.end();
}

bool IsSdk(std::string_view tool) {
  return std::ranges::any_of(
      kSdks, [tool](std::string_view name) { return tool.starts_with(name); });
}

}  // namespace farcall
