// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cluster/rules/log_record.h"

namespace farcall {

// A record in a line, for people.
std::string TextOf(const LogRecord& record);

}  // namespace farcall
