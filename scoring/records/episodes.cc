// SPDX-License-Identifier: Apache-2.0
#include "scoring/records/episodes.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace farcall {
namespace {

bool IsOfPlace(const Episode& episode, const Episodes::Call& call) {
  if (episode.origin != call.origin) return false;
  if (episode.network == call.network) return true;
  return call.network_first_seen_seconds.value_or(call.at_seconds) >=
         episode.first_seconds - Episodes::kNetworkBeforeSeconds;
}

bool IsOfTime(const Episode& episode, int64_t at_seconds) {
  return at_seconds >= episode.first_seconds - Episodes::kEarlierSeconds &&
         at_seconds <= episode.last_seconds + Episodes::kIdleSeconds &&
         at_seconds < episode.first_seconds + Episodes::kLongestSeconds;
}

bool IsEarlier(const Episode& a, const Episode& b) {
  return std::tie(a.first_seconds, a.id) < std::tie(b.first_seconds, b.id);
}

}  // namespace

Episodes Episodes::From(std::vector<Episode> episodes) {
  Episodes made;
  made.episodes_ = std::move(episodes);
  std::ranges::sort(made.episodes_, IsEarlier);
  return made;
}

const Episode* Episodes::Find(const Call& call) const {
  const Episode* found = nullptr;
  for (const Episode& episode : episodes_) {
    if (!IsOfTime(episode, call.at_seconds) || !IsOfPlace(episode, call)) {
      continue;
    }
    // A late call is of the first episode behind it: their order stays.
    if (found == nullptr || episode.first_seconds <= call.at_seconds) {
      found = &episode;
    }
  }
  return found;
}

bool Episodes::Has(const FindingId& id) const {
  return std::ranges::find(episodes_, id, &Episode::id) != episodes_.end();
}

const Episode* Episodes::FindBefore(const Call& call) const {
  const Episode* latest = nullptr;
  for (const Episode& episode : episodes_) {
    if (episode.first_seconds <= call.at_seconds && IsOfPlace(episode, call)) {
      latest = &episode;
    }
  }
  return latest;
}

void Episodes::Open(Episode episode) {
  if (Has(episode.id)) return Join(episode.id, episode.last_seconds);
  KeepRecent(episode.last_seconds);
  if (episodes_.size() == kEpisodesMax) {
    episodes_.erase(
        std::ranges::min_element(episodes_, {}, &Episode::last_seconds));
  }
  episodes_.insert(std::ranges::upper_bound(episodes_, episode, IsEarlier),
                   std::move(episode));
}

void Episodes::Join(const FindingId& id, int64_t at_seconds) {
  KeepRecent(at_seconds);
  const auto joined = std::ranges::find(episodes_, id, &Episode::id);
  if (joined == episodes_.end()) return;
  joined->last_seconds = std::max(joined->last_seconds, at_seconds);
  if (at_seconds >= joined->first_seconds) return;
  joined->first_seconds = at_seconds;
  std::ranges::sort(episodes_, IsEarlier);
}

void Episodes::KeepRecent(int64_t at_seconds) {
  std::erase_if(episodes_, [&](const Episode& episode) {
    return episode.last_seconds + kKeptSeconds < at_seconds;
  });
}

}  // namespace farcall
