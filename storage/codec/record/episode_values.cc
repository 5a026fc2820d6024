// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/episode_values.h"

#include <string>
#include <string_view>
#include <utility>

#include "storage/codec/record/part_values.h"

namespace farcall {
namespace {

constexpr char kBetween = '|';

std::string TextOf(const Episode& episode) {
  return episode.id.text() + kBetween + std::to_string(episode.network.size()) +
         kBetween + episode.network + episode.origin;
}

bool TakeText(std::string_view text, Episode& episode) {
  const auto id = FindingId::FromText(text.substr(0, FindingId::kTextBytes));
  const size_t after_id = FindingId::kTextBytes;
  if (!id || text.size() <= after_id || text[after_id] != kBetween) {
    return false;
  }
  const size_t end = text.find(kBetween, after_id + 1);
  size_t network_bytes = 0;
  if (end == text.npos ||
      !TakeNumber(text.substr(after_id + 1, end - after_id - 1),
                  network_bytes) ||
      network_bytes > text.size() - end - 1) {
    return false;
  }
  episode.id = *id;
  episode.network = text.substr(end + 1, network_bytes);
  episode.origin = text.substr(end + 1 + network_bytes);
  return TextOf(episode) == text;
}

}  // namespace

std::vector<ValueCount> ValuesOf(const Episodes& episodes) {
  std::vector<ValueCount> values;
  for (const Episode& episode : episodes.episodes()) {
    values.push_back(
        {.value = TextOf(episode),
         .first_seen_seconds = episode.first_seconds,
         .last_seen_seconds = episode.last_seconds,
         .periods = {{.period = PeriodOf(episode.last_seconds), .calls = 1}}});
  }
  SortByText(values);
  return values;
}

absl::Status EpisodesFrom(const std::vector<ValueCount>& values,
                          Episodes& episodes) {
  if (values.size() > Episodes::kEpisodesMax) {
    return absl::DataLossError("too many of them: " +
                               std::to_string(values.size()));
  }
  std::vector<Episode> read;
  for (const ValueCount& value : values) {
    Episode& episode = read.emplace_back();
    if (!TakeText(value.value, episode)) return BadText(value.value);
    episode.first_seconds = value.first_seen_seconds;
    episode.last_seconds = value.last_seen_seconds;
  }
  episodes = Episodes::From(std::move(read));
  return absl::OkStatus();
}

}  // namespace farcall
