// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scoring/detector.h"
#include "scoring/entity.h"
#include "scoring/event.h"
#include "scoring/origin.h"

namespace farcall {

// One histogram that an event is counted in or judged by, as an index into
// BatchKeys::keys(), and the value that the event has there.
struct KeyOfEvent {
  Source source;
  size_t index = 0;
  std::string value{};
};

// The name of the event's entity of `kind`, if the event is counted for it.
std::optional<std::string> EntityName(const Event& event, EntityKind kind);

// Name of the peers of a principal of `kind`: `111122223333:user`.
std::string PeersName(std::string_view account, PrincipalKind kind);

// Every histogram that any detector asks, by principal, command and the rest.
std::span<const Source> CountedSources();

// The key of `source` among an event's; nullptr if the event has none.
const KeyOfEvent* FindKey(std::span<const KeyOfEvent> keys, Source source);

// The histograms that a batch touches, each once, and which of them belong to
// which event.
//
// An event is counted for its command; one with a principal also for the
// principal, its peers, its account and the tenant. So what services do, and
// what nobody can be named for, never becomes part of what is usual for people
// and roles.
class BatchKeys {
 public:
  // `origins` are the events'.
  BatchKeys(std::string_view tenant, std::span<const Event> events,
            std::span<const Origin> origins);

  std::span<const HistogramKey> keys() const { return keys_; }
  // Of one event: principal's first, then command's, account's and tenant's.
  std::span<const KeyOfEvent> of_event(size_t event) const {
    return of_event_[event];
  }

 private:
  std::vector<HistogramKey> keys_;
  std::vector<std::vector<KeyOfEvent>> of_event_;
};

}  // namespace farcall
