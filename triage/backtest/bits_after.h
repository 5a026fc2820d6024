// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scoring/detectors/detector.h"
#include "scoring/detectors/model.h"
#include "scoring/findings/ledger_entry.h"

namespace farcall {

// The bits of an entry as they would be without some detectors (fusion.h); its
// own bits where none is off. Without CountryForPrincipal() there is no
// HostForPrincipal() either. What the short memory remembered of a detector
// that is off stays: its part is not known.
double BitsAfter(const Model& model, DetectorSet off, const LedgerEntry& entry);

}  // namespace farcall
