// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace farcall {

// The `eventTime` of a raw record in any envelope, as text that sorts by time;
// empty if there is none. A quick scan to order records by, not a parser: of
// several it takes the first.
std::string ScanEventTime(std::string_view json);

}  // namespace farcall
