// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "farcall/v1/finding.pb.h"
#include "farcall/v1/finding_service.pb.h"
#include "formats/text.h"

namespace farcall {

// One row for each finding, with its headline: in a column of its own if
// `width` has room for it (or is 0, which cuts nothing), else below the row.
// Who looks at findings, why they were closed, and which exemption covers them
// have columns where that is known of one of them.
void WriteFindingTable(const std::vector<v1::Finding>& findings, size_t width,
                       Charset charset, std::ostream& out);

// All that is known of one finding, with its notes, for people. `width` 0 =
// lines may be long.
void WriteFinding(const v1::GetFindingResponse& found, size_t width,
                  Charset charset, std::ostream& out);

// The first part of that: state, score, headline, and how it came about.
void WriteFindingHead(const v1::Finding& finding, size_t width, Charset charset,
                      std::ostream& out);

// Where a finding stands, in one line without its newline:
// `mfrggzdfmztwq2lk  ACKNOWLEDGED  revision 3  alice from VN`.
std::string Standing(const v1::Finding& finding, Charset charset);

}  // namespace farcall
