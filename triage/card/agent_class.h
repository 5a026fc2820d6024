// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace farcall {

// What kind of program made a call.
enum class AgentClass : uint8_t {
  kOther,      // none of those that follow, or none is named
  kConsole,    // the AWS console, in a browser
  kCli,        // a shell: aws-cli, PowerShell
  kSdk,        // a library for programs
  kIac,        // infrastructure as code
  kService,    // AWS itself
  kOffensive,  // a tool or a system made for attacks
};

std::string_view AgentClassName(AgentClass agent_class);  // `CONSOLE`

// Of a user agent. `by_aws`: AWS made the call (ToolOf).
AgentClass ClassOfAgent(std::string_view user_agent, bool by_aws);

// Of a program as baselines count it (Attribute::kTool).
AgentClass ClassOfTool(std::string_view tool);

}  // namespace farcall
