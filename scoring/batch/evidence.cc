// SPDX-License-Identifier: Apache-2.0
#include "scoring/batch/evidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "scoring/batch/sort_few.h"
#include "scoring/counts/hashed_text.h"
#include "scoring/counts/number_search.h"
#include "scoring/records/attribute.h"
#include "scoring/records/words.h"
#include "text/count.h"

namespace farcall {
namespace {

constexpr size_t kDescribedMax = 5;
constexpr size_t kSentenceBytes = 256;

// What a detector's evidence is remembered by, of an event with this value.
std::string_view RememberedValue(const Detector& detector,
                                 std::string_view value) {
  return detector.once ? std::string_view() : value;
}

std::string_view RememberedValue(const Anomaly& anomaly) {
  return RememberedValue(*anomaly.detector, anomaly.value);
}

// Things by detector and value. From several new networks the same thing may be
// remembered: it counts once.
class DistinctThings {
 public:
  void Add(const Remembered& thing) {
    const uint32_t hash = HashedText(thing.value).hash;
    const std::span<const uint32_t> hashes(hashes_.data(), hashes_.size());
    for (size_t i = FindNumber(hashes, hash); i < hashes.size();
         i = FindNumber(hashes, hash, i + 1)) {
      Remembered& other = things_[i];
      if (other.detector != thing.detector || other.value != thing.value) {
        continue;
      }
      other.bits = std::max(other.bits, thing.bits);
      other.calls =
          other.calls == 0 || thing.calls == 0 ? 0 : other.calls + thing.calls;
      return;
    }
    hashes_.push_back(hash);
    things_.push_back(thing);
  }
  RecalledThings Take() { return std::move(things_); }

 private:
  RecalledThings things_;
  absl::InlinedVector<uint32_t, 64> hashes_;  // of their values
};

bool IsSamePlace(const MemoryPlace& place, const EvidenceName& name) {
  return name.origin == place.origin &&
         (name.network == place.network ||
          (name.network_is_new && place.network_is_new));
}

// Whether the event that is scored again may have left it, and it alone.
bool IsLeftBy(const MemoryQuery& query, const RememberedThing& thing,
              const EvidenceName& name) {
  return query.purpose == Purpose::kAgain &&
         thing.first_seen_seconds == query.at_seconds &&
         std::ranges::any_of(Detectors(), [&](const Detector& detector) {
           return detector.name == name.detector &&
                  RememberedValue(detector,
                                  query.counted->value(detector.attribute)) ==
                      name.value;
         });
}

bool IsSeenLater(const RememberedThing& thing, const MemoryQuery& query) {
  return thing.last_seen_seconds > query.at_seconds;
}

// How far from the event it was seen; nothing if that is not known by then.
std::optional<int64_t> AgeOf(const RememberedThing& thing,
                             const MemoryQuery& query) {
  if (!IsSeenLater(thing, query)) {
    return query.at_seconds - thing.last_seen_seconds;
  }
  const int64_t after_first_seconds =
      query.at_seconds - thing.first_seen_seconds;
  if (query.purpose == Purpose::kCount) {
    return std::max<int64_t>(0, -after_first_seconds);
  }
  if (after_first_seconds < 0) return std::nullopt;
  return after_first_seconds;
}

// "8 commands, 2 error codes and 1 tool", the kind with the most bits first.
void AppendKinds(std::span<const Remembered> things, TextBuffer& text) {
  struct Kind {
    const Detector* detector;
    uint64_t things;
  };
  absl::InlinedVector<Kind, 8> kinds;
  for (const Remembered& thing : things) {
    const auto kind = std::ranges::find(
        kinds, thing.detector,
        [](const Kind& other) { return other.detector->name; });
    if (kind != kinds.end()) {
      ++kind->things;
      continue;
    }
    const auto detector =
        std::ranges::find(Detectors(), thing.detector, &Detector::name);
    // One that an older release knew.
    if (detector != Detectors().end()) kinds.push_back({&*detector, 1});
  }
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (i > 0) text.Add(i + 1 < kinds.size() ? ", " : " and ");
    AppendCount(kinds[i].things, kinds[i].detector->noun, text);
  }
}

// ": iam:ListUsers (4 calls), AccessDenied and 3 more"; of what is remembered
// without its value, nothing.
void AppendHeaviest(std::span<const Remembered> things, TextBuffer& text) {
  size_t shown = 0;
  size_t untold = 0;
  for (const Remembered& thing : things) {
    if (thing.value.empty()) continue;
    if (shown == kDescribedMax) {
      ++untold;
      continue;
    }
    text.Add(shown++ == 0 ? ": " : ", ");
    text.Add(thing.value);
    if (thing.calls == 0) continue;
    text.Add(" (");
    AppendCount(thing.calls, "call", text);
    text.Add(')');
  }
  if (untold == 0) return;
  text.Add(" and ");
  text.AddNumber(static_cast<int64_t>(untold));
  text.Add(" more");
}

}  // namespace

