// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <variant>

#include "scoring/detectors/factor_counts.h"
#include "scoring/detectors/questions.h"
#include "scoring/records/attribute.h"
#include "scoring/records/instance_site.h"
#include "scoring/records/words.h"
#include "text/count.h"

namespace farcall {
namespace {

// "the instance i-0abc12345 of the role web also called from the network of
// amazon, last at 2024-10-04 11:00: its credentials were issued to it alone"
void Tell(const OtherSite& other, Factor& factor) {
  const bool is_private = other.site == kOriginPrivate;
  std::array<char, 256> room;
  TextBuffer brief(room);
  brief.Add("the instance ");
  brief.Add(InstanceOf(factor.value));
  brief.Add(" of ");
  Append(ShownPrincipal(factor.entity), brief);
  brief.Add(" also called from ");
  if (!is_private) brief.Add("the network of ");
  AppendValue(Attribute::kCountry, other.site, brief);
  brief.Add(", last at ");
  AppendMinute(other.last_seen_seconds, brief);
  brief.Add(": its credentials were issued to it alone");
  factor.brief = brief.bytes();
  if (other.alike > 0) {
    factor.detail = "; " + Count(other.alike, "other instance") +
                    " of the role called from both";
  }
}

OtherSite OtherSiteOf(const Evaluation& evaluation,
                      std::span<const Level> levels) {
  return FindOtherSite(evaluation.counted.value(Attribute::kInstanceSite),
                       levels.front().histogram(), levels.back().histogram(),
                       evaluation.at_seconds(), evaluation.by_seconds());
}

}  // namespace

std::optional<Anomaly> AskSecondSite(const Detector& detector,
                                     const Evaluation& evaluation,
                                     std::span<const Level> levels) {
  const OtherSite other = OtherSiteOf(evaluation, levels);
  const double bits = OtherSiteBits(other);
  if (bits <= 0) return std::nullopt;
  return Anomaly{.detector = &detector,
                 .value = evaluation.counted.value(detector.attribute),
                 .bits = bits,
                 .more = other};
}

void ReportSecondSite(const Anomaly& anomaly, const Evaluation& evaluation,
                      std::span<const Level> levels, Factor& factor) {
  AddCounts(anomaly, evaluation, levels.front(), factor);
  Tell(std::get<OtherSite>(anomaly.more), factor);
}

}  // namespace farcall
