// SPDX-License-Identifier: Apache-2.0
#include "settings/version.h"

namespace farcall {

std::string_view Version() { return FARCALL_VERSION; }

}  // namespace farcall
