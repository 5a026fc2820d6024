// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>

#include "farcall/v1/triage_report.pb.h"
#include "formats/text.h"

namespace farcall {

// How long the steps took, verdicts, reasons, and how often detectors were
// right.
void WriteReport(const v1::GetTriageReportResponse& report, Charset charset,
                 std::ostream& out);

// The same as one JSON document, without its last newline. Times are in
// seconds.
std::string ReportDocument(const v1::GetTriageReportResponse& report);

}  // namespace farcall
