// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/event/finding_id.h"

namespace farcall {

// An episode of odd calls, as the principal's record knows it. What is told of
// it is its finding (scoring/findings/finding.h), which lies apart.
struct Episode {
  FindingId id{};
  std::string origin{};   // AlertOrigin (scoring/batch/alert.h)
  std::string network{};  // of the opening event; empty = it has none
  int64_t first_seconds = 0;
  int64_t last_seconds = 0;

  bool operator==(const Episode&) const = default;
};

// The latest episodes of a principal. An episode lasts until 24 hours without a
// call, or 7 days. At most 16 are kept, for 3 days after their last call, so
// that a redelivered event finds its own; the idlest makes room.
class Episodes {
 public:
  static constexpr size_t kEpisodesMax = 16;
  static constexpr int64_t kIdleSeconds = 24 * 3600;
  static constexpr int64_t kLongestSeconds = 7 * 24 * 3600;
  static constexpr int64_t kKeptSeconds = 3 * 24 * 3600;
  // A call that comes late joins the episode that it came before.
  static constexpr int64_t kEarlierSeconds = 6 * 3600;
  // A network that was new so long before an episode began is the episode's.
  static constexpr int64_t kNetworkBeforeSeconds = 3600;

  // Where a call came from, and when.
  struct Call {
    std::string_view origin;   // AlertOrigin
    std::string_view network;  // empty = none
    // When the principal first called from the network; nothing = now.
    std::optional<int64_t> network_first_seen_seconds{};
    int64_t at_seconds = 0;
  };

  Episodes() = default;
  // From what a store kept; sorts them as Open() would have left them.
  static Episodes From(std::vector<Episode> episodes);

  bool empty() const { return episodes_.empty(); }
  // In the order of their first events, then ids.
  const std::vector<Episode>& episodes() const { return episodes_; }

  // The episode that a call joins: of its origin and time, the latest that had
  // begun, and of its network or one that was new with it. So a victim's own
  // calls from home stay out of a thief's episode in the same country. nullptr
  // if there is none.
  const Episode* Find(const Call& call) const;
  // The latest episode of the call's origin and network that ended before it,
  // by time or by length. nullptr if there is none.
  const Episode* FindBefore(const Call& call) const;

  bool Has(const FindingId& id) const;

  // Keeps a new episode, or a call at `at_seconds` that joined one.
  void Open(Episode episode);
  void Join(const FindingId& id, int64_t at_seconds);

  bool operator==(const Episodes&) const = default;

 private:
  void KeepRecent(int64_t at_seconds);

  std::vector<Episode> episodes_;
};

}  // namespace farcall
