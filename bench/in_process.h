// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/event_source.h"
#include "scoring/event/event.h"

namespace farcall::bench {

// So many records as they are delivered.
std::vector<std::string> MakeRecords(EventSource::Options options,
                                     size_t count);
// The same as the server's scorer takes them: parsed.
std::vector<Event> MakeParsed(EventSource::Options options, size_t count);

}  // namespace farcall::bench
