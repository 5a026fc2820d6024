// SPDX-License-Identifier: Apache-2.0
#include "storage/codec/record/histogram_codec.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <ranges>
#include <span>
#include <utility>
#include <vector>

#include "storage/codec/byte_coding.h"

namespace farcall {
namespace {

constexpr uint64_t kSecondsMax = std::numeric_limits<int64_t>::max();

constexpr size_t kSlots = kSlotsPerPeriod;
// From this many slots on a set is written as a bitmap, which is as small then.
constexpr size_t kBitmapBytes = kSlots / 8;
static_assert(kBitmapBytes * 8 == kSlots);

// What stands beside the number of periods.
constexpr uint64_t kHasSlots = 1;
constexpr uint64_t kNoted = 2;  // a peak and a verdict follow

// The rules, as the reason why not or nullptr. Histogram::Count keeps them all.

// Whether the value itself says in which hours it was observed.
bool HasSlots(const ValueCount& value) {
  return std::ranges::any_of(value.periods, [](const PeriodCount& count) {
    return count.slots.any();
  });
}

const char* WhyBadPeriods(const ValueCount& value) {
  if (!value.seen()) {
    if (value.judgement.verdict == Verdict::kNone) {
      return "value without periods";
    }
    return value.last_seen_seconds != 0 ? "time of a value that was not seen"
                                        : nullptr;
  }
  if (value.periods.size() > static_cast<size_t>(kPeriodsKept)) {
    return "too many periods";
  }
  const bool has_slots = HasSlots(value);
  int64_t before = -1;
  for (const PeriodCount& count : value.periods) {
    if (count.period <= before) return "periods not ascending";
    if (count.calls == 0) return "period without calls";
    if (count.observations > count.calls) return "more observations than calls";
    if (count.slots.count() != (has_slots ? count.observations : 0)) {
      return "slots that are not the observations";
    }
    before = count.period;
  }
  return before > PeriodOf(value.last_seen_seconds) ? "period after last_seen"
                                                    : nullptr;
}

const char* WhyBadValue(const ValueCount& value) {
  if (value.first_seen_seconds < 0) return "first_seen before 1970";
  if (value.last_seen_seconds < value.first_seen_seconds) {
    return "last_seen before first_seen";
  }
  const Judgement& judgement = value.judgement;
  if (judgement.until_seconds != 0 && judgement.verdict != Verdict::kBenign) {
    return "end of what is no benign verdict";
  }
  if (judgement.until_seconds < 0) return "end of a verdict before 1970";
  if (judgement.said_micros < 0) return "verdict before 1970";
  return WhyBadPeriods(value);
}

template <typename Values>
const char* WhyBad(const Values& values) {
  if (values.size() > kValuesMax) return "too many values";
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0 && values[i].value <= values[i - 1].value) {
      return "values not ascending";
    }
    if (const char* why = WhyBadValue(values[i])) return why;
  }
  return nullptr;
}

uint64_t Distance(int64_t from, int64_t to) {
  return static_cast<uint64_t>(to) - static_cast<uint64_t>(from);
}

// As libstdc++ keeps a set here: bit k is bit k % 8 of byte k / 8.
using SlotBytes = std::array<char, sizeof(PeriodCount::Slots)>;
static_assert(std::endian::native == std::endian::little);

void AppendSlots(const PeriodCount::Slots& slots, std::string& out) {
  if (slots.count() >= kBitmapBytes) {
    const auto bytes = std::bit_cast<SlotBytes>(slots);
    out.append(bytes.data(), kBitmapBytes);
    return;
  }
  // Few are set: from one to the next, not one by one (an extension of
  // libstdc++).
  size_t next = 0;
  for (size_t slot = slots._Find_first(); slot < kSlots;
       slot = slots._Find_next(slot)) {
    AppendVarint(slot - next, out);
    next = slot + 1;
  }
}

void AppendPeriods(const ValueCount& value, bool has_slots, std::string& out) {
  int64_t later = PeriodOf(value.last_seen_seconds);
  for (const PeriodCount& count : std::views::reverse(value.periods)) {
    AppendVarint(Distance(count.period, later), out);
    AppendVarint(count.observations, out);
    AppendVarint(count.calls - count.observations, out);
    if (has_slots) AppendSlots(count.slots, out);
    later = count.period;
  }
}

void AppendJudgement(const Judgement& judgement, std::string& out) {
  out.push_back(static_cast<char>(judgement.verdict));
  if (judgement.verdict == Verdict::kNone) return;
  AppendVarint(static_cast<uint64_t>(judgement.until_seconds), out);
  AppendVarint(static_cast<uint64_t>(judgement.said_micros), out);
}

