// SPDX-License-Identifier: Apache-2.0
#include "geo/database/operator_database.h"

#include <charconv>
#include <initializer_list>
#include <utility>

#include "absl/status/status.h"
#include "geo/database/hosting_operators.h"
#include "geo/network/text.h"

namespace farcall {
namespace {

constexpr const char* kAutonomousSystemNumber[] = {"autonomous_system_number",
                                                   nullptr};
constexpr const char* kAutonomousSystemOrganization[] = {
    "autonomous_system_organization", nullptr};
constexpr const char* kIsp[] = {"isp", nullptr};
constexpr const char* kOrganization[] = {"organization", nullptr};
constexpr const char* kAsn[] = {"asn", nullptr};
constexpr const char* kAsName[] = {"as_name", nullptr};
constexpr const char* kName[] = {"name", nullptr};
constexpr const char* kAsDomain[] = {"as_domain", nullptr};
constexpr const char* kDomain[] = {"domain", nullptr};
constexpr const char* kAsType[] = {"as_type", nullptr};
constexpr const char* kType[] = {"type", nullptr};

// 0 is reserved (RFC 7607): no operator has it.
std::optional<uint32_t> UsableAsNumber(std::optional<uint32_t> number) {
  return number == 0u ? std::nullopt : number;
}

// "AS15169", or "15169".
std::optional<uint32_t> ParseAsNumber(std::string_view text) {
  if (text.starts_with("AS")) text.remove_prefix(2);
  uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || read != end) return std::nullopt;
  return number;
}

// The first of `paths` that leads to a name that can be used.
std::string_view NameAt(MMDB_entry_s record,
                        std::initializer_list<MmdbPath> paths) {
  for (MmdbPath path : paths) {
    const std::string_view name =
        UsableOrganisation(MmdbStringAt(record, path));
    if (!name.empty()) return name;
  }
  return {};
}

}  // namespace

absl::StatusOr<std::shared_ptr<const OperatorDatabase>>
OperatorDatabase::FromBytes(std::string_view bytes, const std::string& name) {
  const std::string where = "ASN database " + name + ": ";
  auto mmdb = MmdbDatabase::FromBytes(bytes, where);
  if (!mmdb.ok()) return mmdb.status();
  const std::optional<Layout> layout = FindLayout(**mmdb);
  if (!layout) {
    return absl::InvalidArgumentError(
        where + "no autonomous system in any of its " +
        std::to_string((*mmdb)->offsets().size()) +
        " records (want autonomous_system_number or asn); its type is '" +
        (*mmdb)->type() + "'");
  }
  return std::shared_ptr<const OperatorDatabase>(
      new OperatorDatabase(*std::move(mmdb), *layout));
}

OperatorDatabase::OperatorDatabase(std::unique_ptr<const MmdbDatabase> mmdb,
                                   Layout layout)
    : mmdb_(std::move(mmdb)), layout_(layout) {}

std::optional<OperatorDatabase::Layout> OperatorDatabase::FindLayout(
    const MmdbDatabase& mmdb) {
  for (uint32_t offset : mmdb.offsets()) {
    for (Layout layout : {Layout::kMaxMind, Layout::kIpinfo}) {
      if (AsNumber(layout, mmdb.RecordAt(offset))) return layout;
    }
  }
  return std::nullopt;
}

std::optional<uint32_t> OperatorDatabase::AsNumber(Layout layout,
                                                   MMDB_entry_s record) {
  switch (layout) {
    case Layout::kMaxMind:
      return UsableAsNumber(MmdbNumberAt(record, kAutonomousSystemNumber));
    case Layout::kIpinfo:
      return UsableAsNumber(ParseAsNumber(MmdbStringAt(record, kAsn)));
  }
  return std::nullopt;
}

std::string_view OperatorDatabase::Organisation(MMDB_entry_s record) const {
  return layout_ == Layout::kMaxMind
             ? NameAt(record,
                      {kAutonomousSystemOrganization, kIsp, kOrganization})
             : NameAt(record, {kAsName, kName, kAsDomain, kDomain});
}

bool OperatorDatabase::IsHosting(MMDB_entry_s record) const {
  return layout_ == Layout::kIpinfo &&
         NameAt(record, {kAsType, kType}) == "hosting";
}

std::optional<NetworkOperator> OperatorDatabase::Lookup(
    const Address& address) const {
  const std::optional<MMDB_entry_s> record = mmdb_->Find(address);
  if (!record) return std::nullopt;
  const std::optional<uint32_t> number = AsNumber(layout_, *record);
  if (!number) return std::nullopt;

  NetworkOperator found{.as_number = *number,
                        .organisation = std::string(Organisation(*record)),
                        .database_build_seconds = build_epoch_seconds()};
  if (const auto hosting = HostingOperatorOf(*number)) {
    found.key = hosting->key;
    found.kind = hosting->kind;
  } else {
    found.key = "AS" + std::to_string(*number);
    found.kind =
        IsHosting(*record) ? OperatorKind::kHosting : OperatorKind::kAccess;
  }
  return found;
}

}  // namespace farcall
