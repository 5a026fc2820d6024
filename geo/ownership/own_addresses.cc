// SPDX-License-Identifier: Apache-2.0
#include "geo/ownership/own_addresses.h"

#include <utility>
#include <vector>

#include "geo/network/list_lines.h"
#include "geo/ownership/aws_names.h"

namespace farcall {
namespace {

constexpr size_t kFieldsMax = 5;
constexpr size_t kResourceBytesMax = 128;
constexpr size_t kNoteBytesMax = 256;

absl::Status Check(const OwnAddresses::Entry& entry) {
  if (!entry.account.empty() && !IsAwsAccount(entry.account)) {
    return InvalidField("account", entry.account, "want 12 digits");
  }
  if (!entry.region.empty() && !IsAwsRegion(entry.region)) {
    return InvalidField("region", entry.region,
                        "want a region of AWS, such as eu-central-1");
  }
  absl::Status status =
      CheckTextField("resource", entry.resource, kResourceBytesMax);
  if (status.ok()) status = CheckTextField("note", entry.note, kNoteBytesMax);
  return status;
}

absl::Status Add(std::vector<std::string> fields, size_t line,
                 PrefixTable<OwnAddresses::Entry>& entries) {
  if (fields.size() > kFieldsMax) {
    return InvalidField("note", fields[kFieldsMax - 1],
                        "more follows (want prefix,account,resource,region,"
                        "note; a note with commas wants quotes)");
  }
  const absl::StatusOr<Prefix> prefix = ParsePrefixField(fields.front());
  if (!prefix.ok()) return prefix.status();
  if (prefix->bits == 0) {
    return InvalidField("prefix", fields.front(), "all addresses are in it");
  }
  const std::string text = fields.front();
  fields.resize(kFieldsMax);
  OwnAddresses::Entry entry{std::move(fields[1]), std::move(fields[2]),
                            std::move(fields[3]), std::move(fields[4]), line};
  if (absl::Status status = Check(entry); !status.ok()) return status;
  const auto added = entries.Add(*prefix, std::move(entry));
  return added.is_new ? absl::OkStatus()
                      : GivenBefore("prefix", text, added.value.line);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const OwnAddresses>> OwnAddresses::FromBytes(
    std::string_view bytes, const std::string& name) {
  auto list = std::make_shared<OwnAddresses>();
  const absl::Status added =
      ForEachEntry(bytes, "own addresses " + name,
                   [&list](std::vector<std::string> fields, size_t line) {
                     return Add(std::move(fields), line, list->entries_);
                   });
  if (!added.ok()) return added;
  return list;
}

}  // namespace farcall
