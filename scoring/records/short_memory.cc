// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/short_memory.h"

#include <algorithm>
#include <tuple>

#include "scoring/counts/value_count.h"

namespace farcall {
namespace {

auto Rank(const EvidenceName& name) {
  return std::tuple(name.origin, name.network, !name.network_is_new,
                    name.detector, name.value);
}

EvidenceName NameOf(const RememberedThing& thing) { return thing.name(); }

bool IsBefore(const EvidenceName& a, const EvidenceName& b) {
  return Rank(a) < Rank(b);
}

}  // namespace

RememberedThing::RememberedThing(const EvidenceName& name)
    : network_begin_(static_cast<uint32_t>(name.origin.size())),
      detector_begin_(network_begin_ +
                      static_cast<uint32_t>(name.network.size())),
      value_begin_(detector_begin_ +
                   static_cast<uint32_t>(name.detector.size())),
      network_is_new_(name.network_is_new) {
  texts_.reserve(value_begin_ + name.value.size());
  texts_.append(name.origin).append(name.network);
  texts_.append(name.detector).append(name.value);
}

void ShortMemory::Remember(std::span<const EvidenceNote> notes,
                           int64_t at_seconds) {
  for (const EvidenceNote& note : notes) RememberOne(note, at_seconds);
  KeepRecent();
}

void ShortMemory::RememberOne(const EvidenceNote& note, int64_t at_seconds) {
  // As much older than the newest as no histogram counts.
  const bool is_too_old =
      PeriodOf(at_seconds) < OldestKept(PeriodOf(last_seen_seconds_));
  auto it = std::ranges::lower_bound(things_, note.name, IsBefore, NameOf);
  if (it == things_.end() || it->name() != note.name) {
    if (is_too_old) return;
    it = things_.insert(it, RememberedThing(note.name));
    it->first_seen_seconds = at_seconds;
  }
  it->peak_centibits = std::max(it->peak_centibits, note.centibits);
  if (is_too_old) return;
  ++it->calls;
  it->first_seen_seconds = std::min(it->first_seen_seconds, at_seconds);
  it->last_seen_seconds = std::max(it->last_seen_seconds, at_seconds);
  last_seen_seconds_ = std::max(last_seen_seconds_, at_seconds);
}

void ShortMemory::ForgetPlace(std::string_view origin,
                              std::string_view network) {
  std::erase_if(things_, [&](const RememberedThing& thing) {
    const EvidenceName name = thing.name();
    return name.origin == origin &&
           (network.empty() || name.network == network);
  });
  *this = FromThings(std::move(things_));
}

void ShortMemory::ForgetSeenWithin(int64_t from_seconds, int64_t to_seconds) {
  std::erase_if(things_, [&](const RememberedThing& thing) {
    return thing.last_seen_seconds >= from_seconds &&
           thing.last_seen_seconds < to_seconds;
  });
  *this = FromThings(std::move(things_));
}

ShortMemory ShortMemory::FromThings(std::vector<RememberedThing> things) {
  ShortMemory memory;
  memory.things_ = std::move(things);
  std::ranges::stable_sort(memory.things_, IsBefore, NameOf);
  const auto repeats = std::ranges::unique(memory.things_, {}, NameOf);
  memory.things_.erase(repeats.begin(), repeats.end());
  for (const RememberedThing& thing : memory.things_) {
    memory.last_seen_seconds_ =
        std::max(memory.last_seen_seconds_, thing.last_seen_seconds);
  }
  return memory;
}

void ShortMemory::KeepRecent() {
  const int64_t since_seconds = last_seen_seconds_ - kKeptSeconds;
  std::erase_if(things_, [since_seconds](const RememberedThing& thing) {
    return thing.last_seen_seconds < since_seconds;
  });
  while (things_.size() > kThingsMax) {
    things_.erase(std::ranges::min_element(
        things_, {}, &RememberedThing::last_seen_seconds));
  }
}

}  // namespace farcall
