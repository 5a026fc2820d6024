// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/anonymizer_exits.h"

#include <vector>

#include "geo/network/list_lines.h"

namespace farcall {

absl::StatusOr<std::shared_ptr<const AnonymizerExits>>
AnonymizerExits::FromBytes(std::string_view bytes, const std::string& name) {
  auto list = std::make_shared<AnonymizerExits>();
  const absl::Status added = ForEachEntry(
      bytes, "anonymizer exits " + name,
      [&list](const std::vector<std::string>& fields, size_t) -> absl::Status {
        const absl::StatusOr<Prefix> prefix = ParsePrefixField(fields.front());
        if (!prefix.ok()) return prefix.status();
        if (fields.size() > 1) {
          return InvalidField("prefix", fields.front(),
                              "more follows (want an address or a prefix)");
        }
        if (prefix->bits == 0) {
          return InvalidField("prefix", fields.front(),
                              "all addresses are in it");
        }
        list->exits_.Add(*prefix, {});
        return absl::OkStatus();
      });
  if (!added.ok()) return added;
  return list;
}

}  // namespace farcall
