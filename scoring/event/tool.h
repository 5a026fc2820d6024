// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// The AWS console: a browser, or what calls for it behind the console.
inline constexpr std::string_view kConsoleTool = "console";

// The program behind a user agent, without its version: `Terraform` of
// "APN/1.0 HashiCorp/1.0 Terraform/1.7.5 aws-sdk-go-v2/1.26.0", kConsoleTool of
// any browser and of the console's own pages; the first product's name where no
// program is known by name. Empty where AWS itself calls (`by_aws`) and says so
// (`AWS Internal`, the name of a service): nobody chose that. From others these
// names are programs like any other. Points into `user_agent` or at a constant;
// empty if that is.
std::string_view ToolOf(std::string_view user_agent, bool by_aws);

}  // namespace farcall
