// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "scoring/attribute.h"
#include "scoring/factor_counts.h"
#include "scoring/instance_site.h"
#include "scoring/questions.h"
#include "scoring/words.h"
#include "text/count.h"

namespace farcall {
namespace {

// "the instance i-0abc12345 of the role web also called from the network of
// amazon, last at 2024-10-04 11:00: its credentials were issued to it alone"
void Tell(const OtherSite& other, Factor& factor) {
  const bool is_private = other.site == kOriginPrivate;
  factor.brief = "the instance " + std::string(InstanceOf(factor.value)) +
                 " of " + ShownPrincipal(factor.entity) + " also called from " +
                 (is_private ? "" : "the network of ") +
                 ShownValue(Attribute::kCountry, other.site) + ", last at " +
                 Minute(other.last_seen_seconds) +
                 ": its credentials were issued to it alone";
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

std::optional<Finding> AskSecondSite(const Detector& detector,
                                     const Evaluation& evaluation,
                                     std::span<const Level> levels) {
  const double bits = OtherSiteBits(OtherSiteOf(evaluation, levels));
  if (bits <= 0) return std::nullopt;
  return Finding{.detector = &detector,
                 .value = evaluation.counted.value(detector.attribute),
                 .bits = bits};
}

Factor ReportSecondSite(const Finding& finding, const Evaluation& evaluation,
                        std::span<const Level> levels) {
  Factor factor = CountedFactor(finding, evaluation, levels.front());
  Tell(OtherSiteOf(evaluation, levels), factor);
  return factor;
}

}  // namespace farcall
