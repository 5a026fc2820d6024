// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// The AWS console: a browser, or what calls for it behind the console.
inline constexpr std::string_view kConsoleTool = "console";

// The program behind a user agent, without its version: `Terraform` of
// "APN/1.0 HashiCorp/1.0 Terraform/1.7.5 aws-sdk-go-v2/1.26.0", kConsoleTool of
// any browser; the first product's name where no program is known by name.
// Empty where AWS itself makes the call for somebody (`AWS Internal`, the name
// of a service): nobody chose that. Points into `user_agent` or at a constant;
// empty if that is.
std::string_view ToolOf(std::string_view user_agent);

}  // namespace farcall
