// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "scoring/entity.h"
#include "scoring/event.h"

namespace farcall {

// One histogram that an event is counted in and judged by, as an index into
// BatchKeys::keys().
struct KeyOfEvent {
  EntityKind kind = EntityKind::kTenant;
  Attribute attribute = Attribute::kCountry;
  size_t index = 0;
};

// The histograms that a batch touches, each once, and which of them belong to
// which event.
//
// An event is counted for its command; one with a principal also for the
// principal, its account and the tenant. So what services do, and what nobody
// can be named for, never becomes part of what is usual for people and roles.
class BatchKeys {
 public:
  BatchKeys(std::string_view tenant, std::span<const Event> events);

  std::span<const HistogramKey> keys() const { return keys_; }
  std::span<const KeyOfEvent> of_event(size_t event) const {
    return of_event_[event];
  }

 private:
  std::vector<HistogramKey> keys_;
  std::vector<std::vector<KeyOfEvent>> of_event_;
};

}  // namespace farcall
