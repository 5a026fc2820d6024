// SPDX-License-Identifier: Apache-2.0

// A histogram as a store holds it, read and counted on.
#include <algorithm>

#include "scoring/counts/histogram_edit.h"
#include "storage/codec/record/histogram_codec.h"
#include "tests/fuzz/property.h"

namespace farcall {
namespace {

std::string Written(const Histogram& histogram) {
  const absl::StatusOr<std::string> bytes = EncodeHistogram(histogram);
  if (!bytes.ok()) {
    Broken("what was read cannot be written: " +
           std::string(bytes.status().message()));
  }
  const absl::StatusOr<Histogram> again = DecodeHistogram(*bytes);
  if (!again.ok()) Broken("what was written cannot be read");
  if (*again != histogram) Broken("what was written reads as another");
  return *bytes;
}

// Within what an event's time can be; counts near the end of 64 bits are left,
// and periods that do not go with the last call, which no event makes.
bool CountsOn(const Histogram& histogram) {
  constexpr int64_t kYear9999Seconds = 253402300799;
  constexpr uint64_t kCallsMax = uint64_t{1} << 60;
  if (histogram.last_seen_seconds() > kYear9999Seconds) return false;
  const int64_t last_period = PeriodOf(histogram.last_seen_seconds());
  for (const ValueCount& value : histogram.values()) {
    for (const PeriodCount& count : value.periods) {
      if (count.period > last_period ||
          count.period <= last_period - kPeriodsKept) {
        return false;
      }
      if (count.calls > kCallsMax) return false;
    }
  }
  return true;
}

// A value is counted by hours in all of its periods or in none.
bool HasObservationsWithoutHours(const ValueCount& value) {
  return std::ranges::any_of(value.periods, [](const PeriodCount& count) {
    return count.observations > 0 && count.slots.none();
  });
}

// As it was counted before: by hours, or as another histogram decides.
void CountAgain(std::string_view value, int64_t at_seconds,
                Histogram& histogram) {
  const ValueCount* seen = histogram.Find(value);
  if (seen != nullptr && HasObservationsWithoutHours(*seen)) {
    histogram.CountAs(Histogram::As::kObservation, value, at_seconds);
  } else {
    histogram.Count(value, at_seconds);
  }
}

void CountOn(Histogram histogram) {
  const int64_t last_seconds = histogram.last_seen_seconds();
  CountAgain("DE", last_seconds + kSlotSeconds, histogram);
  histogram.Judge("another", {Verdict::kMalicious});
  Written(histogram);
  for (const ValueCount& value : histogram.values()) {
    GivenToPeers(value);
    LastHourBy(value, last_seconds, 48);
  }
  ForgetHours(last_seconds - last_seconds % kSlotSeconds,
              last_seconds + 2 * kSlotSeconds, histogram);
  Written(histogram);
}

}  // namespace
}  // namespace farcall

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto histogram = farcall::DecodeHistogram(farcall::TextOf(data, size));
  if (!histogram.ok()) {
    if (!absl::IsDataLoss(histogram.status())) farcall::Broken("no DATA_LOSS");
    return 0;
  }
  farcall::Written(*histogram);
  if (farcall::CountsOn(*histogram)) farcall::CountOn(*histogram);
  return 0;
}
