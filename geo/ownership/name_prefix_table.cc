// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/name_prefix_table.h"

#include <algorithm>
#include <utility>

#include "geo/network/list_lines.h"

namespace farcall {

absl::Status NamePrefixTable::Add(std::string prefix, std::string_view field,
                                  Entry entry) {
  absl::Status status = CheckTextField("prefix", prefix, kPrefixBytesMax);
  if (status.ok()) status = CheckTextField(field, entry.text, kTextBytesMax);
  if (!status.ok()) return status;
  const size_t bytes = prefix.size();
  const auto [there, is_new] =
      entries_.try_emplace(std::move(prefix), std::move(entry));
  if (!is_new) return GivenBefore("prefix", there->first, there->second.line);
  longest_ = std::max(longest_, bytes);
  return absl::OkStatus();
}

const NamePrefixTable::Entry* NamePrefixTable::Find(
    std::string_view name) const {
  name = name.substr(0, longest_);
  while (true) {
    const auto found = entries_.find(name);
    if (found != entries_.end()) return &found->second;
    if (name.empty()) return nullptr;
    name.remove_suffix(1);
  }
}

}  // namespace farcall
