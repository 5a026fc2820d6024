// SPDX-License-Identifier: Apache-2.0
#include "scoring/tool.h"

#include <algorithm>
#include <array>
#include <utility>

namespace farcall {
namespace {

constexpr size_t kToolBytesMax = 64;

// Found anywhere in the text, the more telling first.
constexpr auto kKnown =
    std::to_array<std::pair<std::string_view, std::string_view>>({
        {"Terraform/", "Terraform"},
        {"Pulumi/", "Pulumi"},
        {"aws-cdk/", "aws-cdk"},
        {"aws-cli/", "aws-cli"},
        {"aws-sdk-go", "aws-sdk-go"},
        {"AWSPowerShell", "AWSPowerShell"},
        {"console.amazonaws.com", kConsoleTool},
        {"signin.amazonaws.com", kConsoleTool},
        {"S3Console/", kConsoleTool},
        {"Mozilla/", kConsoleTool},
    });

}  // namespace

std::string_view ToolOf(std::string_view user_agent) {
  if (user_agent == "AWS Internal") return {};
  for (const auto& [mark, tool] : kKnown) {
    if (user_agent.find(mark) != user_agent.npos) return tool;
  }
  if (user_agent.ends_with(".amazonaws.com")) return {};
  while (user_agent.starts_with('[') || user_agent.starts_with(' ')) {
    user_agent.remove_prefix(1);
  }
  return user_agent.substr(
      0, std::min(user_agent.find_first_of("/ ,;(]"), kToolBytesMax));
}

}  // namespace farcall
