// SPDX-License-Identifier: Apache-2.0
#include "triage/card/agent_class.h"

#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "scoring/event/source_address.h"
#include "scoring/event/tool.h"

namespace farcall {
namespace {

struct Mark {
  std::string_view text;  // in small letters, anywhere in the agent
  AgentClass agent_class;
};

// The more telling first: a tool names the library below it too.
constexpr auto kMarks = std::to_array<Mark>({
    {"pacu", AgentClass::kOffensive},
    {"cloudfox", AgentClass::kOffensive},
    {"trufflehog", AgentClass::kOffensive},
    {"scoutsuite", AgentClass::kOffensive},
    {"stratus-red-team", AgentClass::kOffensive},
    {"weirdaal", AgentClass::kOffensive},
    {"enumerate-iam", AgentClass::kOffensive},
    // Kernels of Kali, Parrot and Pentoo, as libraries name them.
    {"-kali", AgentClass::kOffensive},
    {".kali", AgentClass::kOffensive},  // the AWS CLI: exe/x86_64.kali.2024
    {"parrot", AgentClass::kOffensive},
    {"pentoo", AgentClass::kOffensive},
    {"terraform", AgentClass::kIac},
    {"opentofu", AgentClass::kIac},
    {"pulumi", AgentClass::kIac},
    {"aws-cdk", AgentClass::kIac},
    {"ansible", AgentClass::kIac},
    {"crossplane", AgentClass::kIac},
    {"aws-cli", AgentClass::kCli},
    {"awspowershell", AgentClass::kCli},
    {"boto3", AgentClass::kSdk},
    {"botocore", AgentClass::kSdk},
    {"aws-sdk", AgentClass::kSdk},
    {"aws_sdk", AgentClass::kSdk},
});

}  // namespace

std::string_view AgentClassName(AgentClass agent_class) {
  switch (agent_class) {
    case AgentClass::kOther:
      return "OTHER";
    case AgentClass::kConsole:
      return "CONSOLE";
    case AgentClass::kCli:
      return "CLI";
    case AgentClass::kSdk:
      return "SDK";
    case AgentClass::kIac:
      return "IAC";
    case AgentClass::kService:
      return "SERVICE";
    case AgentClass::kOffensive:
      return "OFFENSIVE";
  }
  return "OTHER";
}

AgentClass ClassOfAgent(std::string_view user_agent, bool by_aws) {
  const std::string_view tool = ToolOf(user_agent, by_aws);
  if (tool.empty() && IsAwsItself(user_agent)) return AgentClass::kService;
  const AgentClass named = ClassOfTool(user_agent);
  return named == AgentClass::kOther ? ClassOfTool(tool) : named;
}

AgentClass ClassOfTool(std::string_view tool) {
  if (tool == kConsoleTool) return AgentClass::kConsole;
  const std::string text =
      absl::AsciiStrToLower(absl::string_view(tool.data(), tool.size()));
  for (const Mark& mark : kMarks) {
    if (text.find(mark.text) != text.npos) return mark.agent_class;
  }
  return AgentClass::kOther;
}

}  // namespace farcall
