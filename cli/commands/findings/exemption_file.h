// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <string>

#include "absl/status/statusor.h"
#include "farcall/v1/exemption.pb.h"

namespace farcall {

// The exemption that a JSON file describes; `-` = standard input. Errors name
// the file and what is wrong with it.
absl::StatusOr<v1::Exemption> ReadExemption(const std::string& file,
                                            std::istream& standard_input);

}  // namespace farcall
