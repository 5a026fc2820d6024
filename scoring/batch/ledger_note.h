// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scoring/batch/event_scorer.h"
#include "scoring/detectors/batch_entities.h"
#include "scoring/detectors/scored_event.h"
#include "scoring/event/event.h"
#include "scoring/findings/ledger_entry.h"

namespace farcall {

// What the ledger keeps of an event that was scored just now.
LedgerEntry LedgerEntryOf(const Event& event, const CountedEvent& counted,
                          const Surprise& surprise, const ScoredEvent& scored);

}  // namespace farcall