RecalledThings Recall(const ShortMemory& memory, const Model& model,
                      const MemoryQuery& query, std::span<const Anomaly> now) {
  DistinctThings things;
  for (const RememberedThing& thing : memory.things()) {
    const EvidenceName name = thing.name();
    if (!IsSamePlace(query.place, name) || IsLeftBy(query, thing, name)) {
      continue;
    }
    const std::optional<int64_t> age_seconds = AgeOf(thing, query);
    if (!age_seconds) continue;
    const double bits = thing.peak_centibits / 100.0 *
                        std::exp2(-static_cast<double>(*age_seconds) /
                                  model.memory_half_life_seconds);
    const auto said = std::ranges::find_if(now, [&](const Anomaly& anomaly) {
      return anomaly.detector->name == name.detector &&
             RememberedValue(anomaly) == name.value;
    });
    const double said_bits =
        said == now.end() ? 0 : EvidenceBits(*said->detector, said->bits);
    if (bits > said_bits) {
      const bool calls_known =
          query.purpose == Purpose::kCount || !IsSeenLater(thing, query);
      things.Add({name.detector, name.value, bits - said_bits,
                  calls_known ? thing.calls : 0, thing.first_seen_seconds});
    }
  }
  RecalledThings recalled = things.Take();
  SortFew(recalled, std::greater(), &Remembered::bits);
  return recalled;
}

double SumOf(std::span<const Remembered> recalled, const Model& model,
             std::span<const Anomaly> now) {
  if (recalled.empty()) return 0;
  double sum = 0;
  for (const Detector& detector : Detectors()) {
    if (detector.role != Detector::Role::kEvidence) continue;
    const bool is_said = std::ranges::any_of(now, [&](const Anomaly& anomaly) {
      return anomaly.detector == &detector &&
             EvidenceBits(detector, anomaly.bits) > 0;
    });
    double part = is_said ? model.memory_next_part : 1;
    absl::InlinedVector<int64_t, 8> bursts;
    for (const Remembered& thing : recalled) {
      if (thing.detector != detector.name ||
          std::ranges::any_of(bursts, [&](int64_t burst_seconds) {
            return std::abs(thing.first_seen_seconds - burst_seconds) <=
                   model.memory_burst_seconds;
          })) {
        continue;
      }
      bursts.push_back(thing.first_seen_seconds);
      sum += part * thing.bits;
      part *= model.memory_next_part;
    }
  }
  return sum;
}

void Describe(std::span<const Remembered> recalled, const MemoryPlace& place,
              Factor& factor) {
  std::array<char, kSentenceBytes> room;
  TextBuffer brief(room);
  AppendKinds(recalled, brief);
  brief.Add(" unusual for ");
  Append(ShownPrincipal(factor.entity), brief);
  brief.Add(", from the same place");
  if (!place.origin.empty()) {
    brief.Add(" (");
    AppendValue(Attribute::kCountry, place.origin, brief);
    brief.Add(')');
  }
  int64_t first_seconds = recalled.front().first_seen_seconds;
  int64_t last_seconds = factor.at_seconds;
  for (const Remembered& thing : recalled) {
    first_seconds = std::min(first_seconds, thing.first_seen_seconds);
    last_seconds = std::max(last_seconds, thing.first_seen_seconds);
  }
  brief.Add(" within ");
  AppendSpan(last_seconds - first_seconds, brief);
  brief.Add(", since ");
  AppendMinute(first_seconds, brief);
  factor.brief = brief.bytes();
  TextBuffer detail(room);
  AppendHeaviest(recalled, detail);
  factor.detail = detail.bytes();
}

std::vector<EvidenceNote> EvidenceOf(const MemoryPlace& place,
                                     std::span<const Anomaly> anomalies) {
  std::vector<EvidenceNote> evidence;
  for (const Anomaly& anomaly : anomalies) {
    const double bits = EvidenceBits(*anomaly.detector, anomaly.bits);
    if (bits <= 0) continue;
    evidence.push_back({.name = {.origin = place.origin,
                                 .network = place.network,
                                 .network_is_new = place.network_is_new,
                                 .detector = anomaly.detector->name,
                                 .value = RememberedValue(anomaly)},
                        .centibits = Centibits(bits)});
  }
  return evidence;
}

}  // namespace farcall
