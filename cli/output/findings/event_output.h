// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "formats/text.h"

namespace farcall {

// One row for each call that is kept. Columns of which no call has anything are
// left out.
void WriteEventTable(const std::vector<v1::EventFact>& events, size_t width,
                     Charset charset, std::ostream& out);

// A call that is kept. Keys and their order are part of the interface
// (docs/cli.md).
nlohmann::ordered_json EventJson(const v1::EventFact& event);

// The same as one line, without its newline.
std::string EventLine(const v1::EventFact& event);

}  // namespace farcall
