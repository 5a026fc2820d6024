// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/app/origin_databases.h"
#include "server/handlers/card_source.h"

namespace farcall {

// What cards are told by the lists of addresses and the databases, as they are
// when a card is made. `databases` must outlive it.
CardSource::Surroundings SurroundingsOf(const OriginDatabases& databases);

}  // namespace farcall
