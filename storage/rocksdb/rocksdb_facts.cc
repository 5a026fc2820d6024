// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/rocksdb_facts.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <tuple>
#include <utility>

#include "storage/codec/fact/fact_block_codec.h"
#include "storage/codec/fact/fact_keys.h"
#include "storage/codec/fact/term_use_codec.h"
#include "storage/rocksdb/key_range.h"

namespace farcall {
namespace {

constexpr char kCannotRead[] = "cannot read calls that are kept";
constexpr char kCannotForget[] = "cannot forget calls";

uint32_t HourOf(int64_t seconds) {
  return static_cast<uint32_t>(std::max<int64_t>(seconds, 0) / kSecondsPerHour);
}

TermUse UseOf(StoredTermUse stored) {
  return {.principal = std::move(stored.principal),
          .principal_kind = stored.principal_kind,
          .account = std::move(stored.account),
          .origin = std::move(stored.origin),
          .network = std::move(stored.network),
          .instance = std::move(stored.instance),
          .first_seconds = int64_t{stored.first_hour} * kSecondsPerHour,
          .last_seconds = int64_t{stored.last_hour} * kSecondsPerHour};
}

uint64_t BytesOf(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) {
  uint64_t tables = 0;
  uint64_t memory = 0;
  db.GetIntProperty(family, rocksdb::DB::Properties::kLiveSstFilesSize,
                    &tables);
  db.GetIntProperty(family, rocksdb::DB::Properties::kCurSizeAllMemTables,
                    &memory);
  return tables + memory;
}

}  // namespace

absl::Status RocksDbFacts::ForEachBlock(
    std::string_view tenant, std::string_view entity_key, uint32_t from_hour,
    uint32_t to_hour,
    absl::FunctionRef<absl::Status(uint32_t hour, std::string_view key,
                                   std::string_view value)>
        take) const {
  const FactDigests::Digest principal = digests_.OfPrincipal(entity_key);
  const KeyRange range(database_.db(), database_.events(), FactsPrefix(tenant),
                       FactsHourPrefix(tenant, from_hour), kCannotRead);
  // From one hour that the tenant has to the next.
  while (range->Valid()) {
    const auto place = DecodeFactPlace(range->key().ToStringView());
    if (!place.ok()) return place.status();
    if (place->hour > to_hour) break;
    const std::string own = FactsOfHourPrefix(tenant, place->hour, principal);
    for (range->Seek(own); range->Valid() && range->key().starts_with(own);
         range->Next()) {
      absl::Status status = take(place->hour, range->key().ToStringView(),
                                 range->value().ToStringView());
      if (!status.ok()) return status;
    }
    range->Seek(FactsHourPrefix(tenant, place->hour + 1));
  }
  return range.status();
}

absl::StatusOr<std::vector<std::string>> RocksDbFacts::BlockKeysOf(
    std::string_view tenant, std::string_view entity_key) const {
  std::vector<std::string> keys;
  absl::Status status =
      ForEachBlock(tenant, entity_key, 0, std::numeric_limits<uint32_t>::max(),
                   [&keys](uint32_t /*hour*/, std::string_view key,
                           std::string_view /*value*/) {
                     keys.emplace_back(key);
                     return absl::OkStatus();
                   });
  if (!status.ok()) return status;
  return keys;
}

absl::StatusOr<std::vector<std::string>> RocksDbFacts::TermKeysOf(
    std::string_view tenant, std::string_view entity_key) const {
  std::vector<std::string> keys;
  const FactDigests::Digest principal = digests_.OfPrincipal(entity_key);
  const std::string prefix = TermsPrefix(tenant);
  const KeyRange range(database_.db(), database_.terms(), prefix, prefix,
                       kCannotRead);
  for (; range->Valid(); range->Next()) {
    if (IsTermOf(range->key().ToStringView(), principal)) {
      keys.push_back(range->key().ToString());
    }
  }
  absl::Status status = range.status();
  if (!status.ok()) return status;
  return keys;
}

absl::StatusOr<FactStore::Facts> RocksDbFacts::FactsOf(
    std::string_view tenant, std::string_view entity_key, int64_t from_seconds,
    int64_t to_seconds) const {
  FactStore::Facts facts;
  // An hour's texts stand in any of its blocks.
  std::optional<FactHourReader> reader;
  const auto end_hour = [&] {
    if (reader) reader->AppendTo(facts.facts, facts.not_kept);
  };
  absl::Status status = ForEachBlock(
      tenant, entity_key, HourOf(from_seconds), HourOf(to_seconds),
      [&](uint32_t hour, std::string_view key, std::string_view value) {
        if (!reader || reader->hour() != hour) {
          end_hour();
          reader.emplace(hour);
        }
        const auto block = seal_.Open(key, value);
        return block.ok() ? reader->Add(*block) : block.status();
      });
  if (!status.ok()) return status;
  end_hour();
  std::ranges::sort(facts.facts, {}, [](const EventFact& fact) {
    return std::tie(fact.at_seconds, fact.event_id);
  });
  return facts;
}

absl::StatusOr<TermUses> RocksDbFacts::UsesOf(std::string_view tenant,
                                              TermKind kind,
                                              std::string_view term,
                                              size_t limit) const {
  return UsesWith(TermPrefix(tenant, kind, digests_.OfTerm(kind, term)), limit);
}

absl::StatusOr<TermUses> RocksDbFacts::UsesOfKind(std::string_view tenant,
                                                  TermKind kind,
                                                  size_t limit) const {
  return UsesWith(TermKindPrefix(tenant, kind), limit);
}

absl::StatusOr<TermUses> RocksDbFacts::UsesWith(const std::string& prefix,
                                                size_t limit) const {
  TermUses found;
  const KeyRange range(database_.db(), database_.terms(), prefix, prefix,
                       kCannotRead);
  for (; range->Valid(); range->Next()) {
    if (found.uses.size() == limit) {
      found.more = true;
      break;
    }
    auto use = DecodeTermUse(range->value().ToStringView());
    if (!use.ok()) return use.status();
    found.uses.push_back(UseOf(*std::move(use)));
  }
  absl::Status status = range.status();
  if (!status.ok()) return status;
  std::ranges::sort(found.uses, std::greater(), [](const TermUse& use) {
    return std::tie(use.last_seconds, use.principal);
  });
  return found;
}

absl::StatusOr<int64_t> RocksDbFacts::KeptSince(std::string_view tenant) const {
  const std::string prefix = FactsPrefix(tenant);
  const KeyRange range(database_.db(), database_.events(), prefix, prefix,
                       kCannotRead);
  if (!range->Valid()) {
    absl::Status status = range.status();
    if (!status.ok()) return status;
    return 0;
  }
  const auto place = DecodeFactPlace(range->key().ToStringView());
  if (!place.ok()) return place.status();
  return int64_t{place->hour} * kSecondsPerHour;
}

absl::StatusOr<std::vector<RocksDbFacts::Span>> RocksDbFacts::Spans() const {
  std::vector<Span> spans;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db().NewIterator(rocksdb::ReadOptions(), database_.events()));
  it->SeekToFirst();
  while (it->Valid()) {
    const auto first = DecodeFactPlace(it->key().ToStringView());
    if (!first.ok()) return first.status();
    const std::string after = AfterPrefix(FactsPrefix(first->tenant));
    it->SeekForPrev(after);
    const auto last = DecodeFactPlace(it->key().ToStringView());
    if (!last.ok()) return last.status();
    const auto block =
        seal_.Open(it->key().ToStringView(), it->value().ToStringView());
    if (!block.ok()) return block.status();
    const auto written = WrittenHourOfFactBlock(*block);
    if (!written.ok()) return written.status();
    spans.push_back({.tenant = first->tenant,
                     .first_hour = first->hour,
                     .last_hour = last->hour,
                     .last_written_hour = *written});
    it->Seek(after);
  }
  absl::Status status = FromRocksDb(it->status(), kCannotRead);
  if (!status.ok()) return status;
  return spans;
}

