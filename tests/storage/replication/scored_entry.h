// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "storage/journal.h"

namespace farcall {

// The entry that a store appends to its journal for a batch of so many new
// events of 50 principals. They are scored as a server does, with findings,
// kept calls and the ledger.
JournalEntry ScoredEntry(size_t events);

}  // namespace farcall
