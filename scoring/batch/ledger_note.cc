// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/ledger_note.h"

#include "scoring/detectors/detector.h"
#include "scoring/event/risk_level.h"

namespace farcall {

LedgerEntry LedgerEntryOf(const Event& event, const CountedEvent& counted,
                          const Surprise& surprise, const ScoredEvent& scored) {
  LedgerEntry entry{.principal = event.principal,
                    .principal_kind = event.principal_kind,
                    .origin = scored.origin.value,
                    .unauthenticated = event.unauthenticated,
                    .at_seconds = event.event_time_seconds,
                    .event_id = event.event_id,
                    .account = event.account,
                    .command = event.command,
                    .network = std::string(counted.value(Attribute::kNetwork)),
                    .bits = *scored.bits,
                    .score_hundredths = ScoreHundredths(scored.score),
                    .reached = surprise.reaches_threshold};
  for (const Anomaly& anomaly : surprise.anomalies) {
    entry.detectors.push_back(
        {.detector = std::string(anomaly.detector->name),
         .bits = anomaly.bits,
         .in_quarantine = anomaly.standing == Standing::kQuarantine});
  }
  return entry;
}

}  // namespace farcall
