// SPDX-License-Identifier: Apache-2.0

// A journal entry as a replicated log holds it.
#include <optional>
#include <string>

#include "storage/replication/entry_codec.h"
#include "storage/replication/entry_seal.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

void RequireComesBack(const JournalEntry& entry, size_t events) {
  const auto bytes = EncodeJournalEntry(entry);
  if (!bytes.ok()) Broken("what was read cannot be written");
  JournalGroup group;
  const auto again = DecodeJournalEntry(*bytes, group);
  if (!again.ok()) Broken("what was written cannot be read");
  if (*again != entry) Broken("an entry became another");
  if (group.events() != events) Broken("a group became another");
  if (*EncodeJournalEntry(*again) != *bytes) Broken("written in two ways");
  const EntrySeal seal(std::nullopt);
  if (*seal.Open("", *bytes) != *bytes) Broken("an entry taken for sealed");
}

}  // namespace
}  // namespace farcall

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  farcall::JournalGroup group;
  const auto entry =
      farcall::DecodeJournalEntry(farcall::TextOf(data, size), group);
  if (entry.ok()) {
    farcall::RequireComesBack(*entry, group.events());
  } else if (!absl::IsDataLoss(entry.status())) {
    farcall::Broken("no DATA_LOSS");
  }
  return 0;
}
