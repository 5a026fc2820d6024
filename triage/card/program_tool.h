// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace farcall {

// Whether a tool (tool.h) keeps infrastructure as code, e.g. Terraform.
bool IsInfrastructureTool(std::string_view tool);

// Whether a tool is an SDK, which programs call by: nobody types its calls.
bool IsSdk(std::string_view tool);

}  // namespace farcall