absl::Status RocksDbFacts::Forget(std::string_view tenant,
                                  std::optional<uint32_t> before) {
  const std::string prefix = FactsPrefix(tenant);
  const std::string end = before.has_value() ? FactsHourPrefix(tenant, *before)
                                             : AfterPrefix(prefix);
  return FromRocksDb(
      database_.db().DeleteRange(rocksdb::WriteOptions(), database_.events(),
                                 prefix, end),
      kCannotForget);
}

absl::Status RocksDbFacts::Expire(uint32_t hours, uint64_t bytes_max,
                                  uint32_t now_hour) {
  if (hours == 0) return ForgetAll();
  const auto spans = Spans();
  if (!spans.ok()) return spans.status();
  for (const Span& span : *spans) {
    absl::Status status;
    if (span.last_written_hour + hours <= now_hour) {
      status = Forget(span.tenant, std::nullopt);
    } else if (span.first_hour + hours <= span.last_hour) {
      status = Forget(span.tenant, span.last_hour - hours + 1);
    }
    if (!status.ok()) return status;
  }
  return ForgetOldest(bytes_max);
}

absl::Status RocksDbFacts::ForgetAll() {
  // Above all names of tenants.
  const std::string end(1, '\x7f');
  rocksdb::Status status;
  for (rocksdb::ColumnFamilyHandle* family :
       {database_.events(), database_.terms()}) {
    const std::unique_ptr<rocksdb::Iterator> it(
        database_.db().NewIterator(rocksdb::ReadOptions(), family));
    it->SeekToFirst();
    if (status.ok() && it->Valid()) {
      status =
          database_.db().DeleteRange(rocksdb::WriteOptions(), family, "", end);
    }
  }
  return FromRocksDb(status, kCannotForget);
}

absl::Status RocksDbFacts::ForgetOldest(uint64_t bytes_max) {
  while (BytesOf(database_.db(), database_.events()) > bytes_max) {
    const auto spans = Spans();
    if (!spans.ok()) return spans.status();
    const auto oldest = std::ranges::min_element(*spans, {}, &Span::first_hour);
    if (oldest == spans->end()) return absl::OkStatus();
    for (const Span& span : *spans) {
      if (span.first_hour != oldest->first_hour) continue;
      absl::Status status = Forget(span.tenant, span.first_hour + 1);
      if (!status.ok()) return status;
    }
    // Tells what is left, and gives the space back.
    absl::Status status = FromRocksDb(
        database_.db().CompactRange(rocksdb::CompactRangeOptions(),
                                    database_.events(), nullptr, nullptr),
        kCannotForget);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

uint64_t RocksDbFacts::bytes() const {
  return BytesOf(database_.db(), database_.events()) +
         BytesOf(database_.db(), database_.terms());
}

}  // namespace farcall
