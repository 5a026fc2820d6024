// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/critical_assets.h"

#include <utility>
#include <vector>

#include "geo/network/list_lines.h"

namespace farcall {

absl::StatusOr<std::shared_ptr<const CriticalAssets>> CriticalAssets::FromBytes(
    std::string_view bytes, const std::string& name) {
  auto list = std::make_shared<CriticalAssets>();
  const absl::Status added = ForEachEntry(
      bytes, "critical assets " + name,
      [&list](std::vector<std::string> fields, size_t line) {
        if (fields.front().empty() || fields.size() > 2) {
          return InvalidField("prefix", fields.front(),
                              "want prefix or prefix,note (one with # or a "
                              "comma wants quotes)");
        }
        fields.resize(2);
        return list->assets_.Add(std::move(fields[0]), "note",
                                 {std::move(fields[1]), line});
      });
  if (!added.ok()) return added;
  return list;
}

const std::string* CriticalAssets::NoteOn(std::string_view asset) const {
  const auto* entry = assets_.Find(asset);
  return entry == nullptr ? nullptr : &entry->text;
}

}  // namespace farcall
