// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace farcall {

// Bytes that hold records: an object of a bucket, a message of a topic, the
// body of a request.
struct Content {
  // Where it stands, for people and dead letters: `s3://bucket/key`,
  // `topic[3]@1704`, `http from 192.0.2.7`.
  std::string place;
  // As they were delivered: packed or not, in any framing of
  // docs/cloudtrail.md. Empty until Source::Load(), where that fetches them.
  std::string bytes;
};

// What a source hands out, and takes back, as one: a message of a queue with
// the objects that it names, some messages of a topic, a request.
struct Delivery {
  // Of its source, unique among what is held.
  std::string id;
  std::vector<Content> contents;
  // When the source was given it; nothing where it does not say. The lag is
  // measured from here.
  std::optional<std::chrono::system_clock::time_point> sent;
  // How many times it was delivered, this time included; 1 where the source
  // does not count.
  uint32_t attempt = 1;
  // What becomes of content that cannot be read: it is written to the dead
  // letters, and the delivery goes on. Else the delivery is rejected, with all
  // that it holds.
  bool unreadable_to_dead_letters = false;
  // Who waits for it gives up then; nothing where nobody waits.
  std::optional<std::chrono::steady_clock::time_point> deadline;
};

// What became of the records of a delivery, in numbers of records.
struct DeliveryCounts {
  uint64_t scored = 0;
  uint64_t duplicates = 0;
  uint64_t skipped = 0;  // known to be no API calls
  uint64_t errors = 0;   // written to the dead letters
  uint64_t alerts = 0;   // of those that were scored

  bool operator==(const DeliveryCounts&) const = default;
};

}  // namespace farcall
