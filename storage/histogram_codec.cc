// SPDX-License-Identifier: Apache-2.0
#include "storage/histogram_codec.h"

#include <limits>
#include <utility>
#include <vector>

#include "storage/byte_coding.h"

namespace farcall {
namespace {

constexpr uint64_t kSecondsMax = std::numeric_limits<int64_t>::max();

int64_t SlotOf(int64_t seconds) { return seconds / kSlotSeconds; }
int64_t PeriodOf(int64_t seconds) { return seconds / kPeriodSeconds; }

// The rules, as the reason why not or nullptr. Histogram::Count keeps them all.

const char* WhyBadWindow(const SlotWindow& window, int64_t last_seen_seconds) {
  if (window.newest < 0) return "slot before 1970";
  if (window.newest > SlotOf(last_seen_seconds)) return "slot after last_seen";
  if ((window.bits & 1) == 0) return "newest slot is not in its window";
  return nullptr;
}

const char* WhyBadPeriods(const ValueCount& value) {
  if (value.periods.empty()) return "value without periods";
  if (value.periods.size() > static_cast<size_t>(kPeriodsKept)) {
    return "too many periods";
  }
  int64_t before = -1;
  for (const PeriodCount& count : value.periods) {
    if (count.period <= before) return "periods not ascending";
    if (count.calls == 0) return "period without calls";
    if (count.observations > count.calls) return "more observations than calls";
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
  const char* why = WhyBadWindow(value.recent, value.last_seen_seconds);
  if (why == nullptr && value.late != SlotWindow{}) {
    why = WhyBadWindow(value.late, value.last_seen_seconds);
  }
  return why == nullptr ? WhyBadPeriods(value) : why;
}

const char* WhyBad(const std::vector<ValueCount>& values) {
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

void AppendWindow(const SlotWindow& window, int64_t last_seen_seconds,
                  std::string& out) {
  AppendVarint(Distance(window.newest, SlotOf(last_seen_seconds)), out);
  AppendVarint(window.bits >> 1, out);
}

void AppendPeriods(const ValueCount& value, std::string& out) {
  int64_t later = PeriodOf(value.last_seen_seconds);
  for (auto it = value.periods.rbegin(); it != value.periods.rend(); ++it) {
    AppendVarint(Distance(it->period, later), out);
    AppendVarint(it->observations, out);
    AppendVarint(it->calls - it->observations, out);
    later = it->period;
  }
}

void AppendValue(const ValueCount& value, int64_t newest_seconds,
                 std::string& out) {
  const bool has_late = value.late != SlotWindow{};
  AppendVarint(value.value.size(), out);
  out.append(value.value);
  AppendVarint(Distance(value.last_seen_seconds, newest_seconds), out);
  AppendVarint(Distance(value.first_seen_seconds, value.last_seen_seconds),
               out);
  AppendVarint((value.periods.size() << 1) | (has_late ? 1 : 0), out);
  AppendWindow(value.recent, value.last_seen_seconds, out);
  if (has_late) AppendWindow(value.late, value.last_seen_seconds, out);
  AppendPeriods(value, out);
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

const char* TakeWindow(ByteReader& reader, int64_t last_seen_seconds,
                       SlotWindow& window) {
  uint64_t older_bits = 0;
  if (!TakeBefore(reader, SlotOf(last_seen_seconds), window.newest) ||
      !reader.Varint(older_bits)) {
    return "slot window";
  }
  if (older_bits >> (SlotWindow::kSlots - 1) != 0) return "slot window";
  window.bits = (older_bits << 1) | 1;
  return nullptr;
}

const char* TakePeriods(ByteReader& reader, uint64_t count, ValueCount& value) {
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
    later = it->period;
  }
  return nullptr;
}

const char* TakeValue(ByteReader& reader, int64_t newest_seconds,
                      ValueCount& value) {
  uint64_t length = 0;
  uint64_t periods_and_late = 0;
  std::string_view text;
  if (!reader.Varint(length) || !reader.Bytes(length, text)) return "value";
  value.value = text;
  if (!TakeBefore(reader, newest_seconds, value.last_seen_seconds)) {
    return "last_seen";
  }
  if (!TakeBefore(reader, value.last_seen_seconds, value.first_seen_seconds)) {
    return "first_seen";
  }
  if (!reader.Varint(periods_and_late)) return "number of periods";
  const char* bad = TakeWindow(reader, value.last_seen_seconds, value.recent);
  if (bad == nullptr && (periods_and_late & 1) != 0) {
    bad = TakeWindow(reader, value.last_seen_seconds, value.late);
  }
  if (bad != nullptr) return bad;
  return TakePeriods(reader, periods_and_late >> 1, value);
}

const char* TakeValues(ByteReader& reader, std::vector<ValueCount>& values) {
  uint64_t count = 0;
  uint64_t newest_seconds = 0;
  if (!reader.Varint(count) || count > kValuesMax) return "number of values";
  if (!reader.Varint(newest_seconds) || newest_seconds > kSecondsMax) {
    return "time of the newest event";
  }
  values.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    const char* bad = TakeValue(reader, static_cast<int64_t>(newest_seconds),
                                values.emplace_back());
    if (bad != nullptr) return bad;
  }
  return reader.remaining() == 0 ? nullptr : "end: bytes are left over";
}

absl::Status DataLoss(const std::string& what) {
  return absl::DataLossError("histogram: " + what);
}

}  // namespace

absl::StatusOr<std::string> EncodeHistogram(const Histogram& histogram) {
  const std::vector<ValueCount>& values = histogram.values();
  if (const char* why = WhyBad(values)) {
    return absl::InternalError("histogram that must not be written: " +
                               std::string(why));
  }
  const int64_t newest_seconds = histogram.last_seen_seconds();
  std::string out(1, static_cast<char>(CodecVersion::kV1));
  AppendVarint(values.size(), out);
  AppendVarint(static_cast<uint64_t>(newest_seconds), out);
  for (const ValueCount& value : values) {
    AppendValue(value, newest_seconds, out);
  }
  return out;
}

absl::StatusOr<Histogram> DecodeHistogram(std::string_view bytes) {
  ByteReader reader(bytes);
  uint8_t version = 0;
  if (!reader.Byte(version)) return DataLoss("no version byte");
  if (version != static_cast<uint8_t>(CodecVersion::kV1)) {
    return DataLoss("version " + std::to_string(version) +
                    ", this binary reads 1");
  }
  std::vector<ValueCount> values;
  if (const char* bad = TakeValues(reader, values)) {
    return DataLoss("bad " + std::string(bad));
  }
  if (const char* why = WhyBad(values)) return DataLoss(why);
  return Histogram::FromValues(std::move(values));
}

}  // namespace farcall
