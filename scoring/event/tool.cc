// SPDX-License-Identifier: Apache-2.0
#include "scoring/event/tool.h"

#include <array>
#include <utility>

#include "scoring/event/source_address.h"
#include "text/shown_text.h"

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

// `console.ec2.amazonaws.com` and its like.
bool IsPageOfConsole(std::string_view service) {
  return service.starts_with("console.");
}

}  // namespace

std::string_view ToolOf(std::string_view user_agent, bool by_aws) {
  for (const auto& [mark, tool] : kKnown) {
    if (user_agent.find(mark) != user_agent.npos) return tool;
  }
  if (IsAwsItself(user_agent)) {
    if (IsPageOfConsole(user_agent)) return kConsoleTool;
    return by_aws ? std::string_view() : CutTo(user_agent, kToolBytesMax);
  }
  const std::string_view whole = CutTo(user_agent, kToolBytesMax);
  while (user_agent.starts_with('[') || user_agent.starts_with(' ')) {
    user_agent.remove_prefix(1);
  }
  const std::string_view name = CutTo(
      user_agent.substr(0, user_agent.find_first_of("/ ,;(]")), kToolBytesMax);
  return name.empty() ? whole : name;
}

}  // namespace farcall
