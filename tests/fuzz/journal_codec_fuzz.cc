// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "storage/codec/journal/journal_codec.h"
#include "tests/fuzz/property.h"

namespace {

using farcall::Baseline;
using farcall::Broken;

// A group of the journal, read, written again and applied.
// A group that was read, as it is written.
std::string Written(const farcall::JournalGroup& group) {
  farcall::JournalGroupWriter writer(group.tenant);
  for (const farcall::JournalUpdate& update : group.updates) {
    writer.Add(update.keys, update.effects);
  }
  return std::move(writer).Finish();
}

// Effects of any group that can be read can be applied, to some of its records
// too.
void ApplyAll(farcall::JournalGroup group) {
  for (farcall::JournalUpdate& update : group.updates) {
    std::vector<Baseline> records(update.keys.size());
    std::vector<Baseline*> applied;
    for (size_t i = 0; i < records.size(); ++i) {
      applied.push_back(i % 3 == 2 ? nullptr : &records[i]);
    }
    std::vector<bool> touched(records.size());
    for (farcall::EventEffects& effects : update.effects) {
      Apply(effects, applied, touched);
    }
    for (size_t i = 0; i < records.size(); ++i) {
      if (!touched[i] && !records[i].empty()) Broken("changed and not told");
      if (touched[i] && applied[i] == nullptr) Broken("told and not changed");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(farcall::TextOf(data, size));
  const auto group = farcall::DecodeJournalGroup(bytes);
  if (!group.ok()) return 0;
  const std::string written = Written(*group);
  const auto again = farcall::DecodeJournalGroup(written);
  if (!again.ok()) Broken("written and not read");
  if (Written(*again) != written) Broken("written in two ways");
  ApplyAll(*group);
  return 0;
}
