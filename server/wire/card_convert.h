// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "farcall/v1/finding_service.pb.h"
#include "scoring/event/address_class.h"
#include "scoring/findings/event_fact.h"
#include "server/wire/grpc_status.h"
#include "triage/card/card.h"

namespace farcall {

// The border between the wire and the core, for cards and calls that are kept.

void WriteFact(const EventFact& fact, AddressClass address_class,
               v1::EventFact& result);
// All but the finding and its calls. `alert_threshold` is a score.
void WriteCard(const Card& card, double alert_threshold, v1::Card& result);

// Says what is wrong with the fields of a list of calls.
void CheckListEvents(const v1::ListEventsRequest& request,
                     std::vector<FieldViolation>& violations);

}  // namespace farcall
