// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/contacts.h"

#include <utility>
#include <vector>

#include "geo/network/list_lines.h"

namespace farcall {

absl::StatusOr<std::shared_ptr<const Contacts>> Contacts::FromBytes(
    std::string_view bytes, const std::string& name) {
  auto list = std::make_shared<Contacts>();
  const absl::Status added = ForEachEntry(
      bytes, "contacts " + name,
      [&list](std::vector<std::string> fields, size_t line) {
        if (fields.size() != 2 || fields[1].empty()) {
          return InvalidField("prefix", fields.front(),
                              "want prefix,address (one with # or a comma "
                              "wants quotes)");
        }
        return list->contacts_.Add(std::move(fields[0]), "address",
                                   {std::move(fields[1]), line});
      });
  if (!added.ok()) return added;
  return list;
}

std::string_view Contacts::AddressFor(std::string_view principal) const {
  const auto* entry = contacts_.Find(principal);
  return entry == nullptr ? std::string_view() : entry->text;
}

}  // namespace farcall