void AppendValue(const ValueCount& value, int64_t newest_seconds,
                 std::string& out) {
  AppendVarint(value.value.size(), out);
  out.append(value.value);
  AppendVarint(Distance(value.last_seen_seconds, newest_seconds), out);
  AppendVarint(Distance(value.first_seen_seconds, value.last_seen_seconds),
               out);
  const bool has_slots = HasSlots(value);
  const bool noted =
      value.peak_centibits != 0 || value.judgement.verdict != Verdict::kNone;
  AppendVarint((value.periods.size() << 2) | (noted ? kNoted : 0) |
                   (has_slots ? kHasSlots : 0),
               out);
  if (noted) {
    AppendVarint(value.peak_centibits, out);
    AppendJudgement(value.judgement, out);
  }
  AppendPeriods(value, has_slots, out);
}

// The opposite of Append*: nullptr, or what is missing. What was read is
// bounded but not yet held to the rules above.

// Sets `number` to `from` minus a varint; false if that is below zero.
bool TakeBefore(ByteReader& reader, int64_t from, int64_t& number) {
  uint64_t distance = 0;
  if (!reader.Varint(distance) || distance > static_cast<uint64_t>(from)) {
    return false;
  }
  number = from - static_cast<int64_t>(distance);
  return true;
}

bool TakeSlots(ByteReader& reader, uint64_t count, PeriodCount::Slots& slots) {
  if (count >= kBitmapBytes) {
    std::string_view bitmap;
    if (!reader.Bytes(kBitmapBytes, bitmap)) return false;
    SlotBytes bytes{};
    std::ranges::copy(bitmap, bytes.begin());
    slots = std::bit_cast<PeriodCount::Slots>(bytes);
    return true;
  }
  uint64_t next = 0;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t gap = 0;
    if (!reader.Varint(gap) || gap >= kSlots - next) return false;
    slots.set(next + gap);
    next += gap + 1;
  }
  return true;
}

const char* TakePeriods(ByteReader& reader, uint64_t count, bool has_slots,
                        ValueCount& value) {
  if (count > static_cast<uint64_t>(kPeriodsKept)) return "number of periods";
  value.periods.resize(count);
  int64_t later = PeriodOf(value.last_seen_seconds);
  for (auto it = value.periods.rbegin(); it != value.periods.rend(); ++it) {
    uint64_t repeats = 0;
    if (!TakeBefore(reader, later, it->period)) return "period";
    if (!reader.Varint(it->observations)) return "observations";
    if (!reader.Varint(repeats)) return "calls";
    it->calls = it->observations + repeats;
    if (it->calls < repeats) return "calls";
    if (has_slots && !TakeSlots(reader, it->observations, it->slots)) {
      return "slots";
    }
    later = it->period;
  }
  return nullptr;
}

bool TakeNumber(ByteReader& reader, int64_t& number) {
  uint64_t taken = 0;
  if (!reader.Varint(taken) || taken > kSecondsMax) return false;
  number = static_cast<int64_t>(taken);
  return true;
}

const char* TakeNotes(ByteReader& reader, CodecVersion version,
                      ValueCount& value) {
  uint64_t peak = 0;
  uint8_t verdict = 0;
  if (!reader.Varint(peak) || peak > std::numeric_limits<uint32_t>::max()) {
    return "peak";
  }
  if (!reader.Byte(verdict) ||
      verdict > static_cast<uint8_t>(Verdict::kMalicious)) {
    return "verdict";
  }
  value.peak_centibits = static_cast<uint32_t>(peak);
  value.judgement.verdict = static_cast<Verdict>(verdict);
  if (version == CodecVersion::kV2 ||
      value.judgement.verdict == Verdict::kNone) {
    return nullptr;
  }
  if (!TakeNumber(reader, value.judgement.until_seconds) ||
      !TakeNumber(reader, value.judgement.said_micros)) {
    return "time of a verdict";
  }
  return nullptr;
}

// Version 2 kept a value that was judged before it was seen as one call that
// nobody made.
void DropCallOfJudgement(ValueCount& value) {
  if (value.judgement.verdict == Verdict::kNone) return;
  EraseIf(value.periods, [](const PeriodCount& count) {
    return count.calls == 1 && count.observations == 0 && count.slots.none();
  });
  if (value.seen()) return;
  value.first_seen_seconds = 0;
  value.last_seen_seconds = 0;
}

