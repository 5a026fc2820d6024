// SPDX-License-Identifier: Apache-2.0
#include "ingest/findings/finding_notice.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "formats/finding_facts.h"

namespace farcall {

Notice NoticeOf(const v1::WatchFindingsResponse& change) {
  const std::vector<v1::FindingChange> changes = ChangesOf(change);
  const v1::Finding& finding = change.finding();
  if (IsClosed(finding) || Has(changes, v1::FINDING_CHANGE_REMOVED)) {
    return Notice::kResolved;
  }
  if (IsPlanned(finding)) return Notice::kNone;
  const bool is_acknowledged =
      finding.state() == v1::Finding::STATE_ACKNOWLEDGED;
  if (Has(changes, v1::FINDING_CHANGE_OPENED) ||
      Has(changes, v1::FINDING_CHANGE_ESCALATED) ||
      (changes.empty() && !is_acknowledged)) {
    return Notice::kAlarm;
  }
  const bool may_be_news =
      changes.empty() || Has(changes, v1::FINDING_CHANGE_TRIAGED);
  return is_acknowledged && may_be_news ? Notice::kAcknowledged : Notice::kNone;
}

std::string RevisionKey(const v1::WatchFindingsResponse& change) {
  return absl::StrCat(change.finding().id(), "@", change.finding().revision());
}

}  // namespace farcall
