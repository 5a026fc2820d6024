// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/ledger_entry.h"

#include <tuple>

namespace farcall {
namespace {

bool IsOdder(const LedgerEntry& a, const LedgerEntry& b) {
  return std::tie(b.bits, a.at_seconds, a.event_id) <
         std::tie(a.bits, b.at_seconds, b.event_id);
}

}  // namespace

bool MergeLedgerEntry(const LedgerEntry& other, LedgerEntry& into) {
  const bool reached = into.reached || other.reached;
  const bool is_odder = IsOdder(other, into);
  if (!is_odder && reached == into.reached) return false;
  if (is_odder) into = other;
  into.reached = reached;
  return true;
}

}  // namespace farcall