const char* TakeValue(ByteReader& reader, CodecVersion version,
                      int64_t newest_seconds, ValueCount& value) {
  uint64_t length = 0;
  uint64_t periods_and_marks = 0;
  std::string_view text;
  if (!reader.Varint(length) || !reader.Bytes(length, text)) return "value";
  value.value = text;
  if (!TakeBefore(reader, newest_seconds, value.last_seen_seconds)) {
    return "last_seen";
  }
  if (!TakeBefore(reader, value.last_seen_seconds, value.first_seen_seconds)) {
    return "first_seen";
  }
  if (!reader.Varint(periods_and_marks)) return "number of periods";
  const bool has_notes = version != CodecVersion::kV1;
  if (has_notes && (periods_and_marks & kNoted) != 0) {
    if (const char* bad = TakeNotes(reader, version, value)) return bad;
  }
  return TakePeriods(reader, periods_and_marks >> (has_notes ? 2 : 1),
                     (periods_and_marks & kHasSlots) != 0, value);
}

const char* TakeValues(ByteReader& reader, CodecVersion version,
                       std::vector<ValueCount>& values) {
  uint64_t count = 0;
  uint64_t newest_seconds = 0;
  if (!reader.Varint(count) || count > kValuesMax) return "number of values";
  if (!reader.Varint(newest_seconds) || newest_seconds > kSecondsMax) {
    return "time of the newest event";
  }
  values.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    const char* bad =
        TakeValue(reader, version, static_cast<int64_t>(newest_seconds),
                  values.emplace_back());
    if (bad != nullptr) return bad;
    if (version == CodecVersion::kV2) DropCallOfJudgement(values.back());
  }
  return reader.remaining() == 0 ? nullptr : "end: bytes are left over";
}

absl::Status DataLoss(const std::string& what) {
  return absl::DataLossError("histogram: " + what);
}

absl::Status MustNotBeWritten(const std::string& why) {
  return absl::InternalError("histogram that must not be written: " + why);
}

template <typename Values>
absl::StatusOr<std::string> Encode(const Values& values,
                                   int64_t newest_seconds) {
  if (const char* why = WhyBad(values)) return MustNotBeWritten(why);
  std::string out(1, static_cast<char>(CodecVersion::kV3));
  AppendVarint(values.size(), out);
  AppendVarint(static_cast<uint64_t>(newest_seconds), out);
  for (const ValueCount& value : values) {
    AppendValue(value, newest_seconds, out);
  }
  return out;
}

}  // namespace

absl::StatusOr<std::string> EncodeHistogram(const Histogram& histogram) {
  return Encode(histogram.values(), histogram.last_seen_seconds());
}

absl::StatusOr<std::string> EncodeValues(std::span<const ValueCount> values) {
  int64_t newest_seconds = 0;
  for (const ValueCount& value : values) {
    newest_seconds = std::max(newest_seconds, value.last_seen_seconds);
  }
  return Encode(values, newest_seconds);
}

absl::StatusOr<std::vector<ValueCount>> DecodeValues(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  if (!reader.Byte(version)) return DataLoss("no version byte");
  if (version < static_cast<uint8_t>(CodecVersion::kV1) ||
      version > static_cast<uint8_t>(CodecVersion::kV3)) {
    return DataLoss("version " + std::to_string(version) +
                    ", this binary reads 1 to 3");
  }
  std::vector<ValueCount> values;
  if (const char* bad =
          TakeValues(reader, static_cast<CodecVersion>(version), values)) {
    return DataLoss("bad " + std::string(bad));
  }
  if (const char* why = WhyBad(values)) return DataLoss(why);
  return values;
}

absl::StatusOr<Histogram> DecodeHistogram(std::string_view bytes) {
  absl::StatusOr<std::vector<ValueCount>> values = DecodeValues(bytes);
  if (!values.ok()) return values.status();
  return Histogram::FromValues(*std::move(values));
}

absl::Status ApplyHistogramChanges(std::string_view bytes,
                                   Histogram& histogram) {
  const uint8_t first = bytes.empty() ? 0 : static_cast<uint8_t>(bytes.front());
  if (first != kHistogramChangesV1 && first != kHistogramChangesV2) {
    absl::StatusOr<Histogram> whole = DecodeHistogram(bytes);
    if (!whole.ok()) return whole.status();
    histogram = *std::move(whole);
    return absl::OkStatus();
  }
  const CodecVersion version =
      first == kHistogramChangesV1 ? CodecVersion::kV2 : CodecVersion::kV3;
  ByteReader reader(bytes.substr(1));
  std::vector<ValueCount> changes;
  if (const char* bad = TakeValues(reader, version, changes)) {
    return DataLoss("changes: bad " + std::string(bad));
  }
  Histogram changed = histogram;
  changed.TakeUp(std::move(changes));
  if (const char* why = WhyBad(changed.values())) {
    return DataLoss("changes: " + std::string(why));
  }
  histogram = std::move(changed);
  return absl::OkStatus();
}

}  // namespace farcall
