// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace farcall {

// What one odd thing is remembered by. Views; they outlive what holds them only
// as its owner says.
struct EvidenceName {
  std::string_view origin{};
  std::string_view network{};
  bool network_is_new = false;  // for the principal, when it was seen
  std::string_view detector{};  // its name
  std::string_view value{};     // empty = remembered once, whatever the value

  bool operator==(const EvidenceName&) const = default;
};

// One thing to remember of an event, with its bits. Views into the batch.
struct EvidenceNote {
  EvidenceName name{};
  uint32_t centibits = 0;

  bool operator==(const EvidenceNote&) const = default;
};

// One thing that is remembered.
class RememberedThing {
 public:
  explicit RememberedThing(const EvidenceName& name);

  EvidenceName name() const {
    return {.origin = Text(0, network_begin_),
            .network = Text(network_begin_, detector_begin_),
            .network_is_new = network_is_new_,
            .detector = Text(detector_begin_, value_begin_),
            .value = Text(value_begin_, texts_.size())};
  }

  int64_t first_seen_seconds = 0;  // Unix seconds
  int64_t last_seen_seconds = 0;
  uint64_t calls = 0;           // events that it was seen with
  uint32_t peak_centibits = 0;  // the most bits that it had

  bool operator==(const RememberedThing&) const = default;

 private:
  std::string_view Text(size_t begin, size_t end) const {
    return {texts_.data() + begin, end - begin};
  }

  // Origin, network, detector and value, one after the other.
  std::string texts_;
  uint32_t network_begin_ = 0;
  uint32_t detector_begin_ = 0;
  uint32_t value_begin_ = 0;
  bool network_is_new_ = false;
};

// What was odd about a principal's calls of late, each thing once: the 64
// things last seen, within 48 hours before the newest of them.
class ShortMemory {
 public:
  static constexpr int64_t kKeptSeconds = 48 * 3600;
  static constexpr size_t kThingsMax = 64;

  // Ascending by origin, network (those that were new first), detector and
  // value.
  std::span<const RememberedThing> things() const { return things_; }
  bool empty() const { return things_.empty(); }

  // Adds what was odd about one event.
  void Remember(std::span<const EvidenceNote> notes, int64_t at_seconds);
  // Drops what is remembered of one network of an origin, or of all of them
  // where `network` is empty.
  void ForgetPlace(std::string_view origin, std::string_view network);
  // Drops what was last seen from one moment to before another.
  void ForgetSeenWithin(int64_t from_seconds, int64_t to_seconds);

  // From what a store kept, in any order. Of equal names one stays.
  static ShortMemory FromThings(std::vector<RememberedThing> things);

  bool operator==(const ShortMemory&) const = default;

 private:
  void RememberOne(const EvidenceNote& note, int64_t at_seconds);
  void KeepRecent();

  std::vector<RememberedThing> things_;
  int64_t last_seen_seconds_ = 0;  // of all; 0 when empty
};

}  // namespace farcall
