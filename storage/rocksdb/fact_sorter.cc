// SPDX-License-Identifier: Apache-2.0
#include "storage/rocksdb/fact_sorter.h"

#include <deque>
#include <set>
#include <utility>

#include "storage/codec/fact/call_log_codec.h"
#include "storage/codec/fact/fact_keys.h"
#include "storage/rocksdb/rocksdb_status.h"

namespace farcall {
namespace {

constexpr char kCannotRead[] = "cannot read the log of calls";

// Written at once: updates wait for so long.
constexpr size_t kWriteBytes = 256 << 10;

}  // namespace

struct FactSorter::Part {
  std::vector<std::string> keys{};
  std::deque<std::string> values{};
  std::set<std::string, std::less<>> tenants{};
  uint64_t calls = 0;
  uint64_t bytes = 0;

  bool IsFull() const { return calls >= kCallsMax || bytes >= kBytesMax; }
};

void FactSorter::Stage(uint64_t sequence, const LoggedCalls& calls,
                       rocksdb::WriteBatch& batch) {
  if (calls.entry.empty()) return;
  const std::string key = CallLogKey(sequence);
  batch.Put(database_.call_log(), key, seal_.Seal(key, calls.entry));
  // Before it is written, so that nobody takes the log for empty then.
  calls_ += calls.calls;
  bytes_ += calls.entry.size();
}

absl::Status FactSorter::Load() {
  const std::lock_guard lock(mutex_);
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db().NewIterator(rocksdb::ReadOptions(), database_.call_log()));
  CallLogEntry entry;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    const auto value =
        seal_.Open(it->key().ToStringView(), it->value().ToStringView());
    if (!value.ok()) return value.status();
    absl::Status status = DecodeCallLog(*value, entry);
    if (!status.ok()) return status;
    calls_ += entry.calls.size();
    bytes_ += value->size();
  }
  return FromRocksDb(it->status(), kCannotRead);
}

absl::Status FactSorter::Sort() {
  const std::lock_guard lock(mutex_);
  // What comes meanwhile is for the next time.
  const uint64_t calls = calls_;
  for (uint64_t sorted = 0; sorted < calls;) {
    Part part;
    absl::Status status = Read(part);
    if (status.ok()) status = WriteKept(part);
    if (!status.ok()) {
      keepers_.clear();  // they point into the part
      return status;
    }
    if (part.keys.empty()) break;
    calls_ -= part.calls;
    bytes_ -= part.bytes;
    next_key_ = part.keys.back();
    sorted += part.calls;
    DropIdleKeepers(part);
  }
  return absl::OkStatus();
}

absl::Status FactSorter::Read(Part& part) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  const std::unique_ptr<rocksdb::Iterator> it(
      database_.db().NewIterator(options, database_.call_log()));
  CallLogEntry entry;
  for (it->Seek(next_key_); it->Valid() && !part.IsFull(); it->Next()) {
    const std::string_view key = it->key().ToStringView();
    auto opened = seal_.Open(key, it->value().ToStringView());
    if (!opened.ok()) return opened.status();
    const std::string& value = part.values.emplace_back(*std::move(opened));
    absl::Status status = DecodeCallLog(value, entry);
    if (!status.ok()) return status;
    const auto sequence = DecodeCallLogKey(key);
    if (!sequence.ok()) return sequence.status();
    KeeperOf(entry.tenant).Add(entry, *sequence);
    part.keys.emplace_back(key);
    part.tenants.emplace(entry.tenant);
    part.calls += entry.calls.size();
    part.bytes += value.size();
  }
  return FromRocksDb(it->status(), kCannotRead);
}

FactKeeper& FactSorter::KeeperOf(std::string_view tenant) {
  const auto found = keepers_.find(tenant);
  if (found != keepers_.end()) return found->second;
  return keepers_.try_emplace(std::string(tenant), tenant, hours_, digests_)
      .first->second;
}

// The log is trimmed with the last of what is written.
absl::Status FactSorter::WriteKept(const Part& part) {
  rocksdb::WriteBatch batch;
  uint64_t kept = 0;
  uint64_t not_kept = 0;
  for (const std::string& tenant : part.tenants) {
    FactKeeper& keeper = KeeperOf(tenant);
    absl::Status status = keeper.Write(
        [&](const FactBlock& block) {
          const std::string key =
              FactBlockKey(tenant, block.hour, block.principal, block.sequence);
          batch.Put(database_.events(), key, seal_.Seal(key, block.content));
          return WriteIfLarge(batch);
        },
        [&](const FactTerm& term) {
          batch.Merge(database_.terms(),
                      TermKey(tenant, term.kind, term.term, term.principal),
                      rocksdb::Slice(term.content));
          return WriteIfLarge(batch);
        });
    if (!status.ok()) return status;
    const FactKeeper::Counts counts = keeper.TakeCounts();
    kept += counts.kept;
    not_kept += counts.not_kept;
  }
  for (const std::string& key : part.keys) {
    batch.Delete(database_.call_log(), key);
  }
  calls_kept_ += kept;
  calls_not_kept_ += not_kept;
  return Write(batch);
}

absl::Status FactSorter::WriteIfLarge(rocksdb::WriteBatch& batch) {
  if (batch.GetDataSize() < kWriteBytes) return absl::OkStatus();
  absl::Status status = Write(batch);
  batch.Clear();
  return status;
}

absl::Status FactSorter::Write(rocksdb::WriteBatch& batch) {
  if (batch.Count() == 0) return absl::OkStatus();
  return FromRocksDb(database_.db().Write(rocksdb::WriteOptions(), &batch),
                     "cannot write calls that are kept");
}

// Tenants that sent none lately are known where there is room.
void FactSorter::DropIdleKeepers(const Part& part) {
  size_t known = 0;
  for (const auto& [tenant, keeper] : keepers_) known += keeper.hours_known();
  if (known <= FactKeeper::kHoursKnownMax) return;
  std::erase_if(keepers_, [&](const auto& entry) {
    return !part.tenants.contains(entry.first);
  });
}

void FactSorter::ForgetTexts(std::string_view tenant) {
  const std::lock_guard lock(mutex_);
  const auto found = keepers_.find(tenant);
  if (found != keepers_.end()) found->second.Clear();
}

}  // namespace farcall
