// SPDX-License-Identifier: Apache-2.0
#include "triage/runbook/subject/asset_list.h"

#include <set>
#include <string_view>

#include "text/count.h"
#include "triage/runbook/command/command_field.h"

namespace farcall {

AssetList AssetsOf(std::span<const EventFact* const> calls) {
  return AssetsOf(calls, [](const EventFact&) { return true; });
}

AssetList AssetsOf(std::span<const EventFact* const> calls,
                   absl::FunctionRef<bool(const EventFact&)> which) {
  AssetList assets;
  std::set<std::string_view> seen;
  for (const EventFact* call : calls) {
    if (!which(*call)) continue;
    for (const std::string& asset : call->details.assets) {
      if (seen.insert(asset).second &&
          assets.shown.size() < AssetList::kShownMax &&
          IsFillable(CommandField::kArn, asset)) {
        assets.shown.push_back(asset);
      }
    }
  }
  assets.all = seen.size();
  return assets;
}

std::string Shown(const AssetList& assets) {
  std::string text = Count(assets.all, "asset");
  for (size_t i = 0; i < assets.shown.size(); ++i) {
    text += i == 0 ? ": " : ", ";
    text += assets.shown[i];
  }
  if (const size_t more = assets.all - assets.shown.size();
      more > 0 && !assets.shown.empty()) {
    text += " and " + Count(more, "other");
  }
  return text + ".";
}

}  // namespace farcall
