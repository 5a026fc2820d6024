// SPDX-License-Identifier: Apache-2.0
#include "scoring/findings/finding_join.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "text/shown_text.h"

namespace farcall {
namespace {

// Counts a call of `text`; false if there is no room for a further text.
bool CountText(std::string_view text, size_t texts_max,
               std::vector<CallsOfText>& counts) {
  const auto known = std::ranges::find(counts, text, &CallsOfText::text);
  if (known != counts.end()) {
    ++known->calls;
    return true;
  }
  if (counts.size() == texts_max) return false;
  counts.push_back({.text = std::string(text), .calls = 1});
  return true;
}

FindingSample SampleOf(const FindingCall& call) {
  const Event& event = call.event;
  return {
      .event_id = event.event_id,
      .at_seconds = event.event_time_seconds,
      .account = event.account,
      .command = event.command,
      .source_address = event.source_address,
      .user_agent = std::string(CutTo(event.user_agent, kSampleAgentBytesMax)),
      .error_code = event.error_code,
      .centibits = call.centibits,
      .score_hundredths = call.score_hundredths};
}

bool IsEarlier(const FindingSample& a, const FindingSample& b) {
  return std::tie(a.at_seconds, a.event_id) <
         std::tie(b.at_seconds, b.event_id);
}

// How many samples there may be of each kind.
struct SampleBounds {
  explicit SampleBounds(size_t all)
      : first(all / 4), last(all / 4), oddest(all - first - last) {}

  size_t all() const { return first + last + oddest; }

  size_t first;
  size_t last;
  size_t oddest;
};

// Whether the sample at `index`, by time, is one of the oddest.
bool IsOddest(const std::vector<FindingSample>& samples, size_t index,
              const SampleBounds& bounds) {
  const FindingSample& own = samples[index];
  const auto odder =
      std::ranges::count_if(samples, [&](const FindingSample& other) {
        return std::tie(own.centibits, other.event_id) <
               std::tie(other.centibits, own.event_id);
      });
  return static_cast<size_t>(odder) < bounds.oddest;
}

// Drops samples that are none of the first, last and oddest.
void KeepBound(const SampleBounds& bounds,
               std::vector<FindingSample>& samples) {
  for (size_t i = bounds.first; i + bounds.last < samples.size();) {
    if (IsOddest(samples, i, bounds)) {
      ++i;
    } else {
      samples.erase(samples.begin() + static_cast<ptrdiff_t>(i));
    }
  }
}

void AddSample(const FindingCall& call, std::vector<FindingSample>& samples) {
  const SampleBounds bounds(call.samples_max);
  if (bounds.all() == 0) return;
  const int64_t at_seconds = call.event.event_time_seconds;
  // Most calls of a long episode lie in its middle and are not odd.
  if (bounds.first > 0 && samples.size() >= bounds.all() &&
      at_seconds > samples[bounds.first - 1].at_seconds &&
      at_seconds < samples[samples.size() - bounds.last].at_seconds &&
      call.centibits == 0) {
    return;
  }
  FindingSample sample = SampleOf(call);
  samples.insert(std::ranges::upper_bound(samples, sample, IsEarlier),
                 std::move(sample));
  KeepBound(bounds, samples);
}

}  // namespace

FindingChanges JoinFinding(const FindingCall& call, Finding& finding) {
  const Event& event = call.event;
  const int64_t at_seconds = event.event_time_seconds;
  const RiskLevel level_before = finding.risk_level();
  const bool is_worse = IsWorse(call.command_class, finding);
  const bool is_first = finding.calls == 0;
  finding.first_seconds =
      is_first ? at_seconds : std::min(finding.first_seconds, at_seconds);
  finding.last_seconds =
      is_first ? at_seconds : std::max(finding.last_seconds, at_seconds);
  ++finding.calls;
  if (!event.error_code.empty()) ++finding.failed_calls;
  finding.peak_centibits = std::max(finding.peak_centibits, call.centibits);
  finding.score_hundredths =
      std::max(finding.score_hundredths, call.score_hundredths);
  finding.classes |= SetOf(call.command_class);
  if (call.is_sensitive) ++finding.sensitive_calls;
  if (!event.account.empty()) {
    CountText(event.account, kFindingAccountsMax, finding.accounts);
  }
  if (!CountText(event.command, kFindingCommandsMax, finding.commands)) {
    ++finding.other_command_calls;
  }
  if (!call.network.empty()) {
    CountText(call.network, kFindingNetworksMax, finding.networks);
  }
  AddSample(call, finding.samples);
  FindingChanges changes = SetOf(FindingChange::kGrew);
  if (is_worse || finding.risk_level() > level_before) {
    changes |= SetOf(FindingChange::kEscalated);
  }
  return changes;
}

}  // namespace farcall
