// SPDX-License-Identifier: Apache-2.0
#include "formats/finding_facts.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "formats/names.h"

namespace farcall {

bool IsClosed(const v1::Finding& finding) {
  return finding.state() == v1::Finding::STATE_BENIGN ||
         finding.state() == v1::Finding::STATE_MALICIOUS ||
         finding.state() == v1::Finding::STATE_EXPIRED;
}

bool IsPlanned(const v1::Finding& finding) {
  return !IsClosed(finding) && !finding.exemption_id().empty();
}

bool Has(const std::vector<v1::FindingChange>& changes,
         v1::FindingChange change) {
  return std::ranges::find(changes, change) != changes.end();
}

std::string ChangeText(const std::vector<v1::FindingChange>& changes) {
  std::string text;
  for (const v1::FindingChange change : changes) {
    absl::StrAppend(&text, text.empty() ? "" : ",", Name(change));
  }
  return text;
}

std::vector<v1::FindingChange> ChangesOf(
    const v1::WatchFindingsResponse& answer) {
  std::vector<v1::FindingChange> changes;
  for (const int change : answer.changes()) {
    changes.push_back(static_cast<v1::FindingChange>(change));
  }
  return changes;
}

std::string ShortName(const std::string& principal) {
  const size_t slash = principal.rfind('/');
  const bool has_name =
      slash != std::string::npos && slash + 1 < principal.size();
  return has_name ? principal.substr(slash + 1) : principal;
}

std::string Title(const v1::Finding& finding) {
  return absl::StrCat("Unusual calls of ", ShortName(finding.principal()),
                      " from ", finding.origin());
}

bool IsCountry(std::string_view origin) {
  return origin.size() == 2 && std::ranges::all_of(origin, [](char c) {
           return absl::ascii_isupper(static_cast<unsigned char>(c));
         });
}

std::pair<std::string, std::string> SplitCommand(const std::string& command) {
  const size_t colon = command.find(':');
  if (colon == std::string::npos) return {"", command};
  return {command.substr(0, colon), command.substr(colon + 1)};
}

}  // namespace farcall
